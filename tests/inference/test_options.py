"""Read options: defaults, and the sentence for what is not offered."""

from __future__ import annotations

import dataclasses
from itertools import product

import pytest

from hcr_desktop.errors import OptionInvalid
from hcr_desktop.inference.alphabet import CHARSETS
from hcr_desktop.inference.options import LAYOUTS, ReadOptions


def test_the_defaults_read_an_english_page_of_everything() -> None:
    assert ReadOptions() == ReadOptions(charset="all", language="en", layout="page")


def test_all_that_is_offered_is_taken() -> None:
    for charset, language, layout in product(CHARSETS, ("en", None), LAYOUTS):
        options = ReadOptions(charset, language, layout)
        assert (options.charset, options.language, options.layout) == (charset, language, layout)


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({"charset": "greek"}, CHARSETS),
        ({"charset": "All"}, CHARSETS),
        ({"language": "tlh"}, ["en", "None"]),
        ({"language": ""}, ["en", "None"]),
        ({"layout": "book"}, LAYOUTS),
        ({"layout": None}, LAYOUTS),
    ],
)
def test_the_refusal_names_the_value_and_all_that_is_offered(values: dict[str, str], offered: list[str]) -> None:
    ((name, value),) = values.items()
    with pytest.raises(OptionInvalid) as caught:
        ReadOptions(**values)
    message = str(caught.value)
    assert message.startswith(f"{name} {value!r} is not offered")
    assert all(item in message for item in offered)


def test_options_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ReadOptions().charset = "digits"  # type: ignore[misc]
