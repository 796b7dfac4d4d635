"""Names, in the one place where they are read and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from verify import checker
from verify.checker.formulas import DOMAINS, Eq
from verify.checker.reading import RESERVED, Scope, check_name, read, read_sort, write
from verify.checker.terms import FORMERS, Add, Literal, Mul, Power, Symbol, Term, literal
from verify.checker.work import CheckError, budget

REPORTS = Path(__file__).parents[2] / "reports" / "certificates"
ENV: dict[str, Any] = {
    "x": ("scalar", "real"), "y": ("scalar", "real"), "n": ("integer", "any"), "u": ("vector", "any"), "v": ("vector", "any"), "A": ("operator", "symmetric"),
    "s": ("sequence-scalar", "real"), "f": ("function", "any"), "r": ("random-scalar", "any"), "z": ("random-vector", "any"),
}  # fmt: skip
X, Y = Symbol("x", "scalar"), Symbol("y", "scalar")
DEFINED = {"g": Mul(literal(2), X), "q": Mul(X, Symbol("r", "random-scalar"))}


def said(data: Any, strict: bool = False) -> Term:
    """The node that JSON says."""
    return read(data, Scope(ENV, DEFINED, strict=strict))


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("-3", -3), ("4/6", literal("2/3").value), ("-1/2", literal("-1/2").value), ("007", 7)])
def test_numbers(text: str, value: Any) -> None:
    assert said(text) == Literal(value)


@pytest.mark.parametrize("data", [
    "1/0", "+1", "1.5", " 1", "1 ", "1\n", "-", "1/-2", "1e3", "٣", "१", "½", "--1", "0x1", "1_000", "", "a b", "2x", "-x", 1, 1.0, None, True, {}, [],
    [[]], ["x"], [1],
    [None, "x"], {"+": ["x"]}, "w", "f", "s", "r", "z", "spd", "real", "range", "+", "forall", "#t", "#0", "x@0", "x#1", "∞", "q", ["unknown", "x"],
    ["symbol", "x"],
    ["literal", "1"], ["lambda", "k", "k"], ["let", [["t", "scalar", "k", "k"]], "x"], ["range", "1", "2"], ["d"], ["I"], ["0v"], ["x", "y"],
])  # fmt: skip
def test_what_is_no_term(data: Any) -> None:
    with pytest.raises(CheckError) as caught:
        said(data)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.parametrize("name", [*sorted(RESERVED), "", "1", "a b", "a\n", "-a", "a.b", "a#", "a@", "(", "x" * 101, "'a", None, 1, ["a"], "a\0"])
def test_names_that_no_symbol_has(name: Any) -> None:
    with pytest.raises(CheckError):
        check_name(name)
    with pytest.raises(CheckError):
        said(["sum", name, "1", "2", "x"])
    with pytest.raises(CheckError):
        checker.load({"symbols": [{"name": name, "sort": "scalar", "domain": "real"}], "hypotheses": [], "conclusion": ["eq", "0", "0"]})


@pytest.mark.parametrize("name", ["a", "a'", "a_1", "α", "eps_a", "H*", "D1", "É"])
def test_names_that_symbols_have(name: str) -> None:
    assert check_name(name) == name


def test_every_word_of_the_language_is_reserved() -> None:
    assert set(FORMERS) | set(DOMAINS) | {word for words in DOMAINS.values() for word in words} <= RESERVED


# ------------------------------------------------------------------------------------------------
# Scope

BINDERS: list[Any] = [
    lambda name: ["sum", name, "1", "2", name], lambda name: ["max", name, "1", "2", "1"],
    lambda name: ["forall", [[name, "scalar", "real"]], ["eq", name, name]],
    lambda name: ["exists", [[name, "vector", "any"]], ["eq", name, name]], lambda name: ["almost-all", [[name, "vector", "any"]], ["eq", name, name]],
    lambda name: ["tends", name, ["*", name, "1"], "1"], lambda name: ["orbit", [[name, "scalar", "real"]], [name], ["1"], ["eq", ["item", name, "1"], "1"]],
    lambda name: ["nonsingular", [[name, "scalar", "real"]], [name]], lambda name: ["let", [[name, "scalar", "k", "k"]], ["eq", ["item", name, "1"], "1"]],
    lambda name: ["let", [["t", "scalar", name, name]], ["eq", ["item", "t", "1"], "1"]],
    lambda name: ["exists", [[name, "integer", ["range", "1", "2"]]], ["eq", name, name]],
]  # fmt: skip


@pytest.mark.parametrize("binder", BINDERS)
@pytest.mark.parametrize("name", ["x", "g", "r", "A", "s", "f"])
def test_a_statement_binds_no_name_that_is_in_use(binder: Any, name: str) -> None:
    with pytest.raises(CheckError, match="not a fresh symbol"):
        said(binder(name), strict=True)
    assert said(binder(name)) == said(binder("b")) == said(binder("b"), strict=True)


def test_a_statement_does_not_shadow_within() -> None:
    for inner in BINDERS:
        data = ["forall", [["b", "scalar", "real"]], inner("b")]
        if said(inner("c")).sort == "formula":
            with pytest.raises(CheckError, match="not a fresh symbol"):
                said(data, strict=True)


def test_the_innermost_binder_tells_what_a_name_means() -> None:
    """Bounds, limits, starts and what is named later are read outside of a binder."""
    for shadowed, apart in (
        (["sum", "x", "x", "y", "x"], ["sum", "i", "x", "y", "i"]),
        (["tends", "x", "x", "x"], ["tends", "i", "i", "x"]),
        (["orbit", [["x", "scalar", "real"]], ["x"], ["x"], ["eq", ["item", "x", "1"], "y"]],
         ["orbit", [["a", "scalar", "real"]], ["a"], ["x"], ["eq", ["item", "a", "1"], "y"]]),
        (["let", [["g", "scalar", "x", "x"]], ["eq", ["item", "g", "2"], "x"]], ["eq", "2", "x"]),
        (["forall", [["x", "integer", ["range", "x", "y"]]], ["le", "x", "y"]], ["forall", [["i", "integer", ["range", "x", "y"]]], ["le", "i", "y"]]),
        (["sum", "i", "1", "2", ["sum", "i", "i", "3", "i"]], ["sum", "i", "1", "2", ["sum", "j", "i", "3", "j"]]),
        (["at", ["sum", "x", "1", "2", "x"], [["x", "y"]]], ["sum", "i", "1", "2", "i"]),
    ):
        assert said(shadowed) == said(apart)


def test_ranges_know_what_is_declared_before() -> None:
    assert said(["exists", [["i", "integer", ["range", "1", "n"]], ["j", "integer", ["range", "i", "n"]]], ["le", "i", "j"]])
    for data in (
        ["exists", [["i", "integer", ["range", "1", "j"]], ["j", "integer", ["range", "1", "n"]]], ["le", "i", "j"]],
        ["exists", [["i", "integer", ["range", "i", "n"]]], ["le", "i", "i"]],
        ["exists", [["i", "integer", ["range", "1", ["sum", "k", "1", "2", "i"]]]], ["le", "i", "i"]],
        ["exists", [["i", "integer", ["range", "1", "n"]], ["i", "integer", ["range", "1", "n"]]], ["le", "i", "i"]],
        ["exists", [["i", "scalar", ["range", "1", "n"]]], ["le", "i", "i"]],
        ["exists", [["i", "integer", ["range", "1"]]], ["le", "i", "i"]],
        ["exists", [], ["le", "0", "0"]],
        ["exists", "ab", ["le", "0", "0"]],
        ["exists", [["i", "integer", "any"]], "x"],
    ):
        with pytest.raises(CheckError):
            said(data)


# ------------------------------------------------------------------------------------------------
# Abbreviations, derivatives, substitutions, expectations


def test_abbreviations_are_what_they_stand_for() -> None:
    assert said(["+", "g", "y"]) == Add(Mul(literal(2), X), Y)
    assert said(["at", "g", [["x", "y"]]]) == Mul(literal(2), Y)
    assert said(["D", "g", "x", "1"]) == said(["*", "2", "1"])
    assert said(["E", "q"]) == said(["E", ["*", "x", "r"]])
    for data in (["at", "x", [["g", "1"]]], ["D", "x", "g", "1"], "q", ["+", "q", "1"], ["eq", "q", "q"]):
        with pytest.raises(CheckError):
            said(data)


@pytest.mark.parametrize("data", [
    ["D", "x", "n", "1"], ["D", "x", "w", "1"], ["D", "x", "x", "u"], ["D", "x", "u", "1"], ["D", "u", "u", "u"], ["D", "x", ["+", "x", "y"], "1"],
    ["D", "x", "d", "1"],
    ["D", "x", "I", "A"], ["D", "u", "0v", "u"], ["D", ["abs", "x"], "x", "1"], ["D", ["item", "s", "1"], "x", "1"],
    ["D", ["max", "i", "1", "2", "x"], "x", "1"],
    ["D", ["E", "r"], "r", "1"], ["E", ["D", ["*", "r", "r"], "r", "1"]], ["D", "x", "x"], ["D", "x", "x", "1", "1"], ["D", "x", "s", "1"],
    ["D", "x", "f", "1"],
    ["D", ["eig", ["*", "x", "A"], "1"], "x", "1"], ["D", ["fn", "f", ["9", "0"], "x", "y"], "x", "1"],
])  # fmt: skip
def test_what_has_no_derivative(data: Any) -> None:
    with pytest.raises(CheckError):
        said(data)


@pytest.mark.parametrize(("derivative", "result"), [
    (["D", ["*", "x", "x"], "x", "1"], ["+", ["*", "1", "x"], ["*", "x", "1"]]),
    (["D", ["^", "x", "3"], "x", "y"], ["*", "3", ["^", "x", "2"], "y"]),
    (["D", ["+", "x", ["/", "1", "y"]], "x", "1"], ["+", "1", ["*", "0", ["/", "1", "y"]]]),
    (["D", ["/", "1", "y"], "x", "1"], ["*", "0", ["/", "1", "y"]]),
    (["D", "y", "x", "1"], "0"),
    (["D", ["dot", "u", ["@", "A", "v"]], "u", "v"], ["dot", "v", ["@", "A", "v"]]),
    (["D", ["fn", "f", ["0", "1"], "x", "y"], "x", "2"], ["*", ["fn", "f", ["1", "1"], "x", "y"], "2"]),
    (["D", ["E", ["*", "r", ["^", "x", "2"]]], "x", "1"], ["E", ["*", "r", ["*", "2", ["^", "x", "1"], "1"]]]),
    (["E", ["D", ["E", ["*", "r", "x"]], "x", "r"]], None),
])  # fmt: skip
def test_derivatives_are_carried_out(derivative: Any, result: Any) -> None:
    if result is not None:
        assert said(derivative) == said(result)


def test_a_derivative_along_a_sample_is_not_captured() -> None:
    """d/dx E[r x] along the sample r is E'[r'] r, with another r': its expectation is E[r]^2, not E[r^2]."""
    moments = [[["r"], "m"], [[["*", "r", "r"]], "t"]]

    def claim(value: Any) -> Any:
        symbols = [("x", "scalar", "real"), ("m", "scalar", "real"), ("t", "scalar", "real"), ("r", "random-scalar", "any")]
        return {"symbols": [dict(zip(("name", "sort", "domain"), s)) for s in symbols], "definitions": [], "moments": moments, "hypotheses": [],
                "conclusion": ["eq", ["E", ["D", ["E", ["*", "r", "x"]], "x", "r"]], value]}  # fmt: skip

    assert checker.establish(claim(["*", "m", "m"]), "proof", {"by": "trivial"}, {}).evidence == "proof-cited"
    with pytest.raises(CheckError):
        checker.establish(claim("t"), "proof", {"by": "trivial"}, {})


