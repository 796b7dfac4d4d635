"""One small certificate for each rule and kind, sealed and accepted; numbers and names spell them out."""

from __future__ import annotations

from typing import Any

from verify import checker

Json = Any
TRIVIAL: Json = {"by": "trivial"}
X, Y = "x scalar real", "y scalar real"
SUM = ["+", "x", "y"]
DIFFERENCE = ["+", "x", ["-", "y"]]


def statement(symbols: list[str], conclusion: Json, *hypotheses: tuple[str, Json], **rest: Json) -> Json:
    """A statement; a symbol is written "name sort domain"."""
    return {
        "symbols": [dict(zip(("name", "sort", "domain"), [*symbol.split(), "any"])) for symbol in symbols],
        "definitions": rest.get("definitions", []),
        "moments": rest.get("moments", []),
        "hypotheses": [{"text": text, "formula": f} for text, f in hypotheses],
        "conclusion": conclusion,
    }


def seal(claim: str, data: Json, kind: str, body: Json, library: dict[str, checker.Accepted]) -> Json:
    """The sealed certificate, which must be accepted."""
    shown = checker.establish(data, kind, body, library)
    return checker.sealed(
        {
            "format": 1,
            "claim": claim,
            "part": "printed",
            "statement": data,
            "hash": shown.hash,
            "kind": kind,
            "body": body,
            "verdict": shown.verdict,
            "evidence": shown.evidence,
            "cites": list(shown.cites),
            "uses": list(shown.uses),
        }
    )


def theorem(name: str, args: list[Json], premises: list[Json], then: Json) -> Json:
    """A theorem as the fact t."""
    return {"by": "theorem", "name": name, "args": args, "premises": premises, "as": "t", "then": then}


def combined(*items: Json) -> Json:
    """A sum of multiples."""
    return {"by": "combine", "sum": list(items)}


def weighed(c: str, *factors: Json, square: Json = None) -> Json:
    """A non-negative summand."""
    return {"c": c, "factors": list(factors), "square": square}


def refuted(data: Json, instance: Json) -> Json:
    """The body of a counterexample."""
    found, trail = checker.evaluate(checker.load(data), instance)
    return {"instance": instance, "found": found, "sides": checker.sides(trail)}


PROOFS: dict[str, tuple[Json, Json]] = {
    "identity": (
        statement([X, Y], ["eq", ["^", SUM, "2"], ["+", ["^", "x", "2"], ["*", "2", "x", "y"], ["^", "y", "2"]]]),
        TRIVIAL,
    ),
    "square": (
        statement([X, Y], ["le", ["*", "2", "x", "y"], ["+", ["^", "x", "2"], ["^", "y", "2"]]]),
        combined(weighed("1", square=DIFFERENCE)),
    ),
    "factor": (
        statement([X, Y], ["lt", ["*", "3", "x"], ["*", "3", "y"]], ("x lies below y", ["lt", "x", "y"])),
        combined(weighed("3", ["h1", 1])),
    ),
    "quotient": (
        statement([X, "y scalar positive"], ["lt", ["/", "x", "y"], "1"], ("x lies below y", ["lt", "x", "y"])),
        combined(weighed("1", ["h1", 1], ["y", -1])),
    ),
    "gram": (
        statement(
            ["H operator spd", "u vector any", "v vector any"],
            [
                "le",
                ["^", ["dot", "u", ["@", "H", "v"]], "2"],
                ["*", ["dot", "u", ["@", "H", "u"]], ["dot", "v", ["@", "H", "v"]]],
            ],
        ),
        theorem("gram", ["H", "1", "u", "v"], [TRIVIAL], combined(weighed("1", ["t", 1]))),
    ),
    "order": (
        statement(["H operator spd"], ["le", ["eig", "H", "1"], ["+", "7/2", ["eig", "H", "d"]]]),
        theorem("eigenvalue_order", ["H", "1", "d"], [TRIVIAL] * 6, combined(weighed("1", ["t", 1]), weighed("7/2"))),
    ),
    "spectrum": (
        statement(
            ["x vector any"],
            ["spectrum", ["*", "3", ["outer", "x", "x"]], [[["*", "3", ["dot", "x", "x"]], "1"], ["0", ["+", "d", "-1"]]]],
        ),
        {"by": "finite rank"},
    ),
    "null set": (
        statement(["u vector nonzero"], ["almost-all", [["w", "vector", "any"]], ["ne", ["dot", "w", "u"], "0"]]),
        {
            "by": "null set",
            "polynomial": ["*", "2", ["dot", "w", "u"]],
            "point": {"w": ["*", "5", "u"]},
            "as": "n",
            "nonzero": TRIVIAL,
            "then": combined(weighed("1/4", ["n", 1], ["2", 1])),
        },
    ),
    "conjugacy": (
        statement(
            ["w vector any", "start vector any"],
            ["equivalent", ["w"], [["*", "1/3", "w"]], ["start"], [["*", "1/3", "w"]], [["*", "2", "start"]]],
        ),
        {"by": "conjugacy", "maps": {"w": ["*", "2", "I"]}, "premises": []},
    ),
    "contraction": (
        statement(["w vector any", "start vector any"], ["limit", ["w"], [["*", "1/2", "w"]], ["start"], ["0v"]]),
        {"by": "contraction", "rate": "1/4", "premises": [TRIVIAL] * 3},
    ),
    "witness": (
        statement([X], ["exists", [["t", "scalar", "real"]], ["lt", "x", "t"]]),
        {"by": "witness", "terms": {"t": ["+", "x", "1"]}, "parts": [TRIVIAL]},
    ),
    "moment": (
        statement(
            ["z random-vector any", "m vector any", "v vector any"],
            ["eq", ["E", ["*", "2", ["dot", "z", "v"]]], ["*", "2", ["dot", "m", "v"]]],
            moments=[[["z"], "m"]],
        ),
        TRIVIAL,
    ),
    "derivative": (
        statement(
            [X, Y],
            ["eq", ["D", "f", "x", "1"], ["*", "3", ["^", "x", "2"]]],
            definitions=[[{"name": "f", "sort": "scalar"}, ["+", ["^", "x", "3"], "y"]]],
        ),
        TRIVIAL,
    ),
    "cases": (
        statement([X], ["le", "0", ["*", "4", ["^", "x", "2"]]]),
        {"by": "cases", "on": ["lt", "x", "0"], "as": "c", "if": TRIVIAL, "else": combined(weighed("4", square="x"))},
    ),
    "logic": (
        statement([X], ["and", ["implies", ["lt", "1", "x"], ["lt", "0", "x"]], ["or", ["lt", "1", "0"], ["eq", "2", "2"]]]),
        {
            "by": "split",
            "parts": [
                {"by": "assume", "as": "a", "then": combined(weighed("1", ["a", 1]), weighed("1"))},
                {"by": "choose", "side": 1, "then": TRIVIAL},
            ],
        },
    ),
}

