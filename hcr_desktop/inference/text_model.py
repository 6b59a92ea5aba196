"""How likely each character of a text is, given all before it: words of a lexicon, other words letter by letter, and codes.

A run of letters is read in three ways at once: as a word of the lexicon (in small letters, with a capital because of its place,
as a name, or in capitals; likelier where it often follows the word before), as a word that the lexicon lacks (an n-gram of
letters), and as a code (any letter is as good as another). How well each way has foretold the run so far decides how much it
counts for the next letter; how well they did in the runs before decides what a new run is taken for. While a run lies in the
lexicon, its node in the tree fixes what the first two make of it, so that a state stays small. What is no letter depends on
the kinds of the three characters before. A share of the probability is spread evenly over all labels: no evidence from the ink
is overruled without limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.followers import NONE, Followers
from hcr_desktop.inference.letters import LETTERS, Letters, shifted
from hcr_desktop.inference.lexicon import CAPITALS, LOWER, NAME, PATTERNS, TITLE, Lexicon
from hcr_desktop.inference.succession import (
    DIGIT_KIND,
    END,
    FIRST,
    JOINED,
    KIND,
    KINDS,
    LABELS,
    PLACES,
    SPACE,
    START_KINDS,
    UPPER_KIND,
    Succession,
    following_kinds,
    following_place,
    is_letter,
    label_at,
)
from hcr_desktop.inference.trie import ABSENT, APOSTROPHE, ROOT

OUTSIDE, SMALL, ONE, TITLED, ALL = range(5)
"""How the run of letters is written so far: none begun, small letters, one capital, a capital and small letters, capitals."""

WRITTEN = {SMALL: 1, ONE: 2, TITLED: 2, ALL: 3}
WAYS = 4
"""How the run before was written: there was none (0), in small letters, with a capital, in capitals."""

STARTS = PLACES * WAYS
"""Where a run begins: a place, and how the run before was written, as place * WAYS + way."""

READ_AS = {
    OUTSIDE: ((LOWER,), (TITLE, NAME, CAPITALS)),
    SMALL: ((LOWER,), ()),
    ONE: ((TITLE, NAME), (CAPITALS,)),
    TITLED: ((TITLE, NAME), ()),
    ALL: ((), (CAPITALS,)),
}
"""The patterns a run may still follow, by mode: those whose next letter is small, and those whose next is a capital."""

CODE_CASE = {OUTSIDE: (0.4, 0.6), SMALL: (0.4, 0.0), ONE: (0.15, 0.45), TITLED: (0.15, 0.0), ALL: (0.0, 0.45)}
"""The same for codes: how many of them go on so."""

NEXT_MODE = {SMALL: (SMALL, None), ONE: (TITLED, ALL), TITLED: (TITLED, None), ALL: (None, ALL)}
"""The mode after a small letter and after a capital; None where a new run begins inside the word (McDonald, kHz)."""

CODE_ENDS = 0.2
"""Chance that the letters of a code end after any of them."""
CODE_FIRST = 1 / 26
CODE_NEXT = (1 - CODE_ENDS) / 26

CODE_DIGIT, CODE_LETTER = 0.5, 0.45
"""Chances that in a code a digit follows where letters end, and that a letter follows a digit."""

DOUBT_STEP = 0.5
"""Natural log units of one step of a state's odds of code against word."""
DOUBT_MOST = 12
DOUBT_KEPT = 0.5
"""Share of what a run has shown about codes that is still held of the next."""
NO_DOUBT = -99

SUFFIXED = 0.9
"""How often an apostrophe after a word is followed by one of the lexicon's suffixes ('s), when by a letter at all."""

INNER = 0.9
"""How often an apostrophe that goes on with a word of the lexicon (don't) is one."""

ROWS = 12_000
"""Rows kept in memory; beyond, all are forgotten."""
STATES = 25_000
"""The same for what follows on a state."""

SMALLS = slice(CHARACTERS.index("a"), CHARACTERS.index("z") + 1)
BIGS = slice(CHARACTERS.index("A"), CHARACTERS.index("Z") + 1)
DIGITS = slice(CHARACTERS.index("0"), CHARACTERS.index("9") + 1)
QUOTE = CHARACTERS.index("'")
LETTER = tuple("abcdefghijklmnopqrstuvwxyz'".find(character.lower()) + 1 for character in CHARACTERS) + (0, 0)
"""The letter code of each label, 0 for what has none."""