def test_expectations_bind_every_random_symbol() -> None:
    assert not said(["E", ["*", "r", ["dot", "z", "u"]]]).free & {Symbol("r", "random-scalar"), Symbol("z", "random-vector")}
    for data in ("r", ["eq", "r", "r"], ["forall", [["b", "random-scalar", "any"]], ["eq", "0", "0"]], ["E", ["eq", "r", "r"]], ["E"], ["E", "r", "r"],
                 ["+", ["E", "r"], "r"]):
        with pytest.raises(CheckError):
            said(data)


@pytest.mark.parametrize("data", [
    ["at", "x", []], ["at", "x", [["x"]]], ["at", "x", [["x", "u"]]], ["at", "x", [["x", "1"], ["x", "2"]]], ["at", ["eq", "x", "x"], [["x", "1"]]],
    ["at", "x", [["d", "1"]]],
    ["at", "x", [["r", "1"]]], ["at", "x", [["s", "x"]]], ["at", ["item", "s", "n"], [["n", "1"]]], ["at", "x", "xy"], ["at", "x", [["w", "1"]]],
    ["at", "x", [[["+", "x"], "1"]]],
])  # fmt: skip
def test_what_cannot_be_put_in(data: Any) -> None:
    with pytest.raises(CheckError):
        said(data)


