"""Expectation over random symbols, by declared moments.

E is linear: every monomial splits into what is not random, random scalars, and inner products
<x, a> of a random vector x with something that is not random.  Products of one or two random vectors
with a declared moment become that moment; what is not declared stays as a symbol of its own, namely
a named vector E[m x] or an operator E[m x y^T].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.algebra.reading import bilinear, linear_in
from verify.algebra.tower import AlgebraError, Element
from verify.algebra.words import Arrow, Linear, Op, Vec

Slot = tuple[Any, Arrow]  # the factor <random vector, arrow>
LEFT, RIGHT = "#left", "#right"  # directions from which vectors and operators are read off


class Expectation:
    """E over the given random symbols, with the moments declared so far."""

    def __init__(self, linear: Linear, random: set[str]) -> None:
        self.linear, self.random = linear, random
        self.moments: dict[Any, Callable[[], Any]] = {}

    def declare(self, scalars: Element, vectors: list[str], value: Callable[[], Any]) -> None:
        """E of the scalars times the product of at most two random vectors."""
        if len(vectors) > 2:
            raise AlgebraError("a moment has at most two random vectors")
        if vectors != sorted(vectors):
            self.moments[scalars, tuple(sorted(vectors))] = lambda: self.linear.transpose(value())
        else:
            self.moments[scalars, tuple(vectors)] = value

    def names(self, i: int) -> set[Any]:
        """The declared names inside the i-th symbol of the tower, apart from those averaged over."""
        atom = self.linear.tower.atoms[i]
        return self._inside(atom if atom[0] == "mean" else atom[1:])

    def _inside(self, data: Any) -> set[Any]:
        if isinstance(data, str):
            return {data}
        if isinstance(data, Element):
            return set().union(*(self.names(j) for j in data.symbols()))
        if not isinstance(data, tuple):
            return set()
        found: set[Any] = set().union(*map(self._inside, data))
        return found - self.random - {"mean"} if data[:1] == ("mean",) else found

    def mean(self, x: Element | Vec | Op) -> Element | Vec | Op:
        """The expectation of a scalar, a vector or an operator."""
        one = self.linear.tower.constant(1)
        left, right = Vec({Arrow((), LEFT): one}), Vec({Arrow((), RIGHT): one})
        if isinstance(x, Element):
            return self._mean(x)
        if isinstance(x, Vec):
            return linear_in(self._mean(self.linear.dot(left, x)), LEFT, self.linear)
        scalar = self._mean(self.linear.dot(left, self.linear.apply(x, right)))
        return bilinear(scalar, LEFT, RIGHT, self.linear)

    def _mean(self, x: Element) -> Element:
        tower = self.linear.tower
        if any(self.names(i) & self.random for i, e in enumerate(x.den) if e):
            raise AlgebraError("the expectation of a quotient by a random quantity")
        total = tower.constant(0)
        for powers, part in x.terms():
            scalars, slots = tower.constant(1), list[Slot]()
            for i, e in powers.items():
                slot = self._slot(i)
                if not self.names(i) & self.random:
                    part = part * tower.generator(tower.atoms[i]) ** e
                elif slot is None:
                    scalars = scalars * tower.generator(tower.atoms[i]) ** e
                else:
                    slots += [slot] * e
            total = total + part * self._moment(scalars, sorted(slots, key=repr))
        return total

    def _slot(self, i: int) -> Slot | None:
        atom = self.linear.tower.atoms[i]
        if atom[0] != "dot" or (atom[1] in self.random) == (atom[3] in self.random):
            return None
        if atom[1] in self.random:
            return atom[1], Arrow(atom[2], atom[3])
        return atom[3], Arrow(self.linear.transposed(atom[2]), atom[1])

    def _moment(self, scalars: Element, slots: list[Slot]) -> Element:
        """E of the scalars times the product of <x_k, a_k>."""
        tower, one = self.linear.tower, self.linear.tower.constant(1)
        known = self.moments.get((scalars, tuple(x for x, _ in slots)))
        arrows = [Vec({arrow: one}) for _, arrow in slots]
        if not slots:
            constant = not scalars.symbols()
            return scalars if constant else known() if known else tower.generator(("mean", scalars))
        if len(slots) == 1:
            vector = known() if known else Vec({Arrow((), ("mean", scalars, slots[0][0])): one})
            return self.linear.dot(vector, arrows[0])
        if len(slots) == 2:
            letter = ("mean", scalars, slots[0][0], slots[1][0])
            operator = known() if known else Op({((letter, False, 1),): one})
            return self.linear.dot(arrows[0], self.linear.apply(operator, arrows[1]))
        return tower.generator(("mean", scalars, tuple(slots)))