COUNTEREXAMPLES: dict[str, tuple[Json, Json]] = {
    "root": (statement([X], ["eq", ["sqrt", ["^", "x", "2"]], "x"]), {"d": 1, "x": "-1"}),
    "form": (
        statement(
            ["H operator spd", "u vector nonzero"],
            ["lt", ["dot", "u", ["@", "H", "u"]], ["*", "2", ["dot", "u", "u"]]],
            ("u has the length 5", ["eq", ["dot", "u", "u"], "25"]),
        ),
        {"d": 2, "H": [["3", "1/2"], ["1/2", "2"]], "u": ["3", "4"]},
    ),
    "mean": (
        statement(["z random-scalar any"], ["eq", ["E", ["^", "z", "2"]], ["^", ["E", "z"], "2"]]),
        {"d": 1, "samples": [{"p": "1/2", "z": "1"}, {"p": "1/2", "z": "3"}]},
    ),
    "undefined": (statement([X], ["eq", ["/", "x", "x"], "1"]), {"d": 1, "x": "0"}),
}


def closed_form() -> tuple[Json, str, Json]:
    """A refutation with a sequence given by a formula: one that rises need not be constant."""

    def always(body: Json) -> Json:
        return ["forall", [["k", "integer", "any"]], ["implies", ["le", "0", "k"], body]]

    here, there = ["item", "s", "k"], ["item", "s", ["+", "k", "1"]]
    data = statement(
        ["c scalar positive", "s sequence-scalar positive"],
        always(["eq", here, ["item", "s", "0"]]),
        ("s rises", always(["le", here, there])),
    )
    evident = {"by": "fix", "then": {"by": "assume", "as": "range", "then": TRIVIAL}}
    at_three = {
        "by": "apply",
        "fact": "a",
        "terms": {"k": "3"},
        "premises": [TRIVIAL],
        "as": "b",
        "then": combined(weighed("6"), {"eq": "b", "times": "1"}),
    }
    body = {
        "instance": {"d": 1, "c": "5"},
        "lemma": [],
        "sequences": {"s": ["lambda", "k", ["+", "c", ["*", "2", "k"]]]},
        "hypotheses": [evident, evident],
        "proof": {"by": "assume", "as": "a", "then": at_three},
    }
    return data, "refutation", body


def small_certificates() -> tuple[dict[str, Json], dict[str, checker.Accepted]]:
    """The certificates by name, and the library of what they establish."""
    found: dict[str, Json] = {}
    library: dict[str, checker.Accepted] = {}
    for name, (data, proof) in PROOFS.items():
        found[name] = seal(name, data, "proof", proof, library)
        library[found[name]["hash"]] = checker.accept(found[name], library)
    for name, (data, instance) in COUNTEREXAMPLES.items():
        found[name] = seal(name, data, "counterexample", refuted(data, instance), library)
    always = statement([X], ["forall", [["t", "scalar", "real"]], ["eq", ["*", "t", "x"], "0"]])
    denial = {
        "by": "assume",
        "as": "a",
        "then": {
            "by": "apply",
            "fact": "a",
            "terms": {"t": "2"},
            "premises": [],
            "as": "b",
            "then": combined(weighed("2", ["lemma1", 1]), {"eq": "b", "times": "1"}),
        },
    }
    found["refutation"] = seal(
        "refutation",
        always,
        "refutation",
        {"instance": {"d": 1, "x": "1"}, "lemma": [["lt", "0", "x"]], "proof": denial},
        library,
    )
    found["closed form"] = seal("closed form", *closed_form(), library)
    used = {
        "by": "use",
        "claim": found["square"]["hash"],
        "terms": {"x": "a", "y": "2"},
        "premises": [],
        "as": "s",
        "then": combined(weighed("1", ["s", 1])),
    }
    data = statement(["a scalar real"], ["le", ["*", "4", "a"], ["+", ["^", "a", "2"], "4"]])
    found["use"] = seal("use", data, "proof", used, library)
    return found, library
