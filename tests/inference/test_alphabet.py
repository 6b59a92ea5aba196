"""Labels, characters and charsets."""

from __future__ import annotations

import string

import numpy as np
import pytest

from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS, CHARSETS, LABELS, REJECT, grouping, label_of


def test_the_characters_are_printable_ascii_without_space() -> None:
    assert len(CHARACTERS) == REJECT == 94
    assert LABELS == 95
    assert set(CHARACTERS) == set(string.digits + string.ascii_letters + string.punctuation)
    assert [label_of(character) for character in CHARACTERS] == list(range(94))


@pytest.mark.parametrize("character", [" ", "ä", "\n", "\x7f"])
def test_what_is_no_label_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="not found"):
        label_of(character)


@pytest.mark.parametrize(
    ("charset", "size"),
    [("all", 94), ("alnum", 62), ("alnum47", 47), ("letters", 52), ("upper", 26), ("lower", 26), ("digits", 10), ("symbols", 32)],
)
def test_charsets_have_their_sizes_and_no_character_twice(charset: str, size: int) -> None:
    assert len(set(CHARSETS[charset])) == len(CHARSETS[charset]) == size
    assert set(CHARSETS[charset]) <= set(CHARACTERS)


def test_alnum47_is_in_the_order_of_emnist_balanced() -> None:
    assert ALNUM47 == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"


@pytest.mark.parametrize("charset", CHARSETS)
def test_grouping_sends_every_offered_label_to_itself_and_none_to_two(charset: str) -> None:
    matrix, offered = grouping(charset), CHARSETS[charset]
    assert matrix.shape == (LABELS, len(offered))
    assert not matrix[REJECT].any()
    assert set(matrix.sum(axis=1)) <= {0, 1}
    for column, character in enumerate(offered):
        assert matrix[label_of(character), column] == 1
    if charset != "alnum47":
        assert matrix.sum() == len(offered)


def test_grouping_for_alnum47_merges_small_letters_without_a_class_into_their_capitals() -> None:
    matrix = grouping("alnum47")
    merged = {character for character in string.ascii_lowercase if matrix[label_of(character), ALNUM47.index(character.upper())]}
    assert merged == set("cijklmopsuvwxyz")
    assert matrix.sum() == 62
    assert not matrix[[label_of(character) for character in string.punctuation]].any()


def test_grouping_is_shared_and_frozen() -> None:
    assert grouping("digits") is grouping("digits")
    with pytest.raises(ValueError, match="read-only"):
        grouping("digits")[0, 0] = np.float32(1)
