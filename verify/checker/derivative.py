"""The derivative of a term in a symbol along a direction, former by former."""

from __future__ import annotations

from verify.checker.terms import (
    Add,
    Apply,
    Call,
    Div,
    Dot,
    Expect,
    Mul,
    Neg,
    Power,
    Sqrt,
    Symbol,
    Term,
    abstract,
    fresh,
    instantiate,
    literal,
)  # fmt: skip
from verify.checker.work import CheckError, spend

INTEGRAL = "differentiation under the expectation, for bounded random symbols"


def idle(t: Term) -> Term | None:
    """0 times a term that may have no value: a derivative keeps where its constant parts are defined."""
    return None if t.total else Mul(literal(0), t)


def derivative(t: Term, var: Symbol, direction: Term, cites: set[str]) -> Term | None:
    """The derivative of t in var along a direction, None where t does not contain var; adds what it rests on to cites.

    Raises CheckError for a former that has no rule.
    """
    done: dict[int, Term | None] = {}

    def d(node: Term) -> Term | None:
        if node is var:
            return direction
        if var not in node.free:
            return None
        if id(node) not in done:
            spend(1)
            done[id(node)] = rule(node)
        return done[id(node)]

    def total(pieces: list[Term | None]) -> Term:
        kept = [piece for piece in pieces if piece is not None]
        return kept[0] if len(kept) == 1 else Add(*kept)

    def rule(node: Term) -> Term:
        match node:
            case Add(parts):
                return total([d(part) or idle(part) for part in parts])
            case Neg(body):
                return Neg(total([d(body)]))
            case Mul(parts):
                moved = [(i, d(part)) for i, part in enumerate(parts)]
                return total([Mul(*parts[:i], x, *parts[i + 1 :]) for i, x in moved if x is not None])
            case Dot(x, y):
                dx, dy = d(x), d(y)
                return total([dx and Dot(dx, y), dy and Dot(x, dy)])
            case Div(top, bottom):
                dt, db = d(top), d(bottom)
                return total([dt and Div(dt, bottom), db and Neg(Mul(db, Div(top, Power(bottom, 2))))])
            case Power(base, n) if base.sort == "scalar":
                return Mul(literal(0), node) if n == 0 else Mul(literal(n), Power(base, n - 1), total([d(base)]))
            case Sqrt(body):
                return Mul(literal("1/2"), total([d(body)]), Power(node, -1))
            case Apply(operator, operand) if var not in operator.free:
                return Apply(operator, total([d(operand)]))
            case Call(function, (i, j), x, y):
                dx, dy = d(x), d(y)
                first, second = Call(function, (i + 1, j), x, y), Call(function, (i, j + 1), x, y)
                return total([dx and Mul(first, dx), dy and Mul(second, dy)])
            case Expect(body):
                cites.add(INTEGRAL)
                drawn = [fresh(name, kind) for name, kind in node.random]
                inside = derivative(instantiate(body, drawn), var, direction, cites)
                return Expect(node.random, abstract(total([inside]), drawn))
        raise CheckError(f"no derivative rule for {node.head!r} containing {var.name.split('#')[0]}")

    return d(t)
