"""Both models' opinions of glyph hypotheses: where the path is whole it has its say, elsewhere the picture speaks alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hcr_desktop.document.ink import Ink
from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS, label_of
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.classify import log_softmax
from hcr_desktop.inference.cut import cut_line
from hcr_desktop.inference.lattice import Glyph, Line
from hcr_desktop.inference.score import GlyphScorer, blend
from hcr_desktop.inference.segment import compose, glyph_hypotheses
from tests.inference.made import lines_of, plain_parameters, written

ROWS = hnp.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(LABELS)), elements=st.floats(-30, 30, width=32))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.load()


@pytest.fixture(scope="module")
def scorer(bundle: Bundle) -> GlyphScorer:
    return GlyphScorer(bundle)


def with_a_long_stroke() -> tuple[Line, Ink]:
    """Small letters, and after them four written in one go, which are cut."""
    ink = written("on a hill")
    box = ink.box
    assert box is not None
    angle = np.linspace(np.pi, 3 * np.pi, 40)
    ring = np.stack([18 + 18 * np.cos(angle), 24 + 24 * np.sin(angle)], axis=1)
    back = np.stack([18 - 18 * np.cos(angle[:20] - np.pi), 24 + 24 * np.sin(angle[:20] - np.pi)], axis=1)
    chain = np.concatenate([np.concatenate([ring, back]) + (box.right + 60 + 52 * k, box.bottom - 60) for k in range(4)])
    ink = Ink.from_arrays([*(stroke.xy for stroke in ink.strokes), chain])
    (line,) = lines_of(ink)
    return cut_line(line), ink


def is_whole(line: Line, glyph: Glyph) -> bool:
    """Whether no stroke of the glyph has parts outside of it."""
    outside = [*line.segments[: glyph.start], *line.segments[glyph.stop :]]
    return not any(segment.marks & glyph.marks for segment in outside)


def test_the_path_has_a_say_wherever_strokes_are_whole(scorer: GlyphScorer) -> None:
    line, ink = with_a_long_stroke()
    glyphs = glyph_hypotheses(line)
    last = frozenset((ink.strokes[-1].id,))
    parts = [index for index, segment in enumerate(line.segments) if segment.marks == last]
    assert len(parts) > 2  # it is cut
    glyphs = (*glyphs, Glyph(parts[0], parts[-1] + 1, last, line.box))
    pictures, paths = scorer.opinions(line, glyphs, ink)
    assert pictures.shape == paths.shape == (len(glyphs), LABELS)
    assert pictures.dtype == paths.dtype == np.float32
    assert np.isfinite(pictures).all()
    whole = [is_whole(line, glyph) for glyph in glyphs]
    assert np.isfinite(paths).all(axis=1).tolist() == whole
    assert np.isnan(paths).all(axis=1).tolist() == [not here for here in whole]
    assert True in whole[: len(glyphs) - 1]
    assert False in whole
    assert whole[-1]  # cut, but read as one
    np.testing.assert_allclose(np.exp(paths[whole]).sum(axis=1), 1, atol=1e-4)


def test_a_picture_has_no_paths(scorer: GlyphScorer) -> None:
    line, ink = with_a_long_stroke()
    glyphs = glyph_hypotheses(line)
    pictures, paths = scorer.opinions(line, glyphs, None)
    assert np.isnan(paths).all()
    assert paths.shape == pictures.shape
    crops = [compose(line.segments[glyph.start : glyph.stop]) for glyph in glyphs]
    np.testing.assert_array_equal(pictures, scorer.crops(crops))  # seen from every angle
    np.testing.assert_array_equal(scorer.opinions(line, glyphs, ink)[0], scorer.crops(crops, ()))  # with a path: straight only


def test_each_hypothesis_has_its_own_opinions(scorer: GlyphScorer) -> None:
    ink = written("Xi")
    (line,) = lines_of(ink)
    glyphs = glyph_hypotheses(line)
    pictures, paths = scorer.opinions(line, glyphs, ink)
    strokes = {stroke.id: stroke.xy for stroke in ink.strokes}
    for glyph, picture, path in zip(glyphs, pictures, paths, strict=True):
        alone = [strokes[mark] for mark in sorted(glyph.marks)]
        np.testing.assert_allclose(np.exp(scorer.paths([alone])[0]), np.exp(path), atol=0.02)
        crop = compose(line.segments[glyph.start : glyph.stop])
        np.testing.assert_allclose(np.exp(scorer.crops([crop], ())[0]), np.exp(picture), atol=0.02)


def test_the_order_of_strokes_is_that_of_writing(scorer: GlyphScorer) -> None:
    ink = written("Xi")
    (line,) = lines_of(ink)
    glyphs = glyph_hypotheses(line)
    backwards = replace(line, segments=line.segments[::-1])
    turned = tuple(replace(glyph, start=len(line.segments) - glyph.stop, stop=len(line.segments) - glyph.start) for glyph in glyphs)
    np.testing.assert_allclose(scorer.opinions(backwards, turned, ink)[1], scorer.opinions(line, glyphs, ink)[1], atol=1e-5)


def test_nothing_has_no_opinions(scorer: GlyphScorer) -> None:
    (line,) = lines_of(ink := written("a"))
    for rows in (scorer.paths([]), scorer.crops([]), *scorer.opinions(line, (), ink)):
        assert rows.shape == (0, LABELS)
        assert rows.dtype == np.float32
        assert blend(rows, rows, plain_parameters()).shape == (0, LABELS)


@pytest.mark.parametrize("character", "AoXm")
def test_tidy_characters_are_known_by_their_path(scorer: GlyphScorer, character: str) -> None:
    path = scorer.paths([[stroke.xy for stroke in written(character).strokes]])[0]
    merged = {label_of(character), label_of(character.swapcase())}
    assert merged & set(np.argsort(-path)[:5].tolist())


@given(ROWS, st.floats(0.1, 1), st.floats(0, 1), st.data())
def test_a_blend_is_normalised_and_the_pictures_alone_without_a_path(
    logits: np.ndarray, picture_share: float, path_share: float, data: st.DataObject
) -> None:
    pictures = log_softmax(logits)
    paths = log_softmax(data.draw(hnp.arrays(np.float32, logits.shape, elements=st.floats(-30, 30, width=32))))
    without = data.draw(hnp.arrays(bool, len(logits)))
    paths[without] = np.nan
    both = blend(pictures, paths, plain_parameters(picture_share=picture_share, path_share=path_share))
    assert both.dtype == np.float32
    np.testing.assert_allclose(np.exp(both.astype(np.float64)).sum(axis=1), 1, atol=1e-3)
    np.testing.assert_array_equal(both[without], pictures[without])
    raw = picture_share * pictures[~without] + path_share * paths[~without]
    np.testing.assert_allclose(np.diff(both[~without], axis=1), np.diff(raw, axis=1), atol=1e-3)


def test_what_both_say_is_believed_more_than_what_one_says() -> None:
    sure = log_softmax(np.eye(2, LABELS, dtype=np.float32) * 5)
    agreeing, against = (blend(sure[:1], path, plain_parameters(picture_share=0.8, path_share=0.6)) for path in (sure[:1], sure[1:]))
    assert agreeing[0, 0] > against[0, 0] > against[0, 2]
    assert against[0, 0] > against[0, 1] > against[0, 2]


def test_models_in_each_others_place_are_told(bundle: Bundle) -> None:
    for swapped in (
        replace(bundle, glyph=bundle.pen, pen=bundle.glyph),
        replace(bundle, pen=bundle.glyph),
        replace(bundle, glyph=bundle.pen),
    ):
        with pytest.raises(BundleInvalid, match=r"in each other's place\. Install the program again"):
            GlyphScorer(swapped)


def test_a_pen_model_that_does_not_load_is_told(bundle: Bundle) -> None:
    with pytest.raises(BundleInvalid, match="model pen does not load"):
        GlyphScorer(replace(bundle, pen=replace(bundle.pen, content=b"no model")))
