"""Reading a vector or an operator off a scalar that is linear in named directions."""

from __future__ import annotations

from typing import Any

from verify.algebra.tower import AlgebraError, Element
from verify.algebra.words import Arrow, Dyad, Linear, Op, Vec, plus


def linear_in(x: Element, name: Any, linear: Linear) -> Vec:
    """The vector v with x = <v, name>; AlgebraError where x is not of that form."""
    tower, result = linear.tower, Vec()
    for powers, c in x.terms():
        found: Arrow | None = None
        for i, e in powers.items():
            atom = tower.atoms[i]
            if found is None and e == 1 and atom[0] == "dot" and (atom[1] == name) != (atom[3] == name):
                word = atom[2] if atom[3] != name else linear.transposed(atom[2])
                found = Arrow(word, atom[1] if atom[3] == name else atom[3])
            else:
                c = c * tower.generator(atom) ** e
        if found is None:
            raise AlgebraError("the scalar is not linear in the direction")
        result = plus(result, Vec({found: c}))
    return result


def bilinear(x: Element, left: Any, right: Any, linear: Linear) -> Op:
    """The operator A with x = <left, A right>; AlgebraError where x is not of that form."""
    transposed = Op()
    for arrow, c in linear_in(x, right, linear).items():
        if arrow.name == left:
            part = Op({arrow.word: c})
        else:
            part = Op({Dyad(arrow, other): p for other, p in linear_in(c, left, linear).items()})
        transposed = plus(transposed, part)
    return linear.transpose(transposed)

