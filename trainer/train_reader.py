"""Train a line reader: ``python -m trainer.train_reader trainer/recipes/pen_reader.toml --data DIR --work DIR``. Resumable.

``KERAS_BACKEND=torch`` trains twice as fast on processors with bfloat16 arithmetic; weights are the same for all backends.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
from rapidfuzz.distance import Levenshtein

from hcr_desktop.inference.emissions import greedy, labels_of
from hcr_desktop.inference.strip import StripSpec
from trainer.batches import Batch, batch_of, frames_of, grouped
from trainer.doubtful import sifted
from trainer.draw_line import nudged
from trainer.font_lines import kept_font_lines
from trainer.forms import Form, Tensor, form_of
from trainer.kept import kept
from trainer.language import words_of
from trainer.lines import Letter, LineData, LineSample, beside, composed
from trainer.page_lines import PageLine, kept_page_lines
from trainer.reader_network import TaughtLoss, beside_teacher, ctc_loss
from trainer.reader_recipe import ReaderRecipe
from trainer.strings import Phrases, code, jumble, number
from trainer.wordlists import frequency_list


class Lines(keras.utils.PyDataset):  # type: ignore[misc]
    """One epoch: words alone and side by side, texts, composed strings, and lines kept as strips; varied anew each time."""

    def __init__(self, data: LineData, recipe: ReaderRecipe, epoch: int, strips: Sequence[PageLine] = ()) -> None:
        """Choose the samples of epoch number ``epoch``; all ``strips``, cut out of pages or set in fonts, are among them."""
        super().__init__(workers=1, use_multiprocessing=True, max_queue_size=12)
        self.form, self.seed = form_of(recipe.kind, recipe.augment, recipe.look), recipe.seed * 1000 + epoch
        rng = np.random.default_rng(self.seed)
        self.samples: list[LineSample | PageLine] = [
            *_words(data.words, recipe.beside, rng),
            *data.texts,
            *_composed(data, recipe.composed, rng),
            *_singles(data, recipe.singles, rng),
            *strips,
        ]
        lengths = np.array([self._length(sample) for sample in self.samples])
        fit = lengths <= self.form.longest
        self.samples = [sample for sample, fits in zip(self.samples, fit, strict=True) if fits]
        self.batches = grouped(lengths[fit], recipe.points, rng)

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.batches)

    def __getitem__(self, index: int) -> Batch:
        """One batch."""
        rng = np.random.default_rng((self.seed, index))
        samples = [self.samples[number] for number in self.batches[index]]
        tensors = [self._varied(sample, rng) for sample in samples]
        fitting = [(tensor, sample.text) for tensor, sample in zip(tensors, samples, strict=True) if self._fits(tensor, sample.text)]
        # A batch may consist of ink that is cut off: then its first line is read as nothing.
        shown, texts = zip(*fitting, strict=True) if fitting else ((tensors[0],), ("",))
        return batch_of(shown, texts, self.form)

    def _length(self, sample: LineSample | PageLine) -> int:
        """About how long a sample will be."""
        return sample.pixels.shape[1] if isinstance(sample, PageLine) else self.form.length(sample.ink)

    def _varied(self, sample: LineSample | PageLine, rng: np.random.Generator) -> Tensor:
        """A sample varied by chance."""
        return nudged(sample.pixels, StripSpec(), rng)[..., None] if isinstance(sample, PageLine) else self.form.varied(sample.ink, rng)

    def _fits(self, tensor: Tensor, text: str) -> bool:
        """Whether a line has frames enough for its text: one a label, and one between two that are alike."""
        labels = labels_of(text)
        return frames_of(tensor, self.form) >= len(labels) + sum(one == next_one for one, next_one in pairwise(labels))


def _words(words: list[LineSample], share: float, rng: np.random.Generator) -> list[LineSample]:
    """All words, a share of them set side by side by twos and threes."""
    joined = rng.random(len(words)) < share
    result = [word for word, is_joined in zip(words, joined, strict=True) if not is_joined]
    by_writer: dict[str, list[LineSample]] = {}
    for index in rng.permutation(np.flatnonzero(joined)):
        by_writer.setdefault(words[index].writer, []).append(words[index])
    for own in by_writer.values():
        while own:
            few = own[: int(rng.integers(2, 5))]
            del own[: len(few)]
            result.append(beside(few, rng) if len(few) > 1 else few[0])
    return result


def _composed(data: LineData, count: int, rng: np.random.Generator) -> list[LineSample]:
    """Strings of all kinds in the letters of writers who wrote many different ones."""
    phrases = Phrases(words_of(frequency_list()))
    makers = (phrases, phrases, number, code, code, jumble)
    hands = [name for name, hand in data.letters.items() if len(hand) >= 20]
    result: list[LineSample] = []
    tries = 0
    while hands and len(result) < count and tries < 20 * count:
        tries += 1
        hand = hands[int(rng.integers(len(hands)))]
        text = makers[int(rng.integers(len(makers)))](rng)[:28].strip()
        if text and (line := composed(text, data.letters[hand], hand, rng)):
            result.append(line)
    return result


class Pulse(keras.callbacks.Callback):  # type: ignore[misc]
    """A line on stdout every few hundred steps: an epoch takes minutes."""

    EVERY = 200

    def __init__(self, steps: int) -> None:
        """For epochs of about ``steps`` steps."""
        super().__init__()
        self.steps, self.begun = steps, time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Tell the loss so far and the time taken."""
        if (batch + 1) % self.EVERY == 0:
            print(f"  {batch + 1}/{self.steps} loss {(logs or {}).get('loss', 0.0):.3f} {time.monotonic() - self.begun:.0f} s", flush=True)