@pytest.mark.parametrize("exponent", ["1/2", "0.5", "x", 2, 0.5, None, "1000", "-1000", "+2", " 2", "2 ", ["+", "1"], "٢", "", "--2"])
def test_exponents_are_integers(exponent: Any) -> None:
    with pytest.raises(CheckError, match="exponent"):
        said(["^", "x", exponent])
    assert said(["^", "x", "-12"]) == Power(X, -12)


def test_depth_and_work_are_bounded() -> None:
    deep: Any = "x"
    for _ in range(150):
        deep = ["-", deep]
    with pytest.raises(CheckError, match="deeper"):
        said(deep)
    with pytest.raises(CheckError), budget(50):
        said(["+", *["x"] * 100])


# ------------------------------------------------------------------------------------------------
# Writing


def test_what_is_written_reads_as_the_same() -> None:
    """Every formula of the certificates that are kept: written with names, and read again, strictly where the statement allows no shadowing."""
    seen = 0
    for path in sorted(REPORTS.glob("*.json"))[::2]:
        loaded = checker.load(json.loads(path.read_text(encoding="utf-8"))["statement"])
        for f in (*loaded.hypotheses, loaded.conclusion, *loaded.definitions.values()):
            random = any(symbol.kind.startswith("random") for symbol in f.free)
            if not random:
                assert read(write(f, loaded.env), Scope(loaded.env)) == f
                seen += 1
    assert seen > 300


