"""A model behind one call: tensors in, log probabilities out. The only importer of LiteRT."""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.bundle import REINSTALL, Model, Probe, Spec
from hcr_desktop.inference.normalise import NormaliseSpec, normalise_all
from hcr_desktop.inference.strip import StripSpec, strip
from hcr_desktop.inference.trace import TraceSpec, level, sequence
from hcr_desktop.inference.trajectory import TrajectorySpec, trajectory

BATCHES = (32, 8, 1)
"""Batch sizes for which an interpreter is kept; tensors are served by the largest that they fill, the rest by the next."""

PROBE_TENSOR_TOLERANCE = 3
"""Grey levels by which a probe tensor may differ on another machine's OpenCV."""

PROBE_TOLERANCE = 1.0
"""Natural log units by which a probe's probability may differ on another machine's kernels, where it is not tiny."""


_resolver = OpResolverType.AUTO


def use_xnnpack(*, on: bool) -> None:
    """Run the models that are loaded from now on with XNNPACK's kernels, or with TFLite's own; for the whole process."""
    global _resolver  # noqa: PLW0603 - a fact about the machine, as the number of its cores is
    _resolver = OpResolverType.AUTO if on else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES


def make_interpreter(content: bytes, threads: int) -> Interpreter:
    """An interpreter of a model's file."""
    return Interpreter(model_content=content, num_threads=threads, experimental_op_resolver_type=_resolver)


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the softmax along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