def _singles(data: LineData, count: int, rng: np.random.Generator) -> list[LineSample]:
    """Characters alone: an equal number of each that anybody wrote."""
    by_character: dict[str, list[tuple[str, Letter]]] = {}
    for writer, hand in data.letters.items():
        for character, letters in hand.items():
            by_character.setdefault(character, []).extend((writer, letter) for letter in letters)
    result: list[LineSample] = []
    for known in by_character.values():
        for pick in rng.integers(len(known), size=count // len(by_character)):
            writer, letter = known[pick]
            if line := composed(letter.character, {letter.character: [letter]}, writer, rng):
                result.append(line)
    return result


def error_rate(model: keras.Model, lines: Sequence[LineSample], form: Form) -> float:
    """CER of the greedy reading without spaces; lines of one character are left out."""
    lines = sorted((line for line in lines if len(line.text) > 1), key=lambda line: len(line.ink.xy))
    edits = total = 0
    for start in range(0, len(lines), 48):
        chunk = lines[start : start + 48]
        inputs, target = batch_of([form.plain(line.ink) for line in chunk], [line.text for line in chunk], form)
        logits = keras.ops.convert_to_numpy(model(inputs, training=False))
        for line, rows, frames in zip(chunk, logits, target[:, 1], strict=True):
            want, have = line.text.replace(" ", ""), greedy(rows[:frames]).replace(" ", "")
            edits += Levenshtein.distance(want, have)
            total += len(want)
    return edits / total


def load_data(folder: Path, recipe: ReaderRecipe, work: Path, limit: int | None) -> LineData:
    """The lines, levelled once and kept in the work folder."""
    return kept(work / f"lines-{recipe.held_out}-{limit}.pickle", lambda: LineData.load(folder, recipe.held_out, limit))


def finished(recipe: ReaderRecipe, work: Path, form: Form) -> keras.Model:
    """The reader of a finished run in ``work``.

    Raises:
        FileNotFoundError: When there is no such run.
    """
    state = work / "state.weights.h5"
    if not state.exists():
        raise FileNotFoundError(f"{state} is missing: train {recipe.name} first, or name its folder")
    teacher = form.network(recipe.network, masked=True)
    teacher.load_weights(state)
    return teacher


def train(
    recipe: ReaderRecipe,
    folder: Path,
    work: Path,
    limit: int | None = None,
    stop_after: int | None = None,
    teacher: tuple[ReaderRecipe, Path] | None = None,
) -> keras.Model:
    """Train to the end of the recipe, from where the work folder stands; ``teacher`` is a finished run and its folder."""
    work.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(recipe.seed)
    if keras.backend.backend() == "torch":
        keras.config.set_image_data_format("channels_first")
        keras.config.set_dtype_policy("mixed_bfloat16")
    cv2.setNumThreads(1)  # lines are drawn in a process of their own, and every line is small
    form = form_of(recipe.kind, recipe.augment, recipe.look)
    data = load_data(folder, recipe, work, limit)
    print(f"{len(data.words)} words, {len(data.texts)} texts, {len(data.letters)} hands")
    print(f"held out {len(data.valid_words)} words, {len(data.valid_texts)} texts", flush=True)
    steps = len(Lines(data, recipe, 0))
    total = steps * recipe.epochs
    warm = max(1, int(total * recipe.warmup))
    rate = keras.optimizers.schedules.CosineDecay(recipe.rate / 20, total - warm, 1e-3, warmup_target=recipe.rate, warmup_steps=warm)
    model = form.network(recipe.network, masked=True)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.decay, clipnorm=5.0)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model.compile(optimizer=optimizer, loss=ctc_loss, jit_compile=False)
    learner = judge = model
    if teacher:
        judge = finished(*teacher, form)
        learner = beside_teacher(model, judge)
        learner.compile(optimizer=optimizer, loss=TaughtLoss(optimizer, total), jit_compile=False)
    state, log = work / "state.weights.h5", work / "log.jsonl"
    done = len(log.read_text().splitlines()) if log.exists() and state.exists() else 0
    if done:
        model.optimizer.build(model.trainable_variables)
        model.load_weights(state)
    print(f"{model.count_params()} parameters, {steps} steps an epoch, {done} epochs done", flush=True)
    shown, cut, set_lines = data, list[PageLine](), list[PageLine]()
    for epoch in range(done, min(recipe.epochs, stop_after or recipe.epochs)):
        begun = time.monotonic()
        if recipe.sift and epoch >= recipe.sift_from and shown is data:
            shown = sifted(data, judge, form, recipe.sift, work)
        if recipe.pages and epoch >= recipe.pages_from and not cut:
            cut = kept_page_lines(shown, recipe.pages, recipe.seed, work)
        if recipe.fonts and epoch >= recipe.fonts_from and not set_lines:
            set_lines = kept_font_lines(recipe.fonts, recipe.seed, recipe.augment, recipe.look, work)
        history = learner.fit(Lines(shown, recipe, epoch, [*cut, *set_lines]), epochs=1, shuffle=False, verbose=0, callbacks=[Pulse(steps)])
        model.save_weights(work / "next.weights.h5")
        (work / "next.weights.h5").replace(state)
        entry: dict[str, Any] = {"epoch": epoch + 1, "loss": round(history.history["loss"][0], 4)}
        entry["words"] = round(error_rate(model, data.valid_words[::4], form), 4)
        entry["texts"] = round(error_rate(model, data.valid_texts, form), 4)
        entry["seconds"] = round(time.monotonic() - begun)
        with log.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        print(entry, flush=True)
    return model


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train a line reader; run it again to go on after a stop.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, help="folder for state and log (default: out/NAME of the recipe)")
    parser.add_argument("--teacher", type=Path, help="the run's folder of the recipe's teacher (default: out/NAME of its recipe)")
    parser.add_argument("--epochs", type=int, help="stop after so many epochs of the recipe's schedule")
    parser.add_argument("--limit", type=int, help="so many samples of each set only, to try things out")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    recipe = ReaderRecipe.read(arguments.recipe)
    work, teacher = arguments.work or Path("out", recipe.name), None
    if recipe.teacher:
        teacher = ReaderRecipe.read(arguments.recipe.with_name(f"{recipe.teacher}.toml")), arguments.teacher or Path("out", recipe.teacher)
    try:
        train(recipe, Path(arguments.data), work, arguments.limit, arguments.epochs, teacher)
    except FileNotFoundError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
