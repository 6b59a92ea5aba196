"""Carry a person's corrections across a re-reading.

Marks are what an old and a new reading have in common. Spans of both that share marks, directly or through others, form
a *group*: a piece of ink that both readings cut into characters, perhaps differently. In a group that the person
corrected (a pinned span, dropped ink, a gap they set inside it) the old characters stand; everywhere else the new ones
do. So one corrected letter never changes another, and no reading undoes a correction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from hcr_desktop.document.text import RecognisedText, Span, strength


@dataclass(frozen=True, slots=True)
class _Item:
    """A span of the result, the gap before it, and the old span it is (or the new one it was read as)."""

    span: Span
    gap: str
    old: int | None = None
    new: int | None = None


def reconcile(old: RecognisedText, new: RecognisedText) -> RecognisedText:
    """The new reading with the corrections that ``old`` holds.

    Args:
        old: The text so far, without marks that were erased since (``RecognisedText.without``).
        new: A fresh reading of the same ink, perhaps with more of it.
    """
    if not old.corrected:
        return new
    merge = _Merge(old, new)
    items = merge.with_unread(merge.read_items())
    gaps, spaced = merge.gaps_of(items)
    return RecognisedText.assembled([item.span for item in items], gaps, spaced, old.dropped)


class _Merge:
    """The working of one ``reconcile``: which spans share ink, and where each old one went."""

    def __init__(self, old: RecognisedText, new: RecognisedText) -> None:
        self.old, self.new = old, new
        self.old_gaps, self.new_gaps = old.gaps, new.gaps
        self.parent: dict[int, int] = {}
        for span in (*old.spans, *new.spans):
            self._join(span.marks)
        by_mark: dict[int, list[int]] = defaultdict(list)
        for k, span in enumerate(new.spans):
            for mark in span.marks:
                by_mark[mark].append(k)
        self.hits = [sorted({k for mark in span.marks for k in by_mark.get(mark, ())}) for span in old.spans]
        self.held = self._held_groups()

    def _root(self, mark: int) -> int:
        """The mark that names the group of ``mark``."""
        self.parent.setdefault(mark, mark)
        while self.parent[mark] != mark:
            self.parent[mark] = self.parent[self.parent[mark]]
            mark = self.parent[mark]
        return mark

    def _join(self, marks: Iterable[int]) -> None:
        """Put all marks in one group."""
        roots = [self._root(mark) for mark in marks]
        for root in roots:
            self.parent[self._root(root)] = self._root(roots[0])

    def _group(self, span: Span) -> int | None:
        """The name of the span's group; None without ink."""
        return self._root(next(iter(span.marks))) if span.marks else None

    def _held_groups(self) -> set[int | None]:
        """The groups in which the old characters stand."""
        old = self.old
        held = {self._group(span) for span in old.spans if span.pinned} | {self._root(mark) for mark in old.dropped}
        inked = [(i, self._group(span)) for i, span in enumerate(old.spans) if span.marks]
        for (i, group), (j, other) in pairwise(inked):
            if group == other and any(gap in old.spaced for gap in range(i + 1, j + 1)):
                held.add(group)
        return held - {None}

    def read_items(self) -> list[_Item]:
        """The result in the order of the new reading, less the old spans that the new reading has no ink for."""
        standing: dict[int, list[int]] = defaultdict(list)
        for i, span in enumerate(self.old.spans):
            if self.hits[i] and self._group(span) in self.held:
                marks = span.marks
                standing[max(self.hits[i], key=lambda k: len(marks & self.new.spans[k].marks))].append(i)
        items: list[_Item] = []
        known = self.old.dropped.union(*(span.marks for span in self.old.spans))
        hit = {k for hits in self.hits for k in hits}
        extra: dict[int, frozenset[int]] = defaultdict(frozenset)
        for k, span in enumerate(self.new.spans):
            fresh = span.marks - known
            if fresh and k in hit and self._group(span) in self.held:
                extra[self._host(k)] |= fresh
        for k, span in enumerate(self.new.spans):
            if self._group(span) not in self.held:
                items.append(_Item(span, self.new_gaps[k], new=k))
            elif k in hit:
                for i in standing[k]:
                    kept = replace(self.old.spans[i], marks=self.old.spans[i].marks | extra[i])
                    inside = bool(items) and items[-1].old is not None and self._group(items[-1].span) == self._group(kept)
                    items.append(_Item(kept, self.old_gaps[i] if inside else self.new_gaps[k], old=i))
            elif span.marks - self.old.dropped:  # new ink touched dropped ink: it is read, the dropped ink stays dropped
                items.append(_Item(replace(span, marks=span.marks - self.old.dropped), self.new_gaps[k], new=k))
        return items

    def _host(self, k: int) -> int:
        """The old span that takes the new ink of new span ``k``: one it overlaps, a pinned one first."""
        over = [i for i, hits in enumerate(self.hits) if k in hits]
        return next((i for i in over if self.old.spans[i].pinned), over[0])

    def with_unread(self, items: list[_Item]) -> list[_Item]:
        """Put back what the person set and no new span covers: typed characters, and ink not read this time.

        Each run of them stays with the neighbour from which less white space separates it.
        """
        first, last = self._places(items)
        before: dict[int, list[_Item]] = defaultdict(list)
        after: dict[int, list[_Item]] = defaultdict(list)
        for run in self._unread_runs():
            left = next((last[i] for i in range(run[0] - 1, -1, -1) if i in last), None)
            right = next((first[i] for i in range(run[-1] + 1, len(self.old.spans)) if i in first), None)
            closer_right = strength(self.old_gaps[run[-1] + 1]) < strength(self.old_gaps[run[0]])
            put = [_Item(self.old.spans[i], self.old_gaps[i], old=i) for i in run]
            if right is not None and (left is None or closer_right):
                before[right] += put
            else:
                after[-1 if left is None else left] += put
        result = after[-1]
        for at, item in enumerate(items):
            result += [*before[at], item, *after[at]]
        return result

    def _unread_runs(self) -> list[list[int]]:
        """Runs of neighbouring old spans that must stay though no new span has their ink."""
        runs: list[list[int]] = []
        for i, span in enumerate(self.old.spans):
            if span.pinned and not self.hits[i]:
                if runs and runs[-1][-1] == i - 1:
                    runs[-1].append(i)
                else:
                    runs.append([i])
        return runs

    def _places(self, items: list[_Item]) -> tuple[dict[int, int], dict[int, int]]:
        """Where each old span went: its first and its last place in ``items``; those that vanished are left out."""
        of_old = {item.old: at for at, item in enumerate(items) if item.old is not None}
        of_new = {item.new: at for at, item in enumerate(items) if item.new is not None}
        first, last = {}, {}
        for i, hits in enumerate(self.hits):
            places = [of_old[i]] if i in of_old else [of_new[k] for k in hits if k in of_new]
            if places:
                first[i], last[i] = min(places), max(places)
        return first, last

    def gaps_of(self, items: list[_Item]) -> tuple[list[str], set[int]]:
        """The gaps of the result, and which of them a person set.

        A gap they set holds exactly while its two neighbours are neighbours. Where new ink came between, the reading's
        gaps hold, unless all of them separate less than the person did.
        """
        gaps = [item.gap for item in items] + [self.new_gaps[-1]]
        spaced: set[int] = set()
        first, last = self._places(items)
        total = len(self.old.spans)
        for i in sorted(self.old.spaced):
            left = next((last[j] for j in range(i - 1, -1, -1) if j in last), -1)
            right = next((first[j] for j in range(i, total) if j in first), len(items))
            wanted = self.old_gaps[i]
            if right == left + 1:
                at = right
            elif right > left and strength(wanted) > max(map(strength, gaps[left + 1 : right + 1])):
                at = left + 1 if i == total else right
            else:
                continue
            gaps[at] = wanted
            spaced.add(at)
        return gaps, spaced
