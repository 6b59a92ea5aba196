"""Fit the decoder's parameters: ``python -m trainer.tune --data DIR``.

Statistics (join, space, extents) come from the segmented training texts of the writers the glyph model was trained on;
the few weights are then chosen on the texts of the held-out writers, by coordinate search. No test set is read.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.alphabet import CHARACTERS, label_of
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.classify import log_softmax
from hcr_desktop.inference.cut import cut_line
from hcr_desktop.inference.decode import decode
from hcr_desktop.inference.frame import Extents, fit_frame
from hcr_desktop.inference.language import LanguageModel
from hcr_desktop.inference.lattice import Glyph, Lattice, Line
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.scan import page_from_picture
from hcr_desktop.inference.score import GlyphScorer, blend
from hcr_desktop.inference.segment import JOIN_FEATURES, glyph_hypotheses, join_features, join_odds, segments_of
from hcr_desktop.inference.spaces import SPACE_FEATURES, space_features
from hcr_desktop.resources import models_dir
from trainer.augment import NONE
from trainer.corpora import InkSet, glyph_set, held_out_writers, ink_set
from trainer.glyphs import Pool, all_glyphs
from trainer.metrics import edit_distance
from trainer.tiles import log_shares

SMALL = [label_of(character) for character in "acemnorsuvwxz"]
"""Small letters without ascender or descender: they define baseline 0 and x-height 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A segmented text as one line: its glyphs left to right, their characters, and the spaces before them."""

    line: Line
    owner: NDArray[np.int64]  # [segments], index of the character
    text: str
    ink: Ink

    def glyphs(self) -> tuple[tuple[Glyph, ...], list[str], list[bool]]:
        """The true glyphs that are runs of segments, their characters, and whether a space stands before each."""
        characters = [character for character in self.text if not character.isspace()]
        spaced = [before.isspace() for before, here in zip("x" + self.text, self.text, strict=False) if not here.isspace()]
        glyphs, names, breaks = [], [], []
        for k, character in enumerate(characters):
            index = np.flatnonzero(self.owner == k)
            if not len(index) or index[-1] - index[0] + 1 != len(index):
                continue
            parts = self.line.segments[index[0] : index[-1] + 1]
            boxes = np.array([(s.box.left, s.box.top, s.box.right, s.box.bottom) for s in parts])
            box = type(parts[0].box)(*(float(v) for v in (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))))
            glyphs.append(Glyph(int(index[0]), int(index[-1]) + 1, frozenset().union(*(s.marks for s in parts)), box))
            names.append(character)
            breaks.append(spaced[k])
        return tuple(glyphs), names, breaks


def truths(ink: InkSet, keep: NDArray[np.bool_]) -> Iterator[Truth]:
    """The texts of the samples in ``keep`` [samples] that are one line."""
    for index in np.flatnonzero(keep):
        written = Ink.from_arrays(ink.strokes(int(index)))
        lines = find_lines(segments_of(page_from_ink(written)))
        if len(lines) != 1:
            continue
        owner, line = ink.stroke_glyph(int(index)), cut_line(lines[0])
        order = [next(iter(segment.marks)) for segment in line.segments]
        yield Truth(line, owner[order].astype(np.int64), str(ink.text[index]), written)


def logistic(features: NDArray[np.float32], hits: NDArray[np.bool_], penalty: float = 1.0) -> NDArray[np.float32]:
    """Weights and bias of a logistic regression, float32 [features + 1], by Newton's method with an L2 penalty."""
    x = np.concatenate([features, np.ones((len(features), 1))], axis=1).astype(np.float64)
    weights = np.zeros(x.shape[1])
    ridge = np.diag([penalty] * (x.shape[1] - 1) + [1e-6])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(x @ weights)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(hessian, x.T @ (p - hits) + ridge @ weights)
    return weights.astype(np.float32)


