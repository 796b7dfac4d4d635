"""Dimension-free results against plain SymPy in components, d = 1, 2, 3 (4 for spectra).

Exact throughout.  Gradients, Hessians and four identities are compared with symbolic components at
d = 1 and 2; everything is compared at random rational points at d = 1, 2, 3.
"""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from algebra_cases import CASES, Case, ols

from verify.algebra import (
    characteristic_polynomial,
    components,
    eigenvalues,
    gradient,
    hessian,
    instantiate,
    mixed,
    partial,
    random_values,
    secular_function,
    vanishes,
)  # fmt: skip
from verify.statements import IDENTITY, Formula, Setting, block, outer, sqrt


def equations(formula: Formula) -> list[tuple[Any, Any]]:
    parts = formula.term[1:] if formula.term[0] == "and" else (formula.term,)
    return [(part[1], part[2]) for part in parts if part[0] == "eq"]


def values_for(name: str, case: Case, d: int, seed: int) -> dict[str, Any]:
    """Random rational values that meet the hypotheses of a case."""
    values = random_values(case.setting, d, seed)
    if name == "moments_eq_7":
        xs = [random_values(case.setting, d, seed + 10 * k)["w"] for k in range(1, d + 3)]
        ys = [random_values(case.setting, d, seed + 10 * k)["c"] for k in range(1, d + 3)]
        p = sympy.Rational(1, len(xs))
        values["samples"] = [(p, {"x": x, "y": y}) for x, y in zip(xs, ys)]
        values["H"] = sum((p * x * x.T for x in xs[1:]), p * xs[0] * xs[0].T)
        values["g"] = sum((p * x * y for x, y in zip(xs[1:], ys[1:])), p * xs[0] * ys[0])
        values["c"] = sum(p * y**2 for y in ys)
    if name == "hessian_at_saddles":
        w = values["w"]
        values["u"] = values["H"].inv() * (values["u"] - (values["u"].T * w)[0] / (w.T * w)[0] * w)
    return values


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("name", [name for name in CASES if name != "saddle_spectrum"])
def test_identity_at_random_points(name: str, d: int) -> None:
    case = CASES[name]()
    values = values_for(name, case, d, seed=1)
    for left, right in equations(case.true):
        assert vanishes(instantiate(("+", left, ("-", right)), case.setting, values))


@pytest.mark.parametrize("name", [name for name in CASES if name != "saddle_spectrum"])
def test_near_miss_fails_at_a_random_point(name: str) -> None:
    case = CASES[name]()
    found = []
    for seed in range(3):
        values = values_for(name, case, 2, seed)
        found += [vanishes(instantiate(("+", x, ("-", y)), case.setting, values)) for x, y in equations(case.wrong)]
    assert not all(found)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("name", ["residual_eq_12", "gap_eq_36", "loss_eq_70", "star_kills_u"])
def test_identity_with_symbolic_components(name: str, d: int) -> None:
    case = CASES[name]()
    values = components(case.setting, d)
    for left, right in equations(case.true):
        assert vanishes(instantiate(("+", left, ("-", right)), case.setting, values))


def derived() -> tuple[Any, dict[str, Any]]:
    p = ols()
    return p, {
        "gradient": gradient(p.loss, p.w, p.s),
        "hessian": hessian(p.loss, p.w, p.s),
        "mixed": mixed(p.loss, p.a, p.w, p.s),
        "partial": partial(p.loss, p.a, p.s),
    }


def by_components(p: Any, symbolic: dict[str, Any], at: dict[Any, Any]) -> dict[str, Any]:
    """The same derivatives, by sympy.diff."""
    j, w, a = instantiate(p.loss, p.s, symbolic), symbolic["w"], symbolic["a"]
    slope = [sympy.diff(j, x) for x in w]
    found = {
        "gradient": sympy.Matrix(slope),
        "hessian": sympy.Matrix([[sympy.diff(part, x) for x in w] for part in slope]),
        "mixed": sympy.Matrix([sympy.diff(part, a) for part in slope]),
        "partial": sympy.diff(j, a),
    }
    return {name: sympy.sympify(value).subs(at) for name, value in found.items()}


@pytest.mark.parametrize("d", [1, 2])
def test_derivatives_with_symbolic_components(d: int) -> None:
    p, results = derived()
    values = components(p.s, d)
    expected = by_components(p, values, {})
    for name, result in results.items():
        assert vanishes(instantiate(result, p.s, values) - expected[name]), name


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_derivatives_at_random_points(d: int) -> None:
    p, results = derived()
    values = random_values(p.s, d, seed=2)
    symbolic = {**values, "w": components(p.s, d)["w"], "a": sympy.Symbol("a", real=True)}
    point = {**dict(zip(symbolic["w"], values["w"])), symbolic["a"]: values["a"]}
    expected = by_components(p, symbolic, point)
    for name, result in results.items():
        assert vanishes(instantiate(result, p.s, values) - expected[name]), name
    assert d == 1 or not vanishes(instantiate(2 * results["gradient"], p.s, values) - expected["gradient"])


