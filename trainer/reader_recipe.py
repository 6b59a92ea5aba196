"""Recipes of the readers of lines: the numbers of a training run, read from a TOML file in ``trainer/recipes``."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from trainer.augment_line import LineAugment
from trainer.draw_line import Look

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class ReaderRecipe:
    """One run; every field may be set in the file.

    Attributes:
        name: Of the model and its folder.
        kind: What it reads: ``pen``, the path, or ``image``, a strip of pixels.
        seed: Of weights, sampling and augmentation.
        epochs: Passes over the data.
        points: Points or columns of a batch, padding included.
        rate: Peak learning rate.
        warmup: Part of the run in which it rises; afterwards it falls along a cosine.
        decay: Weight decay.
        held_out: Every such-many-th writer is kept for validation.
        beside: Share of words that are set side by side with others of their writer.
        composed: Lines composed from characters in an epoch.
        singles: Characters alone in an epoch, each of the 94 as often.
        sift: Lines whose label costs the reader, or its teacher, so many nats a character more than what is read are left out; 0: none.
        sift_from: And from which epoch on.
        pages: Made pages whose lines an image reader is shown too, as the application cuts them out.
        pages_from: And from which epoch on.
        fonts: Lines set in handwriting fonts that an image reader is shown too.
        fonts_from: And from which epoch on.
        teacher: Name of the recipe whose finished run tells this one where each letter stands.
        chorus: Names of recipes whose runs are shipped with this one as one model, and each one's share of the mean.
        network: Arguments of ``pen_reader_network`` or ``image_reader_network``.
        augment: How far ink is varied.
        look: How it is drawn, for an image reader.
    """

    name: str = "pen_reader"
    kind: str = "pen"
    seed: int = 1
    epochs: int = 14
    points: int = 10000
    rate: float = 1.5e-3
    warmup: float = 0.04
    decay: float = 0.02
    held_out: int = 12
    beside: float = 0.3
    composed: int = 16000
    singles: int = 8000
    sift: float = 0.0
    sift_from: int = 7
    pages: int = 0
    pages_from: int = 10
    fonts: int = 0
    fonts_from: int = 0
    teacher: str = ""
    chorus: dict[str, float] = field(default_factory=dict)
    network: dict[str, Any] = field(default_factory=dict)
    augment: LineAugment = field(default_factory=LineAugment)
    look: Look = field(default_factory=Look)

    @classmethod
    def read(cls, path: Path) -> ReaderRecipe:
        """Read a recipe file.

        Raises:
            ValueError: When it names a field that does not exist, or pages or fonts for a reader that is shown none.
        """
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"{path}: unknown fields {', '.join(sorted(unknown))}")
        for shown in ("pages", "fonts"):
            if values.get(shown) and values.get("kind") != "image":
                raise ValueError(f"{path}: {shown} are shown to readers of kind image only")
        values["augment"], values["look"] = LineAugment(**values.get("augment", {})), Look(**values.get("look", {}))
        return cls(**values)