def fit_extents(samples: list[Truth], rounds: int = 5) -> tuple[NDArray[np.float32], NDArray[np.float32], list[Line]]:
    """Each character's usual top, bottom and width with their deviations, and every sample's fitted frame, by alternation."""
    mean: NDArray[np.float32] = np.full((94, 2), 0.5, np.float32)
    deviation = mean
    parts = [(Extents.of(glyphs), np.array([label_of(name) for name in names])) for glyphs, names, _ in (t.glyphs() for t in samples)]
    lines = [truth.line for truth in samples]
    for number in range(rounds):
        if number:
            parameters = DecodeParameters(
                *(np.zeros(1, np.float32),) * 2, mean, deviation, np.zeros(94, np.float32), np.zeros(94, np.float32)
            )
            lines = [
                fit_frame(truth.line, extents, np.eye(94, dtype=np.float32)[labels], parameters) if len(labels) else truth.line
                for truth, (extents, labels) in zip(samples, parts, strict=True)
            ]
        places = np.concatenate([extents.in_frame(line) for line, (extents, _) in zip(lines, parts, strict=True)])
        labels = np.concatenate([labels for _, labels in parts])
        mean, deviation = _robust_by_label(places, labels)
        level, height = mean[SMALL, 1].mean(), (mean[SMALL, 0] - mean[SMALL, 1]).mean()
        # The scale is a matter of definition: small letters reach from 0 to 1.
        mean[:, :2], deviation[:, :2] = (mean[:, :2] - level) / height, deviation[:, :2] / height
    return mean, deviation, lines