@pytest.mark.parametrize("data", [
    ["sum", "x", "1", "2", ["sum", "x", "x", "3", ["*", "x", "y"]]], ["tends", "s", "s", "x"],
    ["forall", [["x", "scalar", "real"], ["y", "vector", "any"]], ["eq", "x", "x"]],
    ["orbit", [["x", "scalar", "real"]], ["x"], ["y"], ["forall", [["x'", "integer", "any"]], ["eq", ["item", "x", "x'"], "y"]]], ["E", ["*", "r", ["E", "r"]]],
    ["exists", [["n", "integer", ["range", "n", "9"]], ["x", "integer", ["range", "n", "9"]]], ["le", "n", "x"]], ["psd", [["x", "y"], ["y", "x"]]],
    ["spectrum", ["block", "x", "u", "u", "A"], [["x", "1"], ["0", "d"]]], ["fn", "f", ["2", "1"], "x", "y"],
    ["nonsingular", [["x", "scalar", "real"]], [["*", "2", "x"]]],
    ["limit", ["u"], [["*", "1/2", "u"]], ["v"], ["0v"]], ["equivalent", ["u"], [["*", "1/2", "u"]], ["v"], [["*", "1/2", "u"]], ["v"]], ["parallel", "u", "v"],
])  # fmt: skip
def test_written_names_are_apart(data: Any) -> None:
    node = said(data)
    text = json.loads(json.dumps(write(node, ENV)))
    assert read(text, Scope(ENV)) == node
    if data[0] not in ("limit", "equivalent"):
        assert read(text, Scope(ENV, strict=True)) == node


def test_what_names_cannot_say_is_not_written() -> None:
    """The expectation of r times the outer r, inside of another expectation."""
    outer = said(["E", ["at", ["E", ["*", "r", "x"]], [["x", "r"]]]])
    with pytest.raises(CheckError, match="cannot be written"):
        write(outer)
    t: Term = X
    for _ in range(60):
        t = Mul(t, t)
    with pytest.raises(CheckError, match="too long"):
        write(Eq(t, t))


def test_sorts_are_checked() -> None:
    assert read_sort("x", "scalar", Scope(ENV)) is X
    for data, sort in (("x", "vector"), ("u", "scalar"), (["eq", "x", "x"], "scalar"), ("x", "formula")):
        with pytest.raises(CheckError, match="expected a"):
            read_sort(data, sort, Scope(ENV))
