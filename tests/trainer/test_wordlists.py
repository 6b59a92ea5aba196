"""Joining word lists: counts by case, contractions, and what apostrophes bring."""

from __future__ import annotations

from pathlib import Path

from trainer.wordlists import CONTRACTION, LONE_CAPITAL, NAMED_MOST, RARE, SUFFIXES, frequencies, lexicon, pairs, stems

SPELT = frozenset(("the", "house", "march", "March", "Paris", "Americans", "us", "US", "don't", "it's", "TV"))
COUNTS = {"the": 1e9, "house": 2e7, "march": 1e7, "paris": 4e6, "americans": 3e6, "us": 1e8, "don't": 3e5, "i'm": 3e5, "i": 5e8, "b": 1e8}
ENTRIES = {"the", "house", "march", "March", "Paris", "American", "US", "TV", "NATO", "Zub"}


def test_counts_go_to_the_case_that_people_write() -> None:
    words = lexicon(COUNTS, {"tv": 7e6}, ENTRIES, SPELT.__contains__)
    assert (words["the"].ordinary, words["the"].name, words["the"].capitals) == (1e9, 0, 0)
    assert (words["paris"].ordinary, words["paris"].name) == (0, 4e6)
    assert (words["americans"].ordinary, words["americans"].name) == (0, 3e6)
    assert 0 < words["march"].name <= NAMED_MOST
    assert words["march"].name + words["march"].ordinary == 1e7
    assert 0 < words["us"].capitals < words["us"].ordinary


def test_what_only_the_dictionary_holds_is_counted_by_the_other_list_or_rare() -> None:
    words = lexicon(COUNTS, {"tv": 7e6, "tvv": 9e9}, ENTRIES, SPELT.__contains__)
    assert (words["tv"].ordinary, words["tv"].capitals) == (0, 7e6)
    assert words["nato"].capitals == RARE
    assert words["zub"].name == RARE
    assert "tvv" not in words


def test_lone_letters_contractions_and_suffixes_have_counts_of_their_own() -> None:
    words = lexicon(COUNTS, {}, ENTRIES, SPELT.__contains__)
    assert words["don't"].ordinary == CONTRACTION
    assert (words["i'm"].ordinary, words["i'm"].name) == (0, CONTRACTION)
    assert (words["i"].ordinary, words["i"].name) == (0, 5e8)
    assert words["b"].name == words["q"].name == LONE_CAPITAL
    assert all(words[suffix].ordinary == count for suffix, count in SUFFIXES.items())


def test_lists_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("\ufeffThe 32\nit's 9\nb2b 4\n", encoding="utf-8")
    assert frequencies(path) == {"the": 32.0, "it's": 9.0}
    path.write_text("of the 640\n", encoding="utf-8")
    assert pairs(path) == {("of", "the"): 10.0}
    path.write_text("3\nLondon/M\nO'Brien/M\ndon't\n", encoding="utf-8")
    assert stems(path) == {"London", "Brien", "don't"}