def _robust_by_label(places: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Median and spread by label, pulled to those of all writing where a label is rare."""
    mean, deviation = np.zeros((94, 3), np.float32), np.zeros((94, 3), np.float32)
    middle, spread = np.median(places, axis=0), places.std(axis=0)
    for label in range(94):
        own = places[labels == label]
        share = len(own) / (len(own) + 4)
        mean[label] = share * (np.median(own, axis=0) if len(own) else middle) + (1 - share) * middle
        width = 1.4826 * np.median(np.abs(own - mean[label]), axis=0) if len(own) else spread
        deviation[label] = np.maximum(share * width + (1 - share) * spread, 0.08)
    return mean, deviation


def spaces_are_true(text: str) -> bool:
    """Whether a text's spaces can be believed: many texts of symbols carry spaces that nobody wrote."""
    plain = sum(character.isalnum() or character in " .,'!?-" for character in text)
    return plain >= 0.9 * len(text) and not re.search(r" [.,!?)]|\( |' ", text)


def isolated_frequency(chars: InkSet) -> NDArray[np.float32]:
    """Log frequency of each character among the isolated ones, around 0.

    The exported models say what the ink alone says; by Bayes' rule this is what is to be added when nothing else is known.
    """
    counts = Counter(str(text) for text in chars.text)
    frequency = np.log(np.array([counts[character] for character in CHARACTERS]) + 20.0)
    return np.asarray(frequency - frequency.mean(), np.float32)


def fit_statistics(samples: list[Truth], isolated: NDArray[np.float32], tiles: NDArray[np.float32]) -> DecodeParameters:
    """Join, space and extents from true lines."""
    mean, deviation, lines = fit_extents(samples)
    whole = [np.array([not segment.cut for segment in truth.line.segments[1:]], bool) for truth in samples]
    joins = np.concatenate([join_features(truth.line)[keep] for truth, keep in zip(samples, whole, strict=True)])
    same = np.concatenate([(truth.owner[1:] == truth.owner[:-1])[keep] for truth, keep in zip(samples, whole, strict=True)])
    spaces: list[NDArray[np.float32]] = [np.zeros((0, SPACE_FEATURES), np.float32)]
    gaps: list[NDArray[np.bool_]] = [np.zeros(0, bool)]
    for truth, line in zip(samples, lines, strict=True):
        glyphs, names, breaks = truth.glyphs()
        if len(glyphs) > 1 and spaces_are_true(truth.text):
            spaces.append(space_features(glyphs, names, line.x_height))
            gaps.append(np.array(breaks[1:]))
    join, space = logistic(joins, same), logistic(np.concatenate(spaces), np.concatenate(gaps))
    right = ((joins @ join[:-1] + join[-1] > 0) == same).mean()
    apart = ((np.concatenate(spaces) @ space[:-1] + space[-1] > 0) == np.concatenate(gaps)).mean()
    print(f"{len(samples)} lines; join right {right:.4f} of {len(same)}, space right {apart:.4f} of {sum(map(len, gaps))}")
    assert join.shape == (JOIN_FEATURES + 1,)
    return DecodeParameters(join, space, mean, deviation, isolated, tiles)


def lattice_of(line: Line, ink: Ink | None, scorer: GlyphScorer, parameters: DecodeParameters) -> Lattice:
    """A line's lattice without join odds, which the search reweights."""
    glyphs = glyph_hypotheses(line)
    log_probs = blend(*scorer.opinions(line, glyphs, ink), parameters)
    return Lattice(line, glyphs, log_probs, np.zeros(len(line.segments) - 1, np.float32))


def fit_shares(pool: Pool, scorer: GlyphScorer, parameters: DecodeParameters) -> DecodeParameters:
    """The shares of picture and path in a glyph's log probabilities that make held-out glyphs most likely."""
    rng, index = np.random.default_rng(0), np.linspace(0, len(pool) - 1, 5000).astype(int)
    assert pool.strokes is not None
    pictures = scorer.crops([pool.draw(int(i), NONE, rng) for i in index], ())
    paths = scorer.paths([pool.strokes(int(i), NONE, rng) for i in index])
    truth = pool.target[index].argmax(axis=1)

    def cost(shares: tuple[float, float]) -> float:
        blended = log_softmax(np.float32(shares[0]) * pictures + np.float32(shares[1]) * paths)
        return -float(np.maximum(blended[np.arange(len(truth)), truth], -8).mean())

    grid = [(picture / 10, path / 10) for picture in range(3, 11) for path in range(11)]
    picture, path = min(grid, key=cost)
    for name, shares in (("picture alone", (1.0, 0.0)), ("path alone", (0.0, 1.0)), ("both", (picture, path))):
        right = ((shares[0] * pictures + shares[1] * paths).argmax(axis=1) == truth).mean()
        print(f"held-out glyphs, unrestricted, {name} {shares[0]:.1f} {shares[1]:.1f}: {right:.4f} right, log loss {cost(shares):.4f}")
    return replace(parameters, picture_share=picture, path_share=path)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A text drawn as a clean picture, read from there: the lattices of its lines."""

    lattices: tuple[Lattice, ...]
    text: str


def drawn_texts(ink: InkSet, keep: NDArray[np.bool_], scorer: GlyphScorer, parameters: DecodeParameters) -> list[Drawn]:
    """The texts of the samples in ``keep`` [samples] as pictures: touching strokes become one component there."""
    result = []
    for index in np.flatnonzero(keep):
        mask = page_from_ink(Ink.from_arrays(ink.strokes(int(index)))).mask
        page = page_from_picture((255 - np.pad(mask, 40)).astype(np.uint8))
        lines = [cut_line(line) for line in find_lines(segments_of(page))]
        result.append(Drawn(tuple(lattice_of(line, None, scorer, parameters) for line in lines), "".join(str(ink.text[index]).split())))
    return result


def picture_cer(texts: list[Drawn], parameters: DecodeParameters, language: LanguageModel) -> float:
    """CER without spaces of drawn texts."""
    errors = length = 0
    for text in texts:
        lines = [decode(replace(graph, join=join_odds(graph.line, parameters)), parameters, language=language) for graph in text.lattices]
        errors += edit_distance(text.text, "".join("".join(line.characters) for line in lines))
        length += len(text.text)
    return errors / length


def score(
    samples: list[Truth], graphs: list[Lattice], parameters: DecodeParameters, language: LanguageModel | None
) -> tuple[float, float, float]:
    """Glyph F1, CER without spaces and CER with, of the parameters on true lines."""
    hits = found = wanted = errors = spaced = length = full = 0
    for truth, graph in zip(samples, graphs, strict=True):
        best = decode(replace(graph, join=join_odds(truth.line, parameters)), parameters, language=language)
        runs = {(graph.glyphs[i].start, graph.glyphs[i].stop) for i in best.glyphs}
        true = {(g.start, g.stop) for g in truth.glyphs()[0]}
        hits, found, wanted = hits + len(runs & true), found + len(runs), wanted + len(set(truth.owner.tolist()))
        text = "".join(" " * gap + name for gap, name in zip(best.space_before, best.characters, strict=True))
        errors += edit_distance("".join(best.characters), "".join(truth.text.split()))
        spaced += edit_distance(text, " ".join(truth.text.split()))
        length, full = length + len("".join(truth.text.split())), full + len(" ".join(truth.text.split()))
    return 2 * hits / (found + wanted), errors / length, spaced / full


GRID = {
    "cover": (0.4, 0.6, 0.8),
    "extent_weight": (0.25, 0.4, 0.6),
    "join_weight": (0.8, 1.2, 1.8),
    "cut_join": (0.0, 1.5, 3.0),
    "language_weight": (0.6, 0.8, 1.0),  # more would read English better, and codes and names worse
    "glyph_weight": (0.7, 1.0, 1.4),
    "glyph_bonus": (-0.7, 0.0, 0.7),
}
"""What the search tries, from the defaults of ``DecodeParameters`` on."""


def search(
    samples: list[Truth],
    graphs: list[Lattice],
    pictures: list[Drawn],
    parameters: DecodeParameters,
    language: LanguageModel,
    rounds: int = 2,
) -> DecodeParameters:
    """Coordinate search for the weights that make the fewest character and glyph errors."""

    def cost(candidate: DecodeParameters) -> float:
        # With the language and without: it may not make up for poor weights of the ink. From the pen and from pictures.
        pen = [cer + (1 - f1) for f1, cer, _ in (score(samples, graphs, candidate, model) for model in (language, None))]
        return sum(pen) / 2 + picture_cer(pictures, candidate, language)

    least = cost(parameters)
    for _ in range(rounds):
        begun = parameters
        for name, values in GRID.items():
            for value in (value for value in values if value != getattr(parameters, name)):
                changed: dict[str, Any] = {name: value}
                candidate = replace(parameters, **changed)
                if (found := cost(candidate)) < least - 1e-6:
                    parameters, least = candidate, found
            print(f"{name} {getattr(parameters, name)}: cost {least:.4f}", flush=True)
        if parameters is begun:
            break
    return parameters


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fit the decoder's parameters on the training texts.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--held-out", type=int, default=12, help="as in the glyph model's recipe (default: %(default)s)")
    parser.add_argument("--target", type=Path, default=models_dir() / "decode" / "parameters.json", help="default: %(default)s")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    data = Path(arguments.data)
    segmented, chars = ink_set(data, "segmented-train"), ink_set(data, "chars-train")
    alone = held_out_writers(chars, arguments.held_out)
    out = np.isin(segmented.writer, np.unique(chars.writer[alone]))
    shares = log_shares(glyph_set(data, "train")).astype(np.float32)  # until ``trainer.tiles`` fits them
    parameters = fit_statistics(list(truths(segmented, ~out)), isolated_frequency(chars), shares)
    parameters.write(arguments.target)  # a bundle needs parameters to load
    held = list(truths(segmented, out))
    bundle = Bundle.load()
    language, scorer = bundle.languages["en"], GlyphScorer(bundle, threads=2)
    parameters = fit_shares(all_glyphs(chars, alone, segmented, out), scorer, parameters)
    graphs = [lattice_of(truth.line, truth.ink, scorer, parameters) for truth in held]
    pictures = drawn_texts(segmented, out & (np.arange(len(out)) % 2 == 0), scorer, parameters)
    parameters = search(held, graphs, pictures, parameters, language)
    for name, model in (("en", language), ("no language", None)):
        f1, cer, spaced = score(held, graphs, parameters, model)
        print(f"{len(held)} held-out lines, {name}: glyph F1 {f1:.4f}, CER without spaces {cer:.4f}, with {spaced:.4f}")
    print(f"{len(pictures)} of them drawn as pictures, en: CER without spaces {picture_cer(pictures, parameters, language):.4f}")
    parameters.write(arguments.target)
    assert len(parameters.extent_mean) == len(CHARACTERS)


if __name__ == "__main__":
    main()
