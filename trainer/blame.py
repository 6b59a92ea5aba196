"""Which stage to blame: every edit between truth and reading is charged once (the idea is Tesseract's).

The charges of a text add up to its edit distance. Where the truth tells the character of every stroke:

- layout: the glyph's strokes were torn over several words or lines, or the glyph was found but stands out of order;
- segmentation: its set of strokes is wrong in another way, or a character was invented;
- decoder: its strokes are right and the glyph model, asked alone, has it right, yet line and language made it another;
- case: its strokes are right and so is the letter, but not its case, neither alone nor in its line;
- classifier: its strokes are right, and the glyph model alone has it wrong;
- spaces: what the edit distance with spaces has more than the one without: missed and false word gaps.

Without that truth, stages are guessed from the text alone: characters lost and added go to segmentation, and one character
for another that the decoder or the case does not explain goes to ``glyph``, which is classifier or segmentation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from rapidfuzz.distance import LCSseq, Levenshtein

from hcr_desktop import RecognisedText, Span
from trainer.metrics import edit_distance, spaced, unspaced

Alone = Callable[[frozenset[int]], str]
"""What the glyph model by itself makes of some strokes."""

STAGES = ("layout", "spaces", "segmentation", "classifier", "case", "decoder", "glyph")


def stroke_sets(stroke_glyph: ArrayLike) -> list[frozenset[int]]:
    """The strokes of each glyph, from the glyph of each stroke (every glyph from 0 up has one)."""
    owner = np.asarray(stroke_glyph)
    return [frozenset(np.flatnonzero(owner == glyph).tolist()) for glyph in range(int(owner.max(initial=-1)) + 1)]


def places(text: RecognisedText) -> list[tuple[int, int]]:
    """The (line, word) of every span."""
    return [(row, column) for row, line in enumerate(text.lines) for column, word in enumerate(line.split()) for _ in word]


def blame_segmented(truth: str, stroke_glyph: ArrayLike, read: RecognisedText, alone: Alone) -> Counter[str]:
    """Charge each edit of a text whose strokes are known.

    Args:
        truth: The text.
        stroke_glyph: int [strokes], the index of each stroke's character among the non-space ones.
        read: What was read from those strokes, ids in the same order.
        alone: The glyph model's own choice for some of them.
    """
    glyphs, wanted = stroke_sets(stroke_glyph), unspaced(truth)
    found = {span.marks: index for index, span in enumerate(read.spans)}
    home = {stroke: place for span, place in zip(read.spans, places(read), strict=True) for stroke in span.marks}
    astray = out_of_order(glyphs, read.spans)

    def stage_of_glyph(glyph: int) -> str:
        strokes = glyphs[glyph]
        if strokes not in found:
            return "layout" if len({home[stroke] for stroke in strokes if stroke in home}) > 1 else "segmentation"
        if glyph in astray:
            return "layout"
        # Right where it stands and still an edit: characters added or lost around it moved it.
        return stage_of_span(wanted[glyph], read.spans[found[strokes]], alone, "classifier") or "segmentation"

    charges = _spaces(truth, read)
    for operation in Levenshtein.editops(wanted, unspaced(str(read))):
        if operation.tag != "insert":
            charges[stage_of_glyph(operation.src_pos)] += 1
        else:
            charges["layout" if read.spans[operation.dest_pos].marks in set(glyphs) else "segmentation"] += 1
    return charges


def blame_text(truth: str, read: RecognisedText, alone: Alone) -> Counter[str]:
    """Charge each edit of a text by its characters; arguments as for :func:`blame_segmented`."""
    wanted, charges = unspaced(truth), _spaces(truth, read)
    for operation in Levenshtein.editops(wanted, unspaced(str(read))):
        if operation.tag == "replace":
            charges[stage_of_span(wanted[operation.src_pos], read.spans[operation.dest_pos], alone, "glyph") or "glyph"] += 1
        else:
            charges["segmentation"] += 1
    return charges


def stage_of_span(truth: str, span: Span, alone: Alone, otherwise: str) -> str:
    """The stage that read another character than ``truth`` from a span; empty when it is right."""
    if span.text == truth:
        return ""
    if alone(span.marks) == truth:
        return "decoder"
    return "case" if span.text.casefold() == truth.casefold() else otherwise


def out_of_order(glyphs: Sequence[frozenset[int]], spans: Sequence[Span]) -> set[int]:
    """The glyphs that were found, but not in their place among the others found: the fewest that explain the order."""
    number = {strokes: glyph for glyph, strokes in enumerate(glyphs)}
    read = [number[span.marks] for span in spans if span.marks in number]
    return {sorted(read)[step.src_pos] for step in LCSseq.editops(sorted(read), read) if step.tag == "delete"}


def _spaces(truth: str, read: RecognisedText) -> Counter[str]:
    """The charge for word gaps, if any."""
    extra = edit_distance(spaced(truth), spaced(str(read))) - edit_distance(unspaced(truth), unspaced(str(read)))
    return Counter({"spaces": extra} if extra else {})