def finite_rank(kind: str) -> tuple[Setting, Any]:
    s = Setting()
    x, y, c = s.vector("x"), s.vector("y"), s.scalar("c")
    return s, {
        "rank one": outer(x, y),
        "shifted rank two": c * IDENTITY + outer(x, x) - 2 * outer(y, y) + 3 * (outer(x, y) + outer(y, x)),
        "not symmetric": 2 * IDENTITY + outer(x, y) + c * outer(y, y),
        "block": block(c, x, y, outer(x, y)),
        "shifted block": block(1, c * x, y, c * IDENTITY + outer(y, y)),
        "arrow": block(1, x, x, 0 * IDENTITY),
        "multiple of I": c * IDENTITY,
    }[kind]


KINDS = ["rank one", "shifted rank two", "not symmetric", "block", "shifted block", "arrow", "multiple of I"]


@pytest.mark.parametrize("d", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_characteristic_polynomial(kind: str, d: int) -> None:
    s, matrix = finite_rank(kind)
    power, polynomial, shift = characteristic_polynomial(matrix, s)
    values = random_values(s, d, seed=3)
    t = polynomial.gen
    at: dict[Any, Any] = {sympy.Symbol(name): values[name] for name in ("c", "d")}
    for a in "xy":
        for b in "xy":
            at[sympy.Symbol(f"<{a}, {b}>")] = (values[a].T * values[b])[0]
    explicit = instantiate(matrix, s, values).charpoly(t).as_expr()
    found = ((t - shift) ** power * polynomial.as_expr()).subs(at)
    assert sympy.cancel(found - explicit) == 0
    assert sympy.cancel(found * (t - 1) - explicit * t) != 0


@pytest.mark.parametrize("d", [2, 3, 4])
@pytest.mark.parametrize("kind", ["rank one", "shifted rank two", "arrow", "multiple of I"])
def test_eigenvalues(kind: str, d: int) -> None:
    s, matrix = finite_rank(kind)
    if kind == "rank one":
        matrix = outer(matrix_vector := s.vector("z"), matrix_vector)
    values = random_values(s, d, seed=4)
    t = sympy.Symbol("t")
    product = sympy.Integer(1)
    for value, multiplicity in eigenvalues(matrix, s):
        product *= (t - instantiate(value, s, values)) ** instantiate(multiplicity, s, values)
    explicit = instantiate(matrix, s, values).charpoly(t).as_expr()
    for k in range(-3, d + 2):
        assert vanishes((product - explicit).subs(t, sympy.Rational(2 * k + 1, 7)))


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_secular_function(d: int) -> None:
    s = Setting()
    H, u = s.operator("H"), s.vector("u", "nonzero")
    secular = secular_function(H, H @ u, 1 / (u @ (H @ u)), s)
    values = random_values(s, d, seed=5)
    values["H"] = sympy.diag(*range(1, d + 1))
    polynomial = secular.polynomial(s, values)
    explicit = instantiate(secular.perturbed, s, values).charpoly(polynomial.gen)
    assert polynomial.all_coeffs() == explicit.all_coeffs()
    assert polynomial.eval(0) == 0  # H* u = 0
    product = sympy.prod(polynomial.gen - k for k in range(1, d + 1))
    assert sympy.cancel(product * secular.function(s, values) - polynomial.as_expr()) == 0


def test_vanishes_is_exact() -> None:
    x = sympy.Symbol("x", positive=True)
    assert vanishes(sympy.sqrt(6) - sympy.sqrt(2) * sympy.sqrt(3))
    assert vanishes(1 / (sympy.sqrt(2) - 1) - 1 - sympy.sqrt(2))
    assert vanishes(sympy.sqrt(x**2 + 2 * x + 1) ** 2 - (x + 1) ** 2)
    assert not vanishes(sympy.sqrt(2) - sympy.Rational(141421356, 100000000))
    assert not vanishes(sympy.sqrt(x + 1) - x)


def test_function_and_root_values() -> None:
    s = Setting()
    y, z, f = s.scalar("y"), s.scalar("z"), s.function("f")
    from verify.statements import derivative, function

    p, q = sympy.symbols("p q")
    values = {"d": 1, "y": sympy.Integer(2), "z": sympy.Integer(3), f: sympy.Lambda((p, q), p**2 * q**3)}
    assert instantiate(function(f, y, z, (1, 1)), s, values) == 2 * 2 * 3 * 9
    assert instantiate(derivative(function(f, y, y * z), y, y), s, values) == 5 * 4 * 216
    assert instantiate(sqrt(y + 7), s, values) == 3