class QuantisedModel:
    """A TFLite classifier with uint8 input and output, run in batches. Serves one thread at a time.

    Its outputs are logits and, where it was exported with it, an embedding: the features that the logits are made of.
    """

    def __init__(self, content: bytes, threads: int = 1) -> None:
        """Make the interpreter for single samples.

        Raises:
            ValueError: When the content is no model that this runtime can run.
        """
        self._content, self._threads = content, threads
        self._interpreters: dict[int, Interpreter] = {}
        interpreter = self._interpreter(1)
        self.input = interpreter.get_input_details()[0]
        outputs = sorted(interpreter.get_output_details(), key=lambda output: int(output["shape"][-1]) != LABELS)
        self.output, self.embedding = outputs[0], outputs[1] if len(outputs) > 1 else None

    def logits(self, tensors: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Logits float32 [n, labels] of tensors uint8 [n, ...]."""
        return self._answers(tensors, (self.output,))[0]

    def logits_and_embeddings(self, tensors: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Logits float32 [n, labels] and embeddings float32 [n, features] of tensors uint8 [n, ...], of one inference each.

        Raises:
            ValueError: When the model was exported without an embedding.
        """
        if self.embedding is None:
            raise ValueError("this model has no embedding; export it again")
        logits, embeddings = self._answers(tensors, (self.output, self.embedding))
        return logits, embeddings

    def _answers(self, tensors: NDArray[np.uint8], outputs: tuple[dict[str, Any], ...]) -> list[NDArray[np.float32]]:
        """What the model says of tensors uint8 [n, ...] at some of its outputs."""
        answers: list[list[NDArray[np.float32]]] = [[np.zeros((0, int(output["shape"][-1])), np.float32)] for output in outputs]
        start = 0
        while start < len(tensors):
            left = len(tensors) - start
            batch = next(size for size in BATCHES if size <= left)
            for said, answer in zip(answers, self._run(tensors[start : start + batch], batch, outputs), strict=True):
                said.append(answer)
            start += batch
        return [np.concatenate(said) for said in answers]

    def forget(self) -> None:
        """Run every interpreter on nothing: its tensors hold what it was shown last."""
        for batch in self._interpreters:
            self._run(np.zeros((batch, *self.input["shape"][1:-1]), np.uint8), batch)

    def _run(self, tensors: NDArray[np.uint8], batch: int, outputs: tuple[dict[str, Any], ...] = ()) -> list[NDArray[np.float32]]:
        """What the model says of exactly ``batch`` tensors, [batch, ...] at each output."""
        interpreter = self._interpreter(batch)
        interpreter.set_tensor(self.input["index"], tensors[..., None])
        interpreter.invoke()
        said = []
        for output in outputs:
            scale, zero = output["quantization"]
            said.append(np.asarray((interpreter.get_tensor(output["index"]).astype(np.float32) - zero) * np.float32(scale), np.float32))
        return said

    def _interpreter(self, batch: int) -> Interpreter:
        """The interpreter for a batch size, made at its first use."""
        if batch not in self._interpreters:
            try:
                interpreter = make_interpreter(self._content, self._threads)
                source = interpreter.get_input_details()[0]
                interpreter.resize_tensor_input(source["index"], (batch, *source["shape"][1:]))
                interpreter.allocate_tensors()
            except RuntimeError as error:
                raise ValueError(str(error)) from error
            self._interpreters[batch] = interpreter
        return self._interpreters[batch]


class Classifier:
    """A shipped model that answers which label a tensor shows. Serves one thread at a time."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        """Load a model and check it against its card and its probe.

        Raises:
            BundleInvalid: When it does not load, is not quantised as its card says, or fails its probe.
        """
        self.card = model.card
        try:
            self._model = QuantisedModel(model.content, threads)
        except ValueError as error:
            raise BundleInvalid(f"The model {self.card.name} does not load ({error}). {REINSTALL}") from error
        self._check_quantisation()
        self._check_probe(model.probe)

    def log_probs(self, tensors: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Log probabilities float32 [n, LABELS] of tensors uint8 [n, ...]."""
        return log_softmax(self._model.logits(tensors) / np.float32(self.card.temperature))

    def forget(self) -> None:
        """Have the model's memory hold nothing of what was classified."""
        self._model.forget()

    def _check_quantisation(self) -> None:
        """Compare the model's types and scales with the card's."""
        for kind, details in (("input", self._model.input), ("output", self._model.output)):
            scale, zero = self.card.quantisation.get(kind, (np.nan, 0))
            if details["dtype"] is not np.uint8 or not np.allclose(details["quantization"], (scale, zero), rtol=1e-4):
                raise BundleInvalid(f"The {kind} of the model {self.card.name} is not quantised as its card says. {REINSTALL}")

    def _check_probe(self, probe: Probe) -> None:
        """Bring the probe's crops to tensors, classify them, and compare."""
        tensors = tensors_of(probe, self.card.normalise)
        if np.abs(tensors.astype(int) - probe.tensors.astype(int)).max() > PROBE_TENSOR_TOLERANCE:
            raise BundleInvalid(f"Ink is normalised differently here than the model {self.card.name} was trained for. {REINSTALL}")
        likely = probe.log_probs > np.log(0.05)
        if np.abs(self.log_probs(probe.tensors) - probe.log_probs)[likely].max(initial=0) > PROBE_TOLERANCE:
            raise BundleInvalid(f"The model {self.card.name} does not give its known answers on this machine. {REINSTALL}")


def tensors_of(probe: Probe, spec: Spec) -> NDArray[np.uint8]:
    """What the spec makes of a probe's crops or paths here; the lines of a probe of lines are equally long."""
    if isinstance(spec, NormaliseSpec):
        return normalise_all(list(probe.crops), spec)
    if isinstance(spec, StripSpec):
        return np.stack([strip(crop, spec).pixels for crop in probe.crops])
    paths = [[path[path[:, 2] == number, :2] for number in np.unique(path[:, 2])] for path in probe.crops]
    if isinstance(spec, TrajectorySpec):
        return np.stack([trajectory(strokes, spec) for strokes in paths])
    return np.stack([sequence(level(strokes), spec).features for strokes in paths])


FRAME, STRIP_FRAME = 4, 2
"""Points of a path, and columns of a strip, for which a line's reader gives one answer."""

NEUTRAL, PAPER = 128, 0
"""What fills the last frame of a path, a feature of about 0, and of a strip."""


class SequenceModel:
    """A shipped model that answers what stands at every frame of a line of any length. Serves one thread at a time.

    Its weights are int8; the activations are quantised as they come (measured on held-out words: full-integer costs 1.3 points
    of CER, this 0.2, at the same speed).
    """

    def __init__(self, model: Model, threads: int = 1) -> None:
        """Load a model and check it against its probe.

        Raises:
            BundleInvalid: When it does not load, is not for lines, or fails its probe.
        """
        self.card = model.card
        if not isinstance(self.card.normalise, TraceSpec | StripSpec):
            raise BundleInvalid(f"The model {self.card.name} does not read lines. {REINSTALL}")
        self.spec = self.card.normalise
        try:
            self._interpreter = make_interpreter(model.content, threads)
        except (RuntimeError, ValueError) as error:
            raise BundleInvalid(f"The model {self.card.name} does not load ({error}). {REINSTALL}") from error
        self._input, self._output = (
            ends[0]["index"] for ends in (self._interpreter.get_input_details(), self._interpreter.get_output_details())
        )
        self._length = self._longest = 0
        self._check_probe(model.probe)

    def log_probs(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Log probabilities float32 [frames, labels] of a path's features uint8 [points, features] or a strip uint8 [height, columns]."""
        return log_softmax(self._run(self._whole(tensor).astype(np.float32))[0] / np.float32(self.card.temperature))

    def forget(self) -> None:
        """Run on nothing, as long as the longest line since the last time: the model's memory holds what it was shown."""
        if self._longest:
            _batch, rows, _length, channels = self._interpreter.get_input_details()[0]["shape"]
            self._run(np.zeros((1, rows, self._longest, channels), np.float32))
            self._longest = 0

    def _run(self, whole: NDArray[np.float32]) -> NDArray[np.float32]:
        """The model's answer [1, frames, labels] to a whole input [1, rows, length, channels]."""
        length = whole.shape[2]
        if length != self._length:
            self._interpreter.resize_tensor_input(self._input, whole.shape)
            self._interpreter.allocate_tensors()
            self._length = length
        self._longest = max(self._longest, length)
        self._interpreter.set_tensor(self._input, whole)
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._output), np.float32)

    def _whole(self, tensor: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A line as the model takes it, [1, rows, length, channels], its last frame filled up."""
        if isinstance(self.spec, StripSpec):
            return np.pad(tensor, ((0, 0), (0, -tensor.shape[1] % STRIP_FRAME)), constant_values=PAPER)[None, :, :, None]
        return np.pad(tensor, ((0, -len(tensor) % FRAME), (0, 0)), constant_values=NEUTRAL)[None, None]

    def _check_probe(self, probe: Probe) -> None:
        """Bring the probe's lines to tensors, read them, and compare."""
        tensors = tensors_of(probe, self.spec)
        if tensors.shape != probe.tensors.shape or np.abs(tensors.astype(int) - probe.tensors.astype(int)).max() > PROBE_TENSOR_TOLERANCE:
            raise BundleInvalid(f"Ink is normalised differently here than the model {self.card.name} was trained for. {REINSTALL}")
        answers = np.stack([self.log_probs(tensor) for tensor in probe.tensors])
        likely = probe.log_probs > np.log(0.05)
        if answers.shape != probe.log_probs.shape or np.abs(answers - probe.log_probs)[likely].max(initial=0) > PROBE_TOLERANCE:
            raise BundleInvalid(f"The model {self.card.name} does not give its known answers on this machine. {REINSTALL}")
