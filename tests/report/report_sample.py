"""A small ledger with every kind of row, made from statements about batch normalisation."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

Json = Any


def scalar(name: str, domain: str = "real", latex: str | None = None) -> Json:
    """A declared scalar."""
    decl = {"name": name, "sort": "scalar", "domain": domain}
    return decl | ({"latex": latex} if latex else {})


def vector(name: str, domain: str = "any", latex: str | None = None) -> Json:
    """A declared vector."""
    decl = {"name": name, "sort": "vector", "domain": domain}
    return decl | ({"latex": latex} if latex else {})


H = {"name": "H", "sort": "operator", "domain": "spd"}
HU = ["@", "H", "u"]
UHU = ["dot", "u", HU]
SIGMA = [scalar("sigma", latex=r"\sigma"), ["sqrt", ["dot", "w", ["@", "H", "w"]]]]
G = [vector("g"), HU]
SHARE = ["/", ["dot", "w", "g"], ["^", "sigma", "2"]]
RESIDUAL = ["+", "u", ["-", ["*", SHARE, "w"]]]
STEP_W = [
    "+",
    "w",
    ["*", "eps", ["/", "a", "sigma"], ["+", "g", ["-", ["*", SHARE, ["@", "H", "w"]]]]],
]
STEP_A = ["+", "a", ["*", "eps_a", ["+", ["/", ["dot", "w", "g"], "sigma"], ["-", "a"]]]]
HSTAR = ["+", "H", ["-", ["/", ["outer", HU, HU], UHU]]]
NONZERO = {"text": "$w$ is not zero", "formula": ["ne", "w", "0v"]}
ORTHOGONAL = {"text": "$w$ is orthogonal to $g$", "formula": ["eq", ["dot", "w", "g"], "0"]}


def statement(symbols: Json, conclusion: Json, **rest: Json) -> Json:
    """A statement with nothing left out."""
    empty: Json = {"definitions": [], "moments": [], "hypotheses": []}
    return empty | {"symbols": symbols, "conclusion": conclusion} | rest


def form(verdict: str, evidence: str | None = None, **rest: Json) -> Json:
    """A form of a claim."""
    data: Json = {
        "verdict": verdict,
        "evidence": evidence,
        "cites": [],
        "note": "",
        "proof": [],
    } | rest
    text = json.dumps(data.get("statement"), sort_keys=True)
    return data | {"hash": hashlib.sha256(text.encode()).hexdigest()}


def row(name: str, kind: str, where: str, title: str, printed: Json, **rest: Json) -> Json:
    """A row of the ledger."""
    empty: Json = {
        "section": where.split()[0].rstrip(","),
        "parent": None,
        "doc": "",
        "uses": [],
        "corrected": None,
        "witness": None,
        "hypotheses": [],
        "mutants": {"tried": 0, "rejected": 0, "justified": [], "list": []},
    }
    return (
        {"id": name, "kind": kind, "where": where, "title": title, "printed": printed}
        | empty
        | rest
    )


BNGD = [H, vector("u"), vector("w"), scalar("a"), scalar("eps", "positive"), scalar("eps_a")]
DEFINED = [G, SIGMA]

eq_2 = row(
    "eq-2", "identity", "2.1", "The least-squares loss in moment form",
    form(
        "holds", "proof",
        paper_latex=r"J_0(w) := \frac{1}{2} E_{x,y}[(y - x^T w)^2] "
        r"= \frac{c}{2} - g^T w + \frac{1}{2} w^T H w",
        statement=statement(
            [H, vector("g"), vector("w"), scalar("c"), {"name": "x", "sort": "random-vector"},
             {"name": "y", "sort": "random-scalar"}],
            ["eq", ["*", "1/2", ["E", ["^", ["+", "y", ["-", ["dot", "x", "w"]]], "2"]]],
             ["+", ["/", "c", "2"], ["-", ["dot", "g", "w"]],
              ["*", "1/2", ["dot", "w", ["@", "H", "w"]]]]],
            moments=[[["x", "x"], "H"], [["x", "y"], "g"], [["y", "y"], "c"]],
        ),
        certificate="certificates/eq-2.printed.json",
        proof=["Expand the square and take expectations; both sides have one normal form."],
    ),
    doc="The expectation of the squared error depends on the data through $H$, $g$ and $c$ only.",
    witness={"d": 1, "H": [["1"]], "g": ["1"], "w": ["1"], "c": "1",
             "samples": [{"p": "1/2", "x": ["1"], "y": "1"}, {"p": "1/2", "x": ["-1"], "y": "-1"}]},
)  # fmt: skip

eq_9 = row(
    "eq-9-10", "identity", "2.2 (9)-(10)", "BNGD is gradient descent on J",
    form(
        "holds", "proof",
        paper_latex=r"a_{k+1} = a_k + \varepsilon_a \left( \frac{w_k^T g}{\sigma_k} - a_k \right), "
        r"\quad w_{k+1} = w_k + \varepsilon \frac{a_k}{\sigma_k} "
        r"\left( g - \frac{w_k^T g}{\sigma_k^2} H w_k \right)",
        statement=statement(
            [*BNGD, vector("v")],
            ["and", ["eq", ["+", "a", ["-", ["*", "eps_a", ["D", "J", "a", "1"]]]], STEP_A],
             ["eq", ["D", "J", "w", "v"], ["dot", ["+", ["*", ["-", ["/", "a", "sigma"]], "g"],
              ["*", ["/", ["*", "a", ["dot", "w", "g"]], ["^", "sigma", "3"]],
               ["@", "H", "w"]]], "v"]]],
            definitions=[*DEFINED, [scalar("J"), ["+", ["*", "1/2", ["^", "a", "2"]],
                         ["-", ["*", "a", ["/", ["dot", "w", "g"], "sigma"]]]]]],
            hypotheses=[NONZERO],
        ),
        certificate="certificates/eq-9-10.printed.json",
    ),
    uses=["eq-2"],
)  # fmt: skip

eq_12 = row(
    "eq-12", "identity", "3.3 (12), A.3 (34)", "Recurrence of the residual",
    form(
        "holds", "proof",
        paper_latex=r"u - \frac{w_k^T g}{\sigma_k^2} w_{k+1} = (I - \hat{\varepsilon}_k H)"
        r"\left( u - \frac{w_k^T g}{\sigma_k^2} w_k \right)",
        statement=statement(
            BNGD,
            ["eq", ["+", "u", ["-", ["*", SHARE, "w_next"]]],
             ["@", ["+", "I", ["-", ["*", "eps_hat", "H"]]], RESIDUAL]],
            definitions=[*DEFINED, [scalar("eps_hat"), ["*", "eps", ["/", "a", "sigma"], SHARE]],
                         [vector("w_next", latex="w_{+}"), STEP_W]],
            hypotheses=[NONZERO],
        ),
        certificate="certificates/eq-12.printed.json",
        proof=["Insert the step for $w_{+}$ and the definition of $\\hat{\\varepsilon}$.",
               "Both sides are combinations of $u$, $w$, $Hu$, $Hw$ with equal coefficients."],
    ),
    uses=["eq-9-10"],
    doc="The residual $u - (w_k^T g/\\sigma_k^2) w_k$ obeys the recurrence of gradient descent, "
    "with an effective step $\\hat{\\varepsilon}_k$ in place of $\\varepsilon$.",
    witness={"d": 2, "H": [["1", "0"], ["0", "2"]], "u": ["1", "1"], "w": ["1", "0"],
             "a": "1", "eps": "1/2", "eps_a": "1"},
    hypotheses=[{"text": "$w$ is not zero", "needed": True, "note": "$\\sigma = 0$ otherwise",
                 "counterexample": {"d": 1, "H": [["1"]], "w": ["0"]}},
                {"text": "$\\varepsilon > 0$", "needed": False, "counterexample": None}],
    mutants={"tried": 12, "rejected": 11,
             "justified": [{"change": "$u$ replaced by $H^{-1} g$",
                            "why": "equal by definition of $g$"}],
             "list": [{"change": "$\\sigma^2$ replaced by $\\sigma$ in $\\hat{\\varepsilon}$",
                       "counterexample": {"d": 1, "H": [["4"]], "u": ["1"], "w": ["1"]}}]},
)  # fmt: skip

SCALED = [H, vector("u"), vector("w0", "nonzero"), scalar("a0"), scalar("eps", "positive"),
          scalar("eps_a"), scalar("r", "nonzero"), vector("w"), scalar("a")]  # fmt: skip


def scaling(domain: str) -> Json:
    """The scaling property for r of a domain."""
    symbols = [decl | {"domain": domain} if decl["name"] == "r" else decl for decl in SCALED]
    big = ["+", "w", ["*", ["^", "r", "2"], "eps", ["/", "a", "sigma"],
           ["+", "g", ["-", ["*", SHARE, ["@", "H", "w"]]]]]]  # fmt: skip
    conclusion = ["equivalent", ["a", "w"], [STEP_A, STEP_W], ["a0", "w0"], [STEP_A, big],
                  ["a0", ["*", "r", "w0"]]]  # fmt: skip
    return statement(symbols, conclusion, definitions=DEFINED)


prop_32 = row(
    "prop-3.2-2", "theorem", "3.1, A.2 Lemma A.8(2)", "Scaling property (2)",
    form(
        "fails", "counterexample",
        paper_latex=r"\{H, u, a_0, w_0, \varepsilon_a, \varepsilon\} \sim "
        r"\{H, u, a_0, r w_0, \varepsilon_a, r^2 \varepsilon\} \quad \text{for all } r \neq 0",
        statement=scaling("nonzero"),
        counterexample={"d": 1, "H": [["1"]], "u": ["1"], "a0": "1", "w0": ["1"], "r": "-1",
                        "eps": "1", "eps_a": "1/2"},
        sides=[["$a_1$ from $w_0$", "1"], ["$a_1$ from $r w_0$", "0"]],
        note="For $r < 0$ the product $w_0^T g$ changes its sign and $a_0$ does not.",
        certificate="certificates/prop-3.2-2.printed.json",
    ),
    corrected=form("holds", "proof", statement=scaling("positive"),
                   certificate="certificates/prop-3.2-2.corrected.json",
                   proof=["$T = r I$ and $t = 1$ carry one iteration to the other, step by step."],
                   note="For $r < 0$ they are equivalent once $a_0$ changes its sign too."),
    doc="Scaling $w_0$ by $r$ and\nthe step by $r^2$ changes nothing.\n\nFalse for $r < 0$.\n\nTrue for $r > 0$.",
    uses=["eq-9-10"], severity="false theorem", consequences=["thm-3.3", "cor-A.5"],
)  # fmt: skip


def saddle(zeros: str) -> Json:
    """The spectrum at a saddle point, with d minus so many zero eigenvalues."""
    root = ["sqrt", ["+", "1", ["*", "4", ["/", ["dot", "g", "g"], ["dot", "w", ["@", "H", "w"]]]]]]
    values = [[["*", "1/2", ["+", "1", root]], "1"], [["*", "1/2", ["+", "1", ["-", root]]], "1"],
              ["0", ["+", "d", ["-", zeros]]]]  # fmt: skip
    hessian = [
        "block",
        "1",
        ["-", ["/", "g", "sigma"]],
        ["-", ["/", "g", "sigma"]],
        ["*", "0", "I"],
    ]
    return statement(
        [H, vector("u"), vector("w", "nonzero", "w^{*}")],
        ["spectrum", hessian, values],
        definitions=DEFINED,
        hypotheses=[ORTHOGONAL],
    )


saddle_spectrum = row(
    "saddle-spectrum", "theorem", "A.1", "Eigenvalues at the saddle points",
    form(
        "fails", "counterexample",
        paper_latex=r"\left\{ \frac{1}{2}\left(1 \pm \sqrt{1 + 4\frac{\|g\|^2}{w^{*T}Hw^*}}"
        r"\right), 0, \dots, 0 \right\} \text{ with } d-2 \text{ zeros}",
        statement=saddle("2"),
        counterexample={"d": 2, "H": [["1", "0"], ["0", "2"]], "u": ["1", "0"],
                        "w": ["0", "1"]},
        sides=[["size of the matrix", "3"], ["eigenvalues listed", "2"], ["their ratio", "2/3"],
               ["le", "[1, 5/2]", "7/3"]],
        note="The matrix has $d + 1$ rows, and $d - 2 + 2 = d$ values are listed.",
        certificate="certificates/saddle-spectrum.printed.json",
    ),
    corrected=form("holds", "proof-cited", statement=saddle("1"),
                   cites=["low-rank determinant identity"],
                   certificate="certificates/saddle-spectrum.corrected.json"),
    uses=["eq-9-10"], severity="misprint",
    doc="At $a^* = 0$, $w^{*T} g = 0$ the Hessian is $\\begin{pmatrix}1&b^T\\\\b&0\\end{pmatrix}$.",
)  # fmt: skip

lemma_a1 = row(
    "lemma-A.1", "theorem", "A.1 (24)", "Interlacing of the spectra of H and H*",
    form(
        "holds", "proof-cited",
        paper_latex=r"0 = \lambda_1(H^*) < \lambda_1(H) \leq \lambda_2(H^*) \leq \dots "
        r"\leq \lambda_d(H)",
        statement=statement(
            [H, vector("u", "nonzero"),
             {"name": "i", "sort": "integer", "domain": {"lo": "2", "hi": "d"}}],
            ["and", ["eq", ["eig", "Hs", "1"], "0"],
             ["le", ["eig", "H", ["+", "i", "-1"]], ["eig", "Hs", "i"]],
             ["le", ["eig", "Hs", "i"], ["eig", "H", "i"]]],
            definitions=[[{"name": "Hs", "sort": "operator", "latex": "H^{*}"}, HSTAR]],
        ),
        cites=["Courant-Fischer", "Cauchy interlacing"],
        certificate="certificates/lemma-A.1.printed.json",
    ),
)  # fmt: skip

cor_a5 = row(
    "cor-A.5", "theorem", "A.1 (27)", "Pseudo-condition number at most the condition number",
    form(
        "fails", "counterexample",
        paper_latex=r"\kappa^*(H^*) := \frac{\lambda_d(H^*)}{\lambda_2(H^*)} \leq "
        r"\frac{\lambda_d(H)}{\lambda_1(H)} =: \kappa(H), \quad "
        r"\text{with equality if and only if } u \perp \operatorname{span}\{v_1, v_d\}",
        note="The inequality holds; the condition for equality does not. See the parts.",
        counterexample={"d": 3, "H": [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "2"]],
                        "u": ["1", "0", "0"]},
        sides=[["$\\kappa^*$", "2"], ["$\\kappa$", "2"]],
    ),
    uses=["lemma-A.1"],
)  # fmt: skip

cor_a5_part = row(
    "cor-A.5/inequality", "inequality", "A.1 (27)", "The inequality of Corollary A.5",
    form(
        "holds", "proof-cited", cites=["Courant-Fischer"],
        paper_latex=r"\kappa^*(H^*) \leq \kappa(H)",
        statement=statement(
            [H, vector("u", "nonzero")],
            ["le", ["/", ["eig", "Hs", "d"], ["eig", "Hs", "2"]],
             ["/", ["eig", "H", "d"], ["eig", "H", "1"]]],
            definitions=[[{"name": "Hs", "sort": "operator", "latex": "H^{*}"}, HSTAR]],
            hypotheses=[{"text": "$d \\ge 2$", "formula": ["le", "2", "d"]}],
        ),
        certificate="certificates/cor-A.5-inequality.printed.json",
    ),
    parent="cor-A.5", uses=["lemma-A.1"],
)  # fmt: skip

gd_rate = row(
    "gd-rate", "inequality", "2.1 (4)", "Gradient descent contracts the error",
    form("holds", "enclosure", paper_latex=r"\|u - w_{k+1}\| \leq \rho_\varepsilon \|u - w_k\|",
         statement=statement([H, scalar("eps", "positive")],
                             ["le", "0", ["max", "i", "1", "d",
                              ["abs", ["+", "1", ["-", ["*", "eps", ["eig", "H", "i"]]]]]]])),
    uses=["eq-2"],
)  # fmt: skip

thm_33 = row(
    "thm-3.3", "theorem", "3.2", "Convergence for every step size",
    form(
        "undecided", "sampled",
        paper_latex=r"(a_k, w_k) \to (a^*, w^*) \quad \text{for all } \varepsilon > 0,\ "
        r"\varepsilon_a \in (0, 1]",
        note="No counterexample in 2000 instances; the proof of Theorem A.17 has a gap at (57).",
    ),
    uses=["eq-12", "prop-3.2-2", "cor-A.5/inequality"],
)  # fmt: skip

fig_4 = row(
    "fig-4", "figure", "A.3", "Geometry of the separation property",
    form("undecided", note="not examined yet"),
)  # fmt: skip

ROWS = [
    eq_2,
    gd_rate,
    eq_9,
    prop_32,
    thm_33,
    eq_12,
    saddle_spectrum,
    lemma_a1,
    cor_a5,
    cor_a5_part,
    fig_4,
]


def sample_ledger() -> Json:
    """A fresh copy of the ledger."""
    packages = {"python-flint": "0.9.0", "sympy": "1.14.0"}
    return copy.deepcopy(
        {
            "schema": 1,
            "toolkit": "0.1.0",
            "paper": {"title": "On the Convergence and Robustness of Batch Normalization"},
            "environment": {
                "python": "3.11",
                "constraints": "constraints.txt",
                "packages": packages,
            },
            "claims": ROWS,
        }
    )


def sample_certificates() -> dict[str, Json]:
    """A certificate for each row that names one."""
    names = [
        one["certificate"].removeprefix("certificates/")
        for claim in ROWS
        for one in (claim["printed"], claim["corrected"])
        if one and one.get("certificate")
    ]
    return {name: {"format": 1, "claim": name.split(".printed")[0], "steps": []} for name in names}
