"""The paper of the canvas: what is printed on it, and what that says about the writing."""

from __future__ import annotations

from enum import Enum

CELL = 80.0
"""Distance of the rules, and the width and height of the boxes, page units."""


class Paper(Enum):
    """What is printed on the canvas; in the boxes of ``BOXED`` stands one character each."""

    RULED = "ruled"
    PLAIN = "plain"
    BOXED = "boxed"
