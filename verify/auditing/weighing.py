"""A formula on one instance: what is true of it, by how much, and what one instance cannot decide.

Comparisons are made on exact rationals and on balls, so that True and False are certain.  Where two balls
overlap nothing is decided; how close the two sides then are is told.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flint import arb, fmpq

from verify.refute.arithmetic import flat
from verify.refute.compute import compute, truth
from verify.refute.orbits import along, guarded
from verify.refute.program import Node, Point, UnsetError

STEPS = 24  # how many indices of a statement for every index are looked at
NOTHING = 1e-60  # a gap of enclosed numbers that is told as it is, not relative to them: they may be zero
SIGN = {"eq": "=", "ne": "≠", "le": "≤", "lt": "<"}


class OutOfTime(Exception):
    """The time for one statement is over."""


@dataclass(frozen=True)
class Margin:
    """Two sides of a comparison and their relative slack.

    slack: (right - left)/max(|left|, |right|) for inequalities; for equations a bound of |left - right|
    relative to the larger side.  truth: None where balls overlap.
    """

    relation: str
    left: Any
    right: Any
    slack: float
    truth: bool | None
    where: str = ""


@dataclass
class Weighing:
    """What was found of a formula: its margins, and what stayed open."""

    deadline: float = math.inf
    margins: list[Margin] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    idle: bool = False  # whether the premise of an implication is false

    def weigh(self, node: Node, here: Point) -> bool | None:
        """Whether the formula is true; margins and open parts are noted.  Raises UndefinedError, OutOfTime."""
        if time.monotonic() > self.deadline:
            raise OutOfTime
        weigher = WEIGHERS.get(node.op)
        try:
            return weigher(self, node, here) if weigher else self.whole(node, here)
        except UnsetError:
            return self.left_open(OPEN.get(node.op, "a number in it is only enclosed"))

    def left_open(self, reason: str) -> bool | None:
        """Note what is not decided: None."""
        if reason not in self.open:
            self.open.append(reason)
        return None

    def whole(self, node: Node, here: Point) -> bool | None:
        """A part that is decided as one."""
        found = truth(node, here)
        return self.left_open(OPEN.get(node.op, f"{node.op} is not decided on balls")) if found is None else found

    def every(self, node: Node, here: Point) -> bool | None:
        """A conjunction."""
        return conjunction(self.weigh(kid, here) for kid in node.kids)

    def some(self, node: Node, here: Point) -> bool | None:
        """A disjunction: the first part that is true, or all of them."""
        for kid in node.kids:
            if truth(kid, here) is True:
                return self.weigh(kid, here)
        possible = [kid for kid in node.kids if truth(kid, here) is not False]
        found = [self.weigh(kid, here) for kid in possible or node.kids]
        return None if None in found else any(found)

    def conditional(self, node: Node, here: Point) -> bool | None:
        """An implication: its conclusion where the premise is true."""
        premise = Weighing(self.deadline).weigh(node.kids[0], here)
        if premise is False:
            self.idle = True
            return True
        if premise:
            return self.weigh(node.kids[1], here)
        if Weighing(self.deadline).weigh(node.kids[1], here):
            return True
        return self.left_open("a premise inside it is not decided")

    def same(self, node: Node, here: Point) -> bool | None:
        """An equivalence."""
        left, right = (truth(kid, here) for kid in node.kids)
        if left is None or right is None:
            return self.left_open("one side of an equivalence is not decided on balls")
        if left and right:
            self.weigh(node.kids[1], here)
        return left == right

    def universal(self, node: Node, here: Point) -> bool | None:
        """For all: every index of a range; the first indices where the range has no end; nothing is drawn for other symbols."""
        name, kind, domain = node.data
        if kind == "integer" and domain != "any":
            low, high = (int(compute(kid, here).p) for kid in node.kids[1:])
            return conjunction(self.at(node, here, name, i) for i in range(low, high + 1))
        inner = guarded(node)
        if inner is None:
            sort = "index" if kind == "integer" else kind
            return self.left_open(f"it is for every {sort} {name}" if node.op != "almost-all" else f"it is for almost every {sort} {name}")
        low = math.ceil(int(compute(inner[0], here).p))
        found = conjunction(self.at(node, here, name, i) for i in range(low, low + STEPS))
        if found is not False:
            self.left_open(f"of every {name} ≥ {low}, {name} < {low + STEPS} was looked at")
        return found if found is False else None

    def at(self, node: Node, here: Point, name: str, i: int) -> bool | None:
        """The body at one index."""
        self.place.append(f"{name} = {i}")
        try:
            return self.weigh(node.kids[0], here.where({name: fmpq(i)}))
        finally:
            self.place.pop()

    def orbit(self, node: Node, here: Point) -> bool | None:
        """A formula about the iterates."""
        point = along(node, here)
        compute(node.kids[0], here).state(0)
        return self.weigh(node.kids[1], point)

    def relation(self, node: Node, here: Point) -> bool | None:
        """A comparison of numbers, vectors or operators."""
        if node.kids[0] is node.kids[1]:
            return node.op in ("eq", "le")
        left, right = (compute(kid, here) for kid in node.kids)
        sides = list(zip(flat(left), flat(right), strict=True))
        if node.op in ("le", "lt"):
            difference = sides[0][1] - sides[0][0]
            found = sign_is(difference, strict=node.op == "lt")
            slack = ratio(difference, sides[0])
        else:
            differences = [x - y for x, y in sides]
            zero = [exactly_zero(x) for x in differences]
            found = True if all(zero) else False if any(z is False for z in zero) else None
            slack = max(ratio(size(x), pair) for x, pair in zip(differences, sides)) if sides else 0.0
            if len(sides) > 1:
                most = max((magnitude(x) for pair in sides for x in pair), default=0.0)
                slack = min(slack, max(magnitude(x) for x in differences) / most) if most else 0.0
            found = found if node.op == "eq" or found is None else not found
        if found is None and all(size(x - y) < NOTHING for x, y in sides):
            slack = max(magnitude(x - y) for x, y in sides)
        if isinstance(left, list):
            left = right = "matrix" if isinstance(left[0], list) else "vector"
        self.margins.append(Margin(node.op, left, right, slack, found, ", ".join(self.place)))
        return found


def conjunction(parts: Any) -> bool | None:
    """Three-valued; every part is looked at."""
    found = list(parts)
    return False if False in found else None if None in found else True


def sign_is(x: Any, strict: bool) -> bool | None:
    """Whether x >= 0 (x > 0); None where the ball does not decide."""
    if x > 0 or (not strict and (exactly_zero(x) or x >= 0)):
        return True
    return False if x < 0 or (strict and exactly_zero(x)) else None


def exactly_zero(x: Any) -> bool | None:
    """Whether x is zero; None where the ball holds zero and more."""
    if isinstance(x, arb):
        return True if x.is_zero() else None if x.contains(0) else False
    return bool(x == 0)


def size(x: Any) -> Any:
    """An upper bound of |x|."""
    return x.abs_upper() if isinstance(x, arb) else abs(x)


def magnitude(x: Any) -> float:
    """|x| as a double, rounded."""
    return float(arb(size(x)).mid())


def ratio(difference: Any, sides: tuple[Any, Any]) -> float:
    """The difference relative to the larger side; 0 for two zeros."""
    scale = max((arb(size(x)) for x in sides), key=lambda x: float(x.mid()))
    return 0.0 if scale.is_zero() else float((arb(difference) / scale).mid())


OPEN = {
    **dict.fromkeys(("tends", "limit"), "finitely many steps decide no limit; see the certificate of convergence"),
    "exists": "it says that something exists", "equivalent": "equivalence of all iterates is not decided by finitely many steps",
    "nonsingular": "it is about every null set", "parallel": "whether two vectors are parallel is not decided on balls",
}  # fmt: skip
WEIGHERS: dict[str, Callable[[Weighing, Node, Point], bool | None]] = {
    "and": Weighing.every, "or": Weighing.some, "implies": Weighing.conditional, "iff": Weighing.same,
    "forall": Weighing.universal, "almost-all": Weighing.universal, "orbit": Weighing.orbit,
    **dict.fromkeys(("eq", "ne", "le", "lt"), Weighing.relation),
}  # fmt: skip
