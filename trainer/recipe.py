"""Recipes: the numbers of a training run, read from a TOML file in ``trainer/recipes``."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from hcr_desktop.inference.bundle import Spec
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.trajectory import TrajectorySpec
from trainer.augment import AugmentSpec

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


KINDS = ("glyph", "pen")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One run. Every field may be set in the file; unknown names are refused.

    Attributes:
        kind: "glyph" for the model of crops, "pen" for the model of pen paths.
        name: Name of the model and of its folder in ``models/tflite``.
        seed: Of initial weights, sampling and augmentation.
        epochs: Passes over the sampled data.
        batch: Samples a step.
        rate: Peak learning rate; it rises over the first ``warmup`` of the run and falls along a cosine.
        warmup: Part of the run.
        refine: Epochs of a second, lower cosine after the first, and ``refine_rate`` its peak.
        refine_rate: See above.
        refine_augment: How far samples are varied in those epochs, as a part of ``augment``.
        decay: Weight decay.
        smoothing: Share of the target given to all labels alike.
        taught: How much what teachers say counts beside the labels (``trainer.teach``); 0 for learning from labels alone.
        tiles_per_class: Most EMNIST images of a class in an epoch.
        tiles_floor: The fewest while refining (rare ones drawn repeatedly), so that no class is favoured for being frequent.
        ink_per_class: Most UNIPEN characters of a class in an epoch, and ``ink_floor`` the fewest (drawn repeatedly).
        ink_floor: See above.
        lettered_per_class: Most characters of a class cut out of words and texts in an epoch (``trainer.lettered``); 0 for none.
        rejects: Wrong joins and splits in an epoch.
        held_out: Every such-many-th writer (and EMNIST image / 10) is kept for validation.
        network: Arguments of ``models.glyph_network`` or ``models.pen_network`` besides the size of the tensor.
        augment: Arguments of ``AugmentSpec``.
    """

    kind: str = "glyph"
    name: str = "glyph"
    seed: int = 1
    epochs: int = 18
    batch: int = 256
    rate: float = 2e-3
    warmup: float = 0.06
    refine: int = 0
    refine_rate: float = 8e-4
    refine_augment: float = 0.6
    decay: float = 0.02
    smoothing: float = 0.02
    taught: float = 0.0
    tiles_per_class: int = 2400
    tiles_floor: int = 2000
    ink_per_class: int = 1000
    ink_floor: int = 400
    lettered_per_class: int = 0
    rejects: int = 12000
    held_out: int = 12
    network: dict[str, Any] = field(default_factory=dict)
    augment: AugmentSpec = field(default_factory=AugmentSpec)

    @property
    def spec(self) -> Spec:
        """How a sample becomes a tensor."""
        return TrajectorySpec() if self.kind == "pen" else NormaliseSpec()

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Read a recipe file.

        Raises:
            ValueError: When it names a field that does not exist.
        """
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"{path}: unknown fields {', '.join(sorted(unknown))}")
        if "augment" in values:
            given = values["augment"].items()
            augment: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given}
            values["augment"] = AugmentSpec(**augment)
        if values.get("kind", "glyph") not in KINDS:
            raise ValueError(f"{path}: kind is one of {', '.join(KINDS)}")
        return cls(**values)
