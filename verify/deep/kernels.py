"""Layers on one processor core, forward and backward, for one model: compiled loops over rows of numbers.

An array of activations is (channels, height, width, images), flat, so that the numbers of all images at one position, and of
neighbouring positions, stand side by side: a convolution is a combination of such rows, and its derivatives are combinations and inner
products of rows (`rows`); a fully connected layer the same, with the rows of its weights and of the transposed activations.
Work is the same whatever the values are, so a model that diverges costs no more.

Padding is part of the input array: a border of zeros.  Sizes of a layer are a tuple (inputs, padded height, padded width, units, height,
width, kernel, pool, images); a fully connected layer has height = width = kernel = pool = 1.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from verify.deep.rows import combine, products, summing
from verify.sweep.compiled import compiled

Array: TypeAlias = Any
Sizes: TypeAlias = tuple[int, int, int, int, int, int, int, int, int]


@compiled
def offsets(sizes: Sizes) -> tuple[Array, Array]:
    """Where the rows of the first line of outputs begin, one a unit, and the rows that they combine, one a weight."""
    inputs, tall, wide, units, height, width, kernel, _, images = sizes
    outs, ins = np.empty(units, np.int64), np.empty(inputs * kernel * kernel, np.int64)
    for c in range(units):
        outs[c] = c * height * width * images
    at = 0
    for c in range(inputs):
        for y in range(kernel):
            for x in range(kernel):
                ins[at] = ((c * tall + y) * wide + x) * images
                at += 1
    return outs, ins


@compiled
def across(x: Array, rows: int, columns: int) -> Array:
    """The transpose of an array (rows, columns), flat."""
    found = np.empty(rows * columns, x.dtype)
    for i in range(rows):
        own = x[i * columns : (i + 1) * columns]
        for j in range(columns):
            found[j * rows + i] = own[j]
    return found


@compiled
def linear(x: Array, w: Array, start: Array, z: Array, sizes: Sizes) -> None:
    """z = start (one number a unit) + w applied to x."""
    inputs, tall, wide, units, height, width, _, _, images = sizes
    outs, ins = offsets(sizes)
    area = height * width * images
    for c in range(units):
        z[c * area : (c + 1) * area] = start[c]
    if tall * wide == 1:
        products(z.reshape(units, images), w.reshape(-1), np.arange(units) * inputs, across(x, inputs, images), np.arange(images) * inputs, inputs)
        return
    for y in range(height):
        combine(z[y * width * images :], outs, x[y * wide * images :], ins, w, width * images)


@compiled
def linear_back(x: Array, w: Array, dz: Array, dw: Array, dx: Array, sizes: Sizes, needed: bool) -> None:
    """From the derivative in z those in w and, if needed, in x (its border included)."""
    inputs, tall, wide, units, height, width, kernel, _, images = sizes
    outs, ins = offsets(sizes)
    dw[:] = 0
    if tall * wide == 1:
        by_unit, by_image = np.arange(units) * inputs, np.arange(images) * inputs
        combine(dw.reshape(-1), by_unit, across(x, inputs, images), by_image, dz.reshape(units, images), inputs)
        if needed:
            slopes = np.zeros(images * inputs, w.dtype)
            combine(slopes, by_image, w.reshape(-1), by_unit, across(dz, units, images).reshape(images, units), inputs)
            dx[:] = across(slopes, images, inputs)
        return
    for y in range(height):
        products(dw, dz[y * width * images :], outs, x[y * wide * images :], ins, width * images)
    if not needed:
        return
    dx[:] = 0
    back = np.empty((kernel * kernel, inputs, units), w.dtype)
    for c in range(units):
        for i in range(inputs):
            for k in range(kernel * kernel):
                back[k, i, c] = w[c, i * kernel * kernel + k]
    places = np.arange(inputs) * (tall * wide * images)
    for y in range(height):
        for k in range(kernel * kernel):
            begin = ((y + k // kernel) * wide + k % kernel) * images
            combine(dx[begin:], places, dz[y * width * images :], outs, back[k], width * images)


@summing
def mean_of(z: Array, chunk: int) -> float:
    """The mean, chunk by chunk."""
    total = 0.0
    for at in range(0, len(z), chunk):
        t = z.dtype.type(0)
        own = z[at : at + chunk]
        for j in range(chunk):
            t += own[j]
        total += t
    return total / len(z)


@summing
def square_of(z: Array, centre: Any, chunk: int) -> float:
    """The mean square of z - centre, chunk by chunk."""
    total = 0.0
    for at in range(0, len(z), chunk):
        t = z.dtype.type(0)
        own = z[at : at + chunk]
        for j in range(chunk):
            difference = own[j] - centre
            t += difference * difference
        total += t
    return total / len(z)


@compiled
def statistics(z: Array, gamma: Array, beta: Array, regularisation: float, centre: Array, inverse: Array, scale: Array, shift: Array,
               sizes: Sizes) -> None:  # fmt: skip
    """BN of each unit over images and positions as scale z + shift; the mean, and 1 / sqrt(variance + regularisation)."""
    units, chunk = sizes[3], sizes[5] * sizes[8]
    area = sizes[4] * chunk
    for c in range(units):
        own = z[c * area : (c + 1) * area]
        centre[c] = mean_of(own, chunk)
        inverse[c] = 1 / np.sqrt(square_of(own, centre[c], chunk) + regularisation)
        scale[c] = gamma[c] * inverse[c]
        shift[c] = beta[c] - scale[c] * centre[c]


@compiled
def best(s: Any, t: Any, z0: Array, z1: Array, z2: Array, z3: Array, out: Array, kept: Array, n: int) -> None:
    """Of four rows the numbers whose s z + t is greatest, the first of them where equal, and that value, no less than 0."""
    zero = out.dtype.type(0)
    for j in range(n):
        top, value = z0[j], s * z0[j] + t
        for z in (z1[j], z2[j], z3[j]):
            other = s * z + t
            top = z if other > value else top
            value = other if other > value else value
        kept[j] = top
        out[j] = value if not (value < zero) else zero


@compiled
def activate(z: Array, scale: Array, shift: Array, kept: Array, out: Array, sizes: Sizes, border: int, rectified: bool) -> None:
    """scale z + shift, pooled, then ReLU, into the middle of `out`, which has a border; kept: the z that were chosen."""
    _, _, _, units, height, width, _, pool, n = sizes
    tall, wide = height // pool, width // pool
    zero = out.dtype.type(0)
    for c in range(units):
        s, t = scale[c], shift[c]
        for y in range(tall):
            for x in range(wide):
                at = ((c * height + y * pool) * width + x * pool) * n
                to = ((c * (tall + 2 * border) + y + border) * (wide + 2 * border) + x + border) * n
                own, place = kept[((c * tall + y) * wide + x) * n :], out[to : to + n]
                if pool == 2:
                    below = at + width * n
                    best(s, t, z[at : at + n], z[at + n : at + 2 * n], z[below : below + n], z[below + n : below + 2 * n], place, own, n)
                else:
                    given = z[at : at + n]
                    own[:n] = given
                    for j in range(n):
                        value = s * given[j] + t
                        place[j] = zero if rectified and value < zero else value


@summing
def masked_sums(dy: Array, kept: Array, s: Any, t: Any, centre: Any, rectified: bool, n: int) -> tuple[Any, Any]:
    """Set dy to zero where ReLU is flat; the sums of dy and of dy (z - centre)."""
    zero = dy.dtype.type(0)
    one, two = zero, zero
    for j in range(n):
        d = dy[j]
        d = d if not rectified or s * kept[j] + t > zero else zero
        dy[j] = d
        one += d
        two += d * (kept[j] - centre)
    return one, two


@compiled
def spread(p: Any, q: Any, s: Any, z0: Array, z1: Array, z2: Array, z3: Array, kept: Array, dy: Array, n: int) -> None:
    """z <- p + q z, plus s dy for the first of four that was kept."""
    zero = dy.dtype.type(0)
    for j in range(n):
        d, top = s * dy[j], kept[j]
        a0, a1, a2, a3 = z0[j], z1[j], z2[j], z3[j]
        z0[j] = p + q * a0 + (d if a0 == top else zero)
        d = zero if a0 == top else d
        z1[j] = p + q * a1 + (d if a1 == top else zero)
        d = zero if a1 == top else d
        z2[j] = p + q * a2 + (d if a2 == top else zero)
        d = zero if a2 == top else d
        z3[j] = p + q * a3 + (d if a3 == top else zero)


@compiled
def activate_back(z: Array, kept: Array, dy: Array, centre: Array, inverse: Array, scale: Array, shift: Array, dgamma: Array, dbeta: Array,
                  sizes: Sizes, border: int, rectified: bool, normalised: bool) -> None:  # fmt: skip
    """Turn z into the derivative of the loss in z, from dy, that in the layer's outputs (with their border, which is overwritten).

    dgamma and dbeta: the derivatives in BN's parameters; without BN dbeta is that in the bias.
    """
    _, _, _, units, height, width, _, pool, n = sizes
    tall, wide = height // pool, width // pool
    area = height * width * n
    for c in range(units):
        s, t = scale[c], shift[c]
        first, second = 0.0, 0.0
        for y in range(tall):
            for x in range(wide):
                at, to = ((c * tall + y) * wide + x) * n, ((c * (tall + 2 * border) + y + border) * (wide + 2 * border) + x + border) * n
                one, two = masked_sums(dy[to : to + n], kept[at : at + n], s, t, centre[c], rectified, n)
                first += one
                second += two
        dbeta[c] = first
        dgamma[c] = second * inverse[c]
        q = z.dtype.type(-s * inverse[c] * inverse[c] * second / area) if normalised else z.dtype.type(0)
        p = z.dtype.type(-s * first / area - q * centre[c]) if normalised else z.dtype.type(0)
        if tall * pool < height or wide * pool < width:
            left_out(z[c * area : (c + 1) * area], p, q, height, width, tall * pool, wide * pool, n)
        for y in range(tall):
            for x in range(wide):
                at, to = ((c * tall + y) * wide + x) * n, ((c * (tall + 2 * border) + y + border) * (wide + 2 * border) + x + border) * n
                place = ((c * height + y * pool) * width + x * pool) * n
                if pool == 2:
                    under = place + width * n
                    spread(p, q, s, z[place : place + n], z[place + n : place + 2 * n], z[under : under + n], z[under + n : under + 2 * n],
                           kept[at : at + n], dy[to : to + n], n)  # fmt: skip
                else:
                    own, slope = z[place : place + n], dy[to : to + n]
                    for j in range(n):
                        own[j] = p + q * own[j] + s * slope[j]


@compiled
def left_out(z: Array, p: Any, q: Any, height: int, width: int, tall: int, wide: int, n: int) -> None:
    """z <- p + q z in the last rows and columns, which pooling leaves out."""
    for y in range(height):
        for x in range(width):
            if y >= tall or x >= wide:
                for j in range((y * width + x) * n, (y * width + x + 1) * n):
                    z[j] = p + q * z[j]


@compiled
def softmax_loss(outputs: Array, labels: Array, squared: bool, d: Array, classes: int, n: int) -> tuple[float, int]:
    """The mean loss of outputs (classes, n) and how many are classified correctly; d: its derivative in the outputs.

    The loss is the cross-entropy after softmax or, squared, the mean square of softmax minus the indicator of the label.
    """
    total, right = 0.0, 0
    share = np.empty(classes)
    for j in range(n):
        top, which = outputs[j], 0
        for c in range(1, classes):
            if outputs[c * n + j] > top or outputs[c * n + j] != outputs[c * n + j]:
                top, which = outputs[c * n + j], c
        right += which == labels[j]
        whole = 0.0
        for c in range(classes):
            share[c] = np.exp(np.float64(outputs[c * n + j]) - top)
            whole += share[c]
        inner = 0.0
        for c in range(classes):
            share[c] /= whole
            error = share[c] - (1.0 if c == labels[j] else 0.0)
            if squared:
                total += error * error / classes
                inner += share[c] * error
            else:
                d[c * n + j] = error / n
        if not squared:
            total += np.log(whole) + top - outputs[labels[j] * n + j]
        else:
            for c in range(classes):
                error = share[c] - (1.0 if c == labels[j] else 0.0)
                d[c * n + j] = 2 * share[c] * (error - inner) / (classes * n)
    return total / n, right
