"""The theorems behind certificates are those that the toolkit states: a statement that differs in anything is not used."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flint import ctx

from verify.certify.convergence import Judge, Theorem, state_at
from verify.checker import CheckError
from verify.models.convergence import certify_convergence
from verify.models.on_balls import BngdOnBalls, Starts
from verify.models.problem import Problem
from verify.models.theorems import BASIN, DETERMINED, RATE, free_parameters, misread, proved_theorems

PROBLEM = Problem.of(H=[[2, 1], [1, 3]], u=[1, -1], w0=[1, "-1/2"], a0="1/3", eps="1/4", eps_a="1/2")


def test_they_are_read_as_stated() -> None:
    theorems = proved_theorems()
    assert list(theorems) == [BASIN, RATE] and not any(map(misread, theorems.values()))
    assert free_parameters(theorems[BASIN]) == {"m", "C", "R", "X"}
    assert free_parameters(theorems[RATE]) == {"m", "C", "R", "X", "K", "l", "rho"}


def replaced(data: Any, old: Any, new: Any) -> Any:
    """The data with one part for another, wherever it stands."""
    if data == old:
        return new
    return [replaced(part, old, new) for part in data] if isinstance(data, list) else data


def concluding(old: Any, new: Any) -> Callable[[Any], None]:
    def change(statement: Any) -> None:
        statement["conclusion"] = replaced(statement["conclusion"], old, new)

    return change


def defining(name: str, term: Any) -> Callable[[Any], None]:
    def change(statement: Any) -> None:
        statement["definitions"] = [[decl, term if decl["name"] == name else t] for decl, t in statement["definitions"]]

    return change


def declaring(symbol: str, **parts: Any) -> Callable[[Any], None]:
    def change(statement: Any) -> None:
        statement["symbols"] = [{**decl, **parts} if decl["name"] == symbol else decl for decl in statement["symbols"]]

    return change


CHANGES: dict[str, Callable[[Any], None]] = {
    "eps for eps_a": concluding("eps_a", "eps"),
    "another start": concluding(["a0", "w0"], ["a0", "u"]),
    "the other sign of r": concluding(["lt", "0", ["*", "r", "alpha0"]], ["lt", ["*", "r", "alpha0"], "0"]),
    "no sign of r": concluding(["lt", "0", ["*", "r", "alpha0"]], ["le", "0", "1"]),
    "w tends to something else": concluding(["tends", "k", ["item", "w", "k"], ["*", "r", "u"]], ["tends", "k", ["item", "w", "k"], "w0"]),
    "w does not tend": concluding(["tends", "k", ["item", "w", "k"], ["*", "r", "u"]], ["le", "0", "1"]),
    "a state that may be zero": concluding(["w", "vector", "nonzero"], ["w", "vector", "any"]),
    "twice g": defining("g", ["*", "2", ["@", "H", "u"]]),
    "another alpha0": defining("alpha0", ["dot", "w0", "g"]),
    "H any symmetric matrix": declaring("H", domain="symmetric"),
    "u may be zero": declaring("u", domain="any"),
    "a parameter that is a vector": declaring("m", sort="vector", domain="any"),
    "no eps": declaring("eps", name="eps_w"),
    "a moment": lambda statement: statement["moments"].append([["m"], "0"]),
    "implied by anything": lambda statement: statement.update(conclusion=["implies", ["lt", "0", "0"], statement["conclusion"]]),
}
OF_RATE: dict[str, Callable[[Any], None]] = {
    "half the rate": concluding(["pow", ["^", "rho", "2"], "k"], ["pow", "rho", "k"]),
    "another bound of |w|": concluding("B", "K"),
    "another B": defining("B", ["dot", "w0", "w0"]),
    "no lower bound of |r u|": concluding(["le", ["dot", ["item", "w", "k"], ["item", "w", "k"]], ["dot", ["*", "r", "u"], ["*", "r", "u"]]], ["le", "0", "1"]),
}


@pytest.mark.parametrize(("claim", "name"), [*((BASIN, name) for name in CHANGES), *((RATE, name) for name in [*CHANGES, *OF_RATE])])
def test_a_statement_that_differs_is_not_used(claim: str, name: str) -> None:
    theorem = proved_theorems()[claim]
    statement = copy.deepcopy(theorem.statement)
    {**CHANGES, **OF_RATE}[name](statement)
    changed = Theorem(theorem.claim, theorem.part, statement)
    assert statement != theorem.statement and changed.hash != theorem.hash
    assert misread(changed) and len(misread(changed).splitlines()) == 1


def test_neither_is_another_theorem_under_its_name() -> None:
    basin, rate = proved_theorems().values()
    assert misread(Theorem(BASIN, rate.part, rate.statement)) and misread(Theorem(RATE, basin.part, basin.statement))
    assert "not one of the theorems" in misread(Theorem("new-basin", "printed", basin.statement))


def test_every_symbol_has_its_value_from_one_place() -> None:
    """A parameter in place of what the problem determines, one too many, and one too few: an error, whatever its value."""
    found = certify_convergence(PROBLEM, report=None)
    assert found
    iteration = BngdOnBalls(Starts.single(PROBLEM), proved_theorems())
    with ctx.workprec(found.bits):
        judge, state = Judge(iteration), state_at(iteration, found.step)
        assert judge.apply(found.theorems, state)
        for theorem, values in found.theorems:
            for name in DETERMINED:
                with pytest.raises(CheckError, match=f"{name} of {theorem.claim}: no parameter|no free symbol"):
                    judge.apply([(theorem, {**values, name: Fraction(1)})], state)
            for name in ("d", "g", "alpha0", "Hs", "r", "k", "constant 12", "no value", "I", "0v", "1"):
                with pytest.raises(CheckError):
                    judge.apply([(theorem, {**values, name: Fraction(1)})], state)
            for name in values:
                with pytest.raises(CheckError, match=f"no value for the symbol {name}"):
                    judge.apply([(theorem, {n: x for n, x in values.items() if n != name})], state)


def test_what_was_prepared_is_used_for_the_same_constants_only() -> None:
    """One store for two problems: each is judged by its own constants."""
    from verify.certify.convergence import Effort, Known
    from verify.models.convergence import certify

    known = Known()
    other = PROBLEM.replace(H=[[2, 1], [1, 30]], eps=100)
    for problem in (PROBLEM, other, PROBLEM):
        assert certify(Starts.single(problem), Effort(), known=known) == certify(Starts.single(problem), Effort())
