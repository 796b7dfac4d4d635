"""What the hypotheses of a statement give to its algebra.

Sign conditions on single symbols are remembered.  An equation `x = term` lets the term stand for
the symbol x, and an equation that fixes one inner product, such as <w, g> = 0 or |u| = 1, replaces
it.  Whatever else is assumed is left aside, and the answer of `absorb` says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sympy import QQ

from verify.algebra.normal import FreeAlgebra
from verify.algebra.roots import resolved
from verify.algebra.tower import AlgebraError, Element, Sign, occurring
from verify.algebra.words import Vec
from verify.statements import Setting, Statement, Term

RELATIONS = {"ne": Sign.NONZERO, "lt": Sign.POSITIVE, "le": Sign.NONNEGATIVE}


class Algebra(FreeAlgebra):
    """The algebra of one setting or statement.

    Hypotheses are used where they can be; `absorbed` says whether that was all of them.
    """

    def __init__(self, setting: Setting | Statement) -> None:
        super().__init__(setting)
        self.absorbed = absorb(self, [hypothesis.formula.term for hypothesis in setting.hypotheses])
        self.expect(setting.moments)

    @staticmethod
    def of(context: Context) -> Algebra:
        """The algebra itself, or that of a setting or statement."""
        return context if isinstance(context, Algebra) else Algebra(context)


Context = Setting | Statement | Algebra


def absorb(algebra: FreeAlgebra, hypotheses: list[Term]) -> bool:
    """Use the hypotheses; whether all of them are used to the full and can be met together."""
    parts = [part for formula in hypotheses for part in _conjuncts(formula)]
    relations, equations = ([part for part in parts if part[0] in heads] for heads in (RELATIONS, ("eq",)))
    touched: set[Any] = set()
    try:
        done = [_learn(algebra, *part) for part in relations]
        done += [_equate(algebra, part[1], part[2], touched) for part in equations]
        done += [_learn(algebra, *part) for part in relations if part[0] == "ne" and equations]
    except AlgebraError:
        return False
    return len(relations) + len(equations) == len(parts) and all(done)


def _conjuncts(formula: Term) -> Iterable[Term]:
    if formula[0] != "and":
        return [formula]
    return [part for inner in formula[1:] for part in _conjuncts(inner)]


def _learn(algebra: FreeAlgebra, relation: str, left: Term, right: Term) -> bool:
    """Remember a sign: of one scalar symbol, or that one vector is not zero."""
    gap, wanted = algebra.value(("+", right, ("-", left))), RELATIONS[relation]
    algebra.forget()
    if not isinstance(gap, Element):
        if isinstance(gap, Vec) and len(gap) == 1:
            ((arrow, c),) = gap.items()
            if all(algebra.domain(name) != "symmetric" for name, _, _ in arrow.word) and not c.symbols():
                algebra.signs[arrow.name] = Sign.NONZERO
        return any(_differs_from_zero(algebra, c) for c in gap.values())
    if wanted in gap.sign:
        return True
    num, atoms = gap.num, [algebra.tower.atoms[i] for i in gap.symbols()]
    if len(atoms) == 1 and atoms[0][0] in ("symbol", "dot") and not any(gap.den) and max(map(sum, num)) == 1:
        if atoms[0] == ("symbol", "d"):
            return bool(num.LC > 0)  # met by every large dimension
        if len(num) == 1 and (relation == "ne" or (num.LC > 0 and atoms[0][0] == "symbol")):
            algebra.signs[atoms[0]] = algebra.signs.get(atoms[0], Sign.UNKNOWN) | wanted
            return True
    return relation == "ne" and _differs_from_zero(algebra, gap)


def _differs_from_zero(algebra: FreeAlgebra, x: Element) -> bool:
    """Whether x is not zero almost everywhere, so that assuming it nonzero excludes little."""
    return bool(x) and resolved(algebra.tower, x.symbols())


def _equate(algebra: FreeAlgebra, left: Term, right: Term, touched: set[Any]) -> bool:
    """Use an equation; `touched` holds the names that earlier equations speak of."""
    for symbol, term in ((left, right), (right, left)):
        if isinstance(symbol, str) and algebra.sort(symbol) in ("scalar", "vector"):
            value = algebra.value(term)
            names = algebra.names(value)
            if symbol not in names | touched:
                touched |= names | {symbol}
                algebra.replace(symbol, value)
                if isinstance(value, Element):
                    return algebra.symbol_sign(symbol) in value.sign
                return bool(value) or not algebra.nonzero_vector(symbol)
    x, y = algebra.value(left), algebra.value(right)
    algebra.forget()
    return isinstance(x, Element) and isinstance(y, Element) and _fix(algebra, x - y, touched)


def _fix(algebra: FreeAlgebra, gap: Element, touched: set[Any]) -> bool:
    """Let c <x, W y> = number, or the same of a square root, fix the inner product."""
    tower, num = algebra.tower, gap.fraction()[0]
    used = occurring(num)
    if len(used) != 1 or max(map(sum, num)) > 1:
        return False
    (i,) = used
    number = -num.coeff(1) / num.coeff(tower.ring.gens[i])
    value, atom = tower.constant(Fraction(int(QQ.numer(number)), int(QQ.denom(number)))), tower.atoms[i]
    if atom[0] == "root" and number >= 0:
        radicand = tower.lift(tower.squares[i])
        if radicand.is_generator:
            value, atom = value * value, tower.atoms[radicand.LM.index(1)]
    if atom[0] != "dot" or {atom[1], atom[3]} & touched:
        return False
    alone = not any(known[1] == known[3] == atom[1] for known in algebra.linear.rules)
    algebra.linear.rules[atom] = value
    algebra.forget()
    if algebra.sign_of(atom) not in value.sign:
        return False
    return number > 0 and alone if atom[1] == atom[3] else not number
