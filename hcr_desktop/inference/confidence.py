"""True confidences: of the characters said to be 90 % sure, nine in ten are to be right."""

from __future__ import annotations

from math import exp, log

Choices = tuple[tuple[str, float], ...]
"""Ranked (character, probability) pairs."""

Line = tuple[float, float]
"""Slope and height of a line through log odds."""

ALONE: Line = (0.809, -0.269)
"""Of characters read alone. Fitted on validation writers by ``python -m trainer.calibrate``, as the others are."""

PEN: Line = (0.666, 1.754)
"""Of characters of a line of pen ink."""

BOXED: Line = (0.826, -0.006)
"""Of characters on boxed paper."""

BOXED_IN_WORDS: Line = (0.780, 2.003)
"""Of those that a language spoke for, too."""

PICTURE: Line = (0.623, 1.415)
"""Of characters of a line in a picture."""

EDGE = 1e-4
"""Probabilities are kept so far from 0 and 1: nobody has measured beyond."""


def trued(choices: Choices, line: Line) -> Choices:
    """Choices with the first one's log odds brought to those measured (Platt 1999); the others share what is left as they did."""
    (first, sure), *others = choices
    inside = min(max(sure, EDGE), 1 - EDGE)
    truly = 1 / (1 + exp(-(line[0] * log(inside / (1 - inside)) + line[1])))
    share = (1 - truly) / max(sum(probability for _, probability in others), 1 - inside)
    return ((first, truly), *((character, probability * share) for character, probability in others))
