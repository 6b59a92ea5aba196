"""What the models say of glyph hypotheses: of the picture always, and of the pen's path where there is one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.bundle import REINSTALL, Bundle
from hcr_desktop.inference.classify import Classifier, log_softmax
from hcr_desktop.inference.lattice import Glyph, Line
from hcr_desktop.inference.memory import Memory, digest
from hcr_desktop.inference.normalise import NormaliseSpec, normalise_all, turned
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.segment import compose
from hcr_desktop.inference.trajectory import TrajectorySpec, trajectory

Scores = NDArray[np.float32]

VIEWS = (-4.0, 4.0)
"""Degrees by which a crop is also turned: on held-out EMNIST three views read 90.5 % where one reads 89.1 (trainer/LOG.md)."""

KNOWN = 2000
"""Glyphs of pen ink of which is remembered what was said: those of some lines, with all ways to cut them."""


class GlyphScorer:
    """The two models of a bundle. Serves one thread at a time."""

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        """Load them.

        Raises:
            BundleInvalid: When a model does not load here, fails its probe, or is not of the kind its place says.
        """
        self._glyph, self._pen = Classifier(bundle.glyph, threads), Classifier(bundle.pen, threads)
        glyph_spec, pen_spec = bundle.glyph.card.normalise, bundle.pen.card.normalise
        if not isinstance(glyph_spec, NormaliseSpec) or not isinstance(pen_spec, TrajectorySpec):
            raise BundleInvalid(f"The models of pictures and of pen paths are in each other's place. {REINSTALL}")
        self._glyph_spec, self._pen_spec = glyph_spec, pen_spec
        self._pictures_known: Memory[Scores] = Memory(KNOWN)
        self._paths_known: Memory[Scores] = Memory(KNOWN)

    def crops(self, crops: list[NDArray[np.uint8]], angles: tuple[float, ...] = VIEWS) -> Scores:
        """Log probabilities [n, LABELS] of masks of any sizes, each seen straight and from every one of ``angles``, in degrees."""
        views = [crops, *([turned(crop, angle) for crop in crops] for angle in angles)]
        total = sum(self._glyph.log_probs(normalise_all(view, self._glyph_spec)) for view in views)
        return log_softmax(np.asarray(total / np.float32(len(views)), np.float32))

    def paths(self, glyphs: list[list[NDArray[np.float32]]]) -> Scores:
        """Log probabilities [n, LABELS] of glyphs, each a list of strokes [n, 2]."""
        if not glyphs:
            return np.zeros((0, LABELS), np.float32)
        return self._pen.log_probs(np.stack([trajectory(strokes, self._pen_spec) for strokes in glyphs]))

    def forget(self) -> None:
        """Forget what was said of pen ink (while a line is written most of its glyphs stay the same), and what the models saw."""
        self._pictures_known.forget()
        self._paths_known.forget()
        self._glyph.forget()
        self._pen.forget()

    def opinions(self, line: Line, glyphs: tuple[Glyph, ...], ink: Ink | None, angles: tuple[float, ...] = VIEWS) -> tuple[Scores, Scores]:
        """Log probabilities [glyphs, LABELS] by the picture and by the path; rows of the latter are NaN where there is no whole path.

        Pictures are seen from ``angles`` too, but not where there is ink: its path says more than another view would.
        """
        crops = [compose(line.segments[glyph.start : glyph.stop]) for glyph in glyphs]
        if ink is None:
            pictures = self.crops(crops, angles)
            return pictures, np.full_like(pictures, np.nan)
        seen = self._pictures_known.recall_all(
            [(crop.shape, digest(crop)) for crop in crops], lambda places: list(self.crops([crops[place] for place in places], ()))
        )
        pictures = np.stack(seen) if seen else np.zeros((0, LABELS), np.float32)
        paths = np.full_like(pictures, np.nan)
        strokes = {stroke.id: stroke.xy for stroke in ink.strokes}
        reach = _reach(line)
        whole = [index for index, glyph in enumerate(glyphs) if _is_whole(glyph, reach)]
        written = [[strokes[mark] for mark in sorted(glyphs[index].marks)] for index in whole]
        said = self._paths_known.recall_all(
            [tuple(digest(stroke) for stroke in each) for each in written],
            lambda places: list(self.paths([written[place] for place in places])),
        )
        for index, scores in zip(whole, said, strict=True):
            paths[index] = scores
        return pictures, paths


def _reach(line: Line) -> dict[int, tuple[int, int]]:
    """Each mark's first and last segment; they differ where it is cut."""
    reach: dict[int, tuple[int, int]] = {}
    for index, segment in enumerate(line.segments):
        for mark in segment.marks:
            reach[mark] = (reach.get(mark, (index, index))[0], index)
    return reach


def _is_whole(glyph: Glyph, reach: dict[int, tuple[int, int]]) -> bool:
    """Whether a hypothesis holds its strokes whole: it neither begins nor ends at a cut through one."""
    return all(glyph.start <= reach[mark][0] and reach[mark][1] < glyph.stop for mark in glyph.marks)


def blend(pictures: Scores, paths: Scores, parameters: DecodeParameters) -> Scores:
    """Both opinions as one, log probabilities [n, LABELS]: a weighted product, normalised; the picture's alone where there is no path."""
    both = log_softmax(parameters.picture_share * pictures + parameters.path_share * paths)
    return np.where(np.isnan(paths), pictures, both)
