"""Cutting a box into parts that are certified and parts that are left open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Side = tuple[Fraction, Fraction]
Box = tuple[Side, ...]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Cut(Generic[Found]):
    """The parts of a box: those certified, each with what was found, and those left open."""

    box: Box
    certified: tuple[tuple[Box, Found], ...]
    open: tuple[Box, ...]

    def share(self, which: Callable[[Found], bool] = lambda found: True) -> Fraction:
        """The exact share of the volume that lies in certified parts with a property."""
        return sum((volume(part) for part, found in self.certified if which(found)), Fraction(0)) / volume(self.box)


def volume(box: Box) -> Fraction:
    """The product of the lengths of the sides that are not single points."""
    product = Fraction(1)
    for low, high in box:
        product *= high - low if high > low else 1
    return product


def halves(box: Box, scale: Sequence[Fraction]) -> tuple[Box, Box]:
    """The box cut in the middle of the side that is longest in units of the scale."""
    longest = max(range(len(box)), key=lambda i: (box[i][1] - box[i][0]) / scale[i])
    low, high = box[longest]
    middle = (low + high) / 2
    return (*box[:longest], (low, middle), *box[longest + 1 :]), (*box[:longest], (middle, high), *box[longest + 1 :])


def cut(box: Box, certify: Callable[[Box], Found | None], depth: int) -> Cut[Found]:
    """Certify the box, or its halves, their halves, and so on, down to parts of 2^-depth of its volume."""
    scale = [high - low if high > low else Fraction(1) for low, high in box]
    certified: list[tuple[Box, Found]] = []
    waiting, left = [box], []
    for level in range(depth + 1):
        following: list[Box] = []
        for part in waiting:
            found = certify(part)
            if found is not None:
                certified.append((part, found))
            elif level < depth and any(high > low for low, high in part):
                following += halves(part, scale)
            else:
                left.append(part)
        waiting = following
    return Cut(box, tuple(certified), tuple(left))
