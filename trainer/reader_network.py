"""The networks of the line readers, in Keras 3 so that the backend can be switched."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from hcr_desktop.inference.emissions import READ_LABELS

TAUGHT, TAUGHT_LEAST = 0.7, 0.1
"""How much more the teacher weighs at the beginning of a run than at its end, and how much it weighs there."""

_UNHEARD = 1e-12


class Norm(layers.BatchNormalization):  # type: ignore[misc]
    """Batch normalisation; on PyTorch by its own fused kernel, which takes a third off the time of a step."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalise."""
        if keras.backend.backend() != "torch":
            return super().call(inputs, training=training, mask=mask)
        batch_norm = importlib.import_module("torch.nn.functional").batch_norm
        # Keras hands out copies of lower precision; the kernel takes the variables themselves, and moves the averages in place.
        mean, variance, gamma, beta = (each._value for each in (self.moving_mean, self.moving_variance, self.gamma, self.beta))  # noqa: SLF001
        return batch_norm(inputs, mean, variance, gamma, beta, bool(training), 1 - self.momentum, self.epsilon)


def _channel_axis() -> int:
    return 1 if keras.config.image_data_format() == "channels_first" else -1


def _convolve(x: Any, filters: int, kernel: int, stride: int = 1, dilation: int = 1) -> Any:
    """Convolution along the line and normalisation; padded alike on both sides, so that all backends agree."""
    if stride > 1:
        x = layers.ZeroPadding2D((0, kernel // 2))(x)
    padding = "same" if stride == 1 else "valid"
    x = layers.Conv2D(filters, (1, kernel), (1, stride), padding=padding, dilation_rate=(1, dilation), use_bias=False)(x)
    return Norm(axis=_channel_axis(), momentum=0.98)(x)


def _shown(x: Any, inside: Any) -> Any:
    """Rectified, and nothing outside the line: what pads a batch must not be seen where a line read alone has none."""
    x = layers.ReLU()(x)
    return x if inside is None else layers.Multiply()([x, inside])


def _gated(y: Any, squeezed: int, inside: Any) -> Any:
    """Each filter weighed by what the whole line shows (squeeze and excitation, Hu et al. 2018): a hand's habits are seen by all of it.

    Begins as no change: the weights are 2 sigmoid(0) = 1.
    """
    along = -1 if _channel_axis() == 1 else 2
    if inside is None:
        seen = ops.mean(y, axis=along, keepdims=True)
    else:
        kept = layers.Multiply()([y, inside])
        seen = ops.sum(kept, axis=along, keepdims=True) / ops.maximum(ops.sum(inside, axis=along, keepdims=True), 1.0)
    seen = layers.Conv2D(squeezed, 1, activation="relu")(seen)
    weights = layers.Conv2D(y.shape[_channel_axis()], 1, activation="sigmoid", kernel_initializer="zeros")(seen)
    return layers.Multiply()([y, layers.Rescaling(2.0)(weights)])


def pen_reader_network(
    features: int, stem: int, width: int, dilations: list[int], dropout: float, *, masked: bool, gate: int = 0
) -> keras.Model:
    """The pen reader: a line's features 0..255 to a label's logits at every fourth point.

    A residual network of dilated convolutions. Tensors are images one pixel high: [n, 1, points, features], or
    [n, features, 1, points] where the backend puts channels first. Logits are float [n, points / 4, READ_LABELS].

    Args:
        features: Values a point.
        stem: Filters at full and half length.
        width: Filters at a quarter of the length.
        dilations: Of the second convolution of each residual block.
        dropout: Part of the features dropped before the logits and after the blocks.
        masked: Whether the batch is padded: a second input, 1 inside each line and 0 outside, goes with the first.
        gate: Values to which a block squeezes what the whole line shows, to weigh its filters; 0 for none.
    """
    first = _channel_axis() == 1
    path = keras.Input((features, 1, None) if first else (1, None, features), name="path")
    inside = keras.Input((1, 1, None) if first else (1, None, 1), name="inside") if masked else None
    if inside is None:
        half = quarter = None
    else:
        half = inside[:, :, :, ::2] if first else inside[:, :, ::2]
        quarter = inside[:, :, :, ::4] if first else inside[:, :, ::4]
    x = layers.Rescaling(1 / 127.5, offset=-1.0)(path)
    x = x if inside is None else layers.Multiply()([x, inside])
    x = _shown(_convolve(x, stem, 5, stride=2), half)
    x = _shown(_convolve(x, stem, 3), half)
    x = _shown(_convolve(x, width, 5, stride=2), quarter)
    logits = _read_along(x, width, dilations, dropout, gate, quarter)
    return keras.Model(path if inside is None else [path, inside], logits, name="pen_reader")


def image_reader_network(
    height: int, stem: list[int], width: int, dilations: list[int], dropout: float, *, masked: bool, gate: int = 0
) -> keras.Model:
    """The image reader: a strip's pixels 0..255 to a label's logits at every second column.

    Convolutions in both directions until a column is a few rows high, then as the pen reader along the line. Tensors are
    [n, height, columns, 1], or [n, 1, height, columns] where the backend puts channels first. Logits are float
    [n, columns / 2, READ_LABELS].

    Args:
        height: Rows of a strip.
        stem: Filters at a half, a quarter and an eighth of the height.
        width: Filters along the line.
        dilations: Of the second convolution of each residual block.
        dropout: Part of the features dropped before the logits and after the blocks.
        masked: Whether the batch is padded: a second input, 1 inside each line and 0 outside, goes with the first.
        gate: Values to which a block squeezes what the whole line shows, to weigh its filters; 0 for none.
    """
    first = _channel_axis() == 1
    strip = keras.Input((1, height, None) if first else (height, None, 1), name="strip")
    inside = keras.Input((1, 1, None) if first else (1, None, 1), name="inside") if masked else None
    half = None if inside is None else inside[:, :, :, ::2] if first else inside[:, :, ::2]
    x = layers.Rescaling(1 / 255)(strip)
    for filters, kernel, across in zip(stem, (5, 3, 3), (2, 1, 1), strict=True):
        x = layers.ZeroPadding2D(kernel // 2)(x)
        x = layers.Conv2D(filters, kernel, (2, across), use_bias=False)(x)
        x = _shown(Norm(axis=_channel_axis(), momentum=0.98)(x), half)
    rows = x.shape[2 if first else 1]
    x = layers.ZeroPadding2D((0, 1))(x)
    x = layers.Conv2D(width, (rows, 3), use_bias=False)(x)
    x = _shown(Norm(axis=_channel_axis(), momentum=0.98)(x), half)
    logits = _read_along(x, width, dilations, dropout, gate, half)
    return keras.Model(strip if inside is None else [strip, inside], logits, name="image_reader")


def _read_along(x: Any, width: int, dilations: list[int], dropout: float, gate: int, inside: Any) -> Any:
    """Residual blocks of dilated convolutions along the line, and logits [n, frames, READ_LABELS]."""
    for dilation in dilations:
        y = _shown(_convolve(x, width, 3), inside)
        y = layers.SpatialDropout2D(dropout / 2)(y) if dropout else y
        y = _convolve(y, width, 3, dilation=dilation)
        y = _gated(y, gate, inside) if gate else y
        x = _shown(layers.Add()([x, y]), inside)
    x = layers.Dropout(dropout)(x)
    x = layers.Conv2D(READ_LABELS, 1, name="logits", dtype="float32")(x)
    x = layers.Permute((2, 3, 1))(x) if _channel_axis() == 1 else x
    return layers.Reshape((-1, READ_LABELS), dtype="float32")(x)


def ctc_loss(target: Any, logits: Any) -> Any:
    """Connectionist temporal classification (Graves et al. 2006), for each label of the batch, whatever the lines' lengths.

    Args:
        target: int [n, 2 + most], for each line the number of its labels, the number of its frames, its labels, then 0.
        logits: float [n, frames, READ_LABELS].
    """
    target = ops.cast(target, "int32")
    cost = ops.ctc_loss(target[:, 2:], ops.cast(logits, "float32"), target[:, 0], target[:, 1], mask_index=0)
    return cost / ops.maximum(ops.mean(ops.cast(target[:, 0], "float32")), 1.0)


def averaged(readers: Sequence[keras.Model], shares: Sequence[float]) -> keras.Model:
    """Readers of the same lines as one, whose logits are the logarithm of the mean of their probabilities, by their ``shares`` of 1."""
    lines = [keras.Input(each.shape[1:], name=each.name) for each in readers[0].inputs]
    shown = lines if len(lines) > 1 else lines[0]
    name = readers[0].name
    for number, reader in enumerate(readers):
        reader.name = f"{name}_{number}"  # no two parts of a network may be called alike
    said = [share * ops.softmax(reader(shown)) for reader, share in zip(readers, shares, strict=True)]
    return keras.Model(shown, ops.log(ops.maximum(sum(said[1:], said[0]), _UNHEARD)), name=name)


def beside_teacher(reader: keras.Model, teacher: keras.Model) -> keras.Model:
    """What a reader answers and, behind it along the labels, what its teacher does, who learns nothing: [n, frames, 2 READ_LABELS]."""
    teacher.trainable = False
    return keras.Model(reader.inputs, ops.concatenate([reader.output, ops.stop_gradient(teacher(reader.inputs))], axis=-1))


class TaughtLoss:
    """CTC, and how far a reader's probabilities at every frame are from its teacher's (Hinton et al. 2015).

    A reader that is told at once where each letter stands learns in an hour what it needs a night to find by CTC alone. Its answers then
    peak at the frames where its teacher's do, so that the two can be averaged frame by frame.
    """

    def __init__(self, optimizer: keras.Optimizer, steps: int) -> None:
        """For a run of so many steps, along which the teacher's weight falls."""
        self.optimizer, self.steps = optimizer, steps

    def __call__(self, target: Any, both: Any) -> Any:
        """As :func:`ctc_loss`, of the logits of a network :func:`beside_teacher`."""
        target, both = ops.cast(target, "int32"), ops.cast(both, "float32")
        own, teachers = (ops.log_softmax(each) for each in ops.split(both, 2, axis=-1))
        inside = ops.cast(ops.arange(both.shape[1] or ops.shape(both)[1])[None] < target[:, 1:2], "float32")
        apart = ops.sum(ops.sum(ops.exp(teachers) * (teachers - own), axis=-1) * inside, axis=-1)
        left = 1 - ops.cast(self.optimizer.iterations, "float32") / self.steps
        labels = ops.maximum(ops.mean(ops.cast(target[:, 0], "float32")), 1.0)
        return ctc_loss(target, own) + (TAUGHT_LEAST + TAUGHT * ops.maximum(left, 0.0)) * apart / labels