class State(NamedTuple):
    """What the model remembers of a text.

    Attributes:
        node: Of the lexicon, where the run of letters stands; ABSENT when the lexicon does not hold it.
        context: The letters before, as ``letters.shifted`` has them; 0 in a run means that an apostrophe has just come.
        mode: How the run is written so far.
        start: Where the run began, or would begin.
        doubt: Log odds of code against word, in DOUBT_STEPs: before the run while it is in the lexicon, now when it is not.
        kinds: The kinds of the three characters before.
        head: The word before the run, as ``followers`` numbers it, or NONE.
    """

    node: int
    context: int
    mode: int
    start: int
    doubt: int
    kinds: int
    head: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers that are chosen by measuring.

    Attributes:
        even: Share of the probability that is spread evenly over all labels.
        temper: Counts of words are raised to this power: rare words are written by hand too.
        code: Log odds of code against word when nothing is known.
    """

    even: float
    temper: float
    code: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How much each way to read a run counts, before its letters are looked at.

    Attributes:
        listed: float32 [2, PATTERNS], words of the lexicon by pattern, whose next letter is small and a capital.
        ends: float32 [PATTERNS], their sum.
        unlisted: Words that the lexicon lacks, whose next letter is small and a capital.
        codes: The same of codes.
    """

    listed: NDArray[np.float32]
    ends: NDArray[np.float32]
    unlisted: tuple[float, float]
    codes: tuple[float, float]

    @classmethod
    def of(cls, mode: int, pattern: NDArray[np.float32], known: NDArray[np.float32]) -> Reading:
        """For a mode, the chance of each pattern where the run began, and how many words of each the lexicon holds, [PATTERNS]."""
        weights = np.zeros((2, PATTERNS), np.float32)
        for case, patterns in enumerate(READ_AS[mode]):
            weights[case, list(patterns)] = pattern[list(patterns)]
        small, capital = (weights @ (1 - known)).tolist()
        listed = weights * known
        return cls(listed, listed.sum(axis=0), (small, capital), CODE_CASE[mode])


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """The model of one language. Labels are those of CHARACTERS, then SPACE (94) and END (95).

    Attributes:
        lexicon: Its words.
        letters: What letters follow one another in words it may lack.
        succession: What follows which kinds of characters.
        followers: What words follow one another.
        pattern: float32 [STARTS, PATTERNS], how a run of letters is written, by where it begins.
        known: float32 [PATTERNS], how many of the words so written are in the lexicon.
        settings: Its numbers.
    """

    lexicon: Lexicon
    letters: Letters
    succession: Succession
    followers: Followers
    pattern: NDArray[np.float32]
    known: NDArray[np.float32]
    settings: Settings
    _spelt: NDArray[np.float64] = field(init=False, repr=False)
    _readings: tuple[tuple[Reading, ...], ...] = field(init=False, repr=False)
    _rows: dict[State, NDArray[np.float32]] = field(default_factory=dict, init=False, repr=False)
    _openings: dict[tuple[int, int, int, int], NDArray[np.float64]] = field(default_factory=dict, init=False, repr=False)
    _after: dict[tuple[State, int], State] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        readings = tuple(tuple(Reading.of(mode, pattern, self.known) for mode in READ_AS) for pattern in self.pattern)
        object.__setattr__(self, "_spelt", self.letters.prefixes(self.lexicon.trie))
        object.__setattr__(self, "_readings", readings)

    def with_words(self, words: Iterable[str]) -> TextModel:
        """The model that knows some more words, written as given: a person's own."""
        lexicon = self.lexicon.with_words(words)
        followers = self.followers.moved(self.lexicon, lexicon)
        return TextModel(lexicon, self.letters, self.succession, followers, self.pattern, self.known, self.settings)

    def start(self) -> State:
        """Before the first character of a text."""
        return State(ROOT, 0, OUTSIDE, FIRST * WAYS, round(self.settings.code / DOUBT_STEP), START_KINDS, NONE)

    def row(self, state: State) -> NDArray[np.float32]:
        """Natural log probability of the next label, float32 [LABELS], not to be written to; the probabilities sum to one."""
        row = self._rows.get(state)
        if row is None:
            if len(self._rows) >= ROWS:
                self._rows.clear()
            row = self._rows[state] = self._compute(state)
        return row

    def forget(self) -> None:
        """Forget the rows and states that were worked out: they tell what was asked for."""
        self._rows.clear()
        self._openings.clear()
        self._after.clear()

    def advance(self, state: State, label: int) -> State:
        """The state after one more label; after END a new text begins."""
        after = self._after.get((state, label))
        if after is None:
            if len(self._after) >= STATES:
                self._after.clear()
            after = self._after[state, label] = self._advance(state, label)
        return after

    def _advance(self, state: State, label: int) -> State:
        """See advance."""
        if label == END:
            return self.start()
        kinds = following_kinds(state.kinds, label)
        if is_letter(label):
            return self._after_letter(state, LETTER[label], KIND[label] == UPPER_KIND, kinds)
        if label == QUOTE and state.mode != OUTSIDE:
            node = self.lexicon.trie.child(state.node, APOSTROPHE)
            if node != ABSENT:
                return state._replace(node=node, context=0, kinds=kinds)
        return self._after_break(state, label, kinds)

    def after(self, text: str) -> State:
        """The state after a text of printable ASCII characters and spaces."""
        return reduce(self.advance, map(label_at, text), self.start())

    def score(self, text: str) -> float:
        """Natural log probability of a whole text of printable ASCII characters and spaces, its end included."""
        total, state = 0.0, self.start()
        for label in (*map(label_at, text), END):
            total += float(self.row(state)[label])
            state = self.advance(state, label)
        return total

    def _compute(self, state: State) -> NDArray[np.float32]:
        """See row."""
        spread = self._outside(state) if state.mode == OUTSIDE else self._inside(state)
        if state.mode != OUTSIDE:
            spread /= spread.sum()
            if not state.context:
                spread = INNER * spread + (1 - INNER) * self._outside(state._replace(node=ROOT))
        even = self.settings.even
        spread *= 1 - even
        code_ends = float(spread[1, 0])
        row = self.succession.others[state.kinds] * (float(spread[0, 0]) + (1 - CODE_DIGIT) * code_ends) + even / LABELS
        if code_ends:
            row[DIGITS] += CODE_DIGIT / 10 * code_ends
        row[SMALLS] += spread[0, 1:27]
        row[BIGS] += spread[1, 1:27]
        row[QUOTE] += spread[0, APOSTROPHE] + spread[1, APOSTROPHE]
        scores = np.log(row).astype(np.float32)
        scores.setflags(write=False)
        return scores  # type: ignore[no-any-return]

    def _outside(self, state: State) -> NDArray[np.float64]:
        """Chances where no run goes on [2, 28]: that none begins, and of its first letter."""
        letter = float(self.succession.letter[state.kinds])
        if state.kinds % KINDS == DIGIT_KIND:
            code = _chance(state.doubt)
            letter = (1 - code) * letter + code * CODE_LETTER
        spread = self._opening(state) * letter
        spread[0, 0] = 1 - letter
        return spread

    def _inside(self, state: State) -> NDArray[np.float64]:
        """How much speaks for each way on in a run [2, 28], small and capital: its end (a word's and a code's), letters, apostrophe."""
        reading, node = self._readings[state.start][state.mode], state.node
        spread = np.zeros((2, APOSTROPHE + 1))
        codes = exp(state.doubt * DOUBT_STEP)
        if node == ABSENT:
            words = 1 / sum(reading.unlisted)
            codes /= sum(reading.codes)
        else:
            stop, onward = self._listed(node, state.head)
            trie = self.lexicon.trie
            spread[:, trie.letter[trie.first[node] : trie.first[node + 1]]] = reading.listed @ onward
            spread[0, 0] = reading.ends @ stop
            words = float(self._spelt[node])
            codes *= CODE_FIRST * CODE_NEXT ** (int(trie.depth[node]) - 1)
        after = self.letters.after(state.context)
        for case in (0, 1):
            unlisted, code = reading.unlisted[case], reading.codes[case]
            if unlisted or code:
                spread[case, 1:LETTERS] += (unlisted * words) * after[1:] + code * codes * CODE_NEXT
        spread[0, 0] += sum(reading.unlisted) * words * float(after[0])
        spread[1, 0] = sum(reading.codes) * codes * CODE_ENDS
        return spread

    def _listed(self, node: int, head: int) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Chances that a word of the lexicon ends at a node [PATTERNS], and that it goes on to each child [PATTERNS, children]."""
        trie, lexicon = self.lexicon.trie, self.lexicon
        stop, onward = lexicon.stop[:, node], lexicon.mass[:, trie.first[node] : trie.first[node + 1]]
        if head == NONE:
            return stop, onward
        sure = float(self.followers.sure[head])
        paired, pairs = self.followers.listed(trie, head, node)
        return (1 - sure) * stop + sure * paired, (1 - sure) * onward + sure * pairs

    def _opening(self, state: State) -> NDArray[np.float64]:
        """The first letter of a run [2, 28], a distribution."""
        key = state.node, state.start, state.doubt, state.head
        spread = self._openings.get(key)
        if spread is None:
            if len(self._openings) >= ROWS:
                self._openings.clear()
            code = _chance(state.doubt)
            spread = (1 - code) * self._first(state._replace(node=ROOT, mode=OUTSIDE, doubt=NO_DOUBT))
            spread[:, 1:27] += code * CODE_FIRST * np.array(CODE_CASE[OUTSIDE])[:, None]
            if state.node != ROOT:
                spread = (1 - SUFFIXED) * spread + SUFFIXED * self._first(state._replace(mode=SMALL, doubt=NO_DOUBT))
            self._openings[key] = spread
        return spread

    def _first(self, state: State) -> NDArray[np.float64]:
        """The next letter of a word [2, 28], a distribution."""
        spread = self._inside(state)
        spread[:, [0, APOSTROPHE]] = 0
        return spread / spread.sum()  # type: ignore[no-any-return]

    def _after_letter(self, state: State, letter: int, capital: bool, kinds: int) -> State:
        """See advance."""
        trie = self.lexicon.trie
        mode = None if state.mode == OUTSIDE else NEXT_MODE[state.mode][capital]
        node = trie.child(state.node, letter)
        # After an apostrophe, what the lexicon does not hold begins anew (O'Brien).
        if mode is not None and (node != ABSENT or state.context):
            doubt = state.doubt if node != ABSENT else self._doubt(state, letter)
            return State(node, shifted(state.context, letter), mode, state.start, doubt, kinds, state.head if node != ABSENT else NONE)
        mode = ONE if capital else SMALL
        if state.mode != OUTSIDE:
            start = JOINED * WAYS + WRITTEN[state.mode]
            return State(trie.child(ROOT, letter), letter, mode, start, state.doubt, kinds, NONE)
        node = trie.child(ROOT, letter) if node == ABSENT else node
        doubt = state.doubt
        if state.kinds % KINDS == DIGIT_KIND:
            doubt = _bounded(doubt + log(CODE_LETTER / float(self.succession.letter[state.kinds])) / DOUBT_STEP)
        return State(node, letter, mode, state.start, doubt, kinds, state.head)

    def _after_break(self, state: State, label: int, kinds: int) -> State:
        """See advance."""
        if state.mode == OUTSIDE:
            place, way = divmod(state.start, WAYS)
            doubt = self._faded(state.doubt) if label == SPACE else state.doubt
            return State(ROOT, 0, OUTSIDE, following_place(place, label) * WAYS + way, doubt, kinds, NONE)
        doubt = self._doubt(state, 0)
        if KIND[label] == DIGIT_KIND:
            doubt = _bounded(doubt + log(CODE_DIGIT / (10 * float(self.succession.others[state.kinds, label]))) / DOUBT_STEP)
        else:
            doubt = self._faded(doubt)
        start = following_place(JOINED, label) * WAYS + WRITTEN[state.mode]
        head = self.followers.head_of.get(state.node, NONE) if label == SPACE else NONE
        return State(self.lexicon.suffixes if label == QUOTE else ROOT, 0, OUTSIDE, start, doubt, kinds, head)

    def _faded(self, doubt: int) -> int:
        """What is still held of a doubt when another word begins."""
        base = self.settings.code / DOUBT_STEP
        return round(base + DOUBT_KEPT * (doubt - base))

    def _doubt(self, state: State, letter: int) -> int:
        """Odds of code against word, in DOUBT_STEPs, after a letter that leaves the lexicon, or after the end of a run (0)."""
        reading, node = self._readings[state.start][state.mode], state.node
        words = float(self.letters.after(state.context)[letter])
        odds = state.doubt * DOUBT_STEP + log(CODE_NEXT if letter else CODE_ENDS)
        if node != ABSENT:
            words *= sum(reading.unlisted) * float(self._spelt[node])
            if letter == 0:
                words += float(reading.ends @ self.lexicon.stop[:, node])
            odds += log(sum(reading.codes) * CODE_FIRST) + log(CODE_NEXT) * (int(self.lexicon.trie.depth[node]) - 1)
        return _bounded((odds - log(max(words, 1e-200))) / DOUBT_STEP)


def _bounded(doubt: float) -> int:
    """A doubt as a state holds it."""
    return max(-DOUBT_MOST, min(DOUBT_MOST, round(doubt)))


def _chance(doubt: int) -> float:
    """The probability of a code."""
    return 1 / (1 + exp(-doubt * DOUBT_STEP))
