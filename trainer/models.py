"""Network architectures, in Keras 3 so that the backend can be switched."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from hcr_desktop.inference.alphabet import LABELS


def _convolve(x: Any, filters: int, stride: int = 1, kernel: int = 3) -> Any:
    """Convolution, batch normalisation, rectifier."""
    x = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def _residual(x: Any, filters: int) -> Any:
    """Two convolutions with a bypass (He et al. 2015, arXiv 1512.03385)."""
    y = _convolve(x, filters)
    y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same", use_bias=False)(y))
    return layers.ReLU()(layers.Add()([x, y]))


def glyph_network(size: int, stem: int, middle: int, top: int, blocks: int, dropout: float) -> keras.Model:
    """The glyph classifier: pixels 0..255 [n, size, size, 1] to logits [n, LABELS].

    A residual network on three scales; the last map is pooled by a depthwise convolution over all of it, which keeps
    where a feature was seen (Chen et al. 2018, arXiv 1804.07573), at almost no cost.

    Args:
        size: Side of the tensor in pixels, a multiple of 4.
        stem: Filters at full resolution.
        middle: Filters at half resolution.
        top: Filters at a quarter.
        blocks: Residual blocks at a quarter of the resolution.
        dropout: Part of the features dropped before the logits.
    """
    pixels = keras.Input((size, size, 1), name="pixels")
    x = layers.Rescaling(1 / 255)(pixels)
    x = _convolve(x, stem)
    x = _residual(_convolve(x, middle, stride=2), middle)
    x = _convolve(x, top, stride=2)
    for _ in range(blocks):
        x = _residual(x, top)
    x = layers.DepthwiseConv2D(size // 4, use_bias=False)(x)
    x = layers.Flatten()(layers.BatchNormalization()(x))
    x = layers.Dropout(dropout)(x)
    return keras.Model(pixels, layers.Dense(LABELS, name="logits")(x), name="glyph")


def pen_network(points: int, features: int, widths: tuple[int, int, int], dropout: float) -> keras.Model:
    """The pen classifier: trajectories 0..255 [n, points, features, 1] to logits [n, LABELS].

    Convolutions along the path, halved twice, pooled by a depthwise convolution over all of it.

    Args:
        points: Points a glyph, a multiple of 4.
        features: Values a point.
        widths: Filters at full, half and quarter length.
        dropout: Part of the features dropped before the logits.
    """
    path = keras.Input((points, features, 1), name="path")
    x = layers.Rescaling(1 / 127.5, offset=-1.0)(path)
    # The path is laid along the height of an image one pixel wide: two-dimensional kernels quantise per channel.
    x = layers.Permute((1, 3, 2))(x)
    for width, stride in zip(widths, (1, 2, 2), strict=True):
        for step in (stride, 1):
            x = layers.Conv2D(width, (5, 1), (step, 1), padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D((points // 4, 1), use_bias=False)(x)
    x = layers.Flatten()(layers.BatchNormalization()(x))
    x = layers.Dropout(dropout)(x)
    return keras.Model(path, layers.Dense(LABELS, name="logits")(x), name="pen")
