"""How long the identity claims of the paper take, against one of them on explicit components in SymPy.

Run: python tests/bench/identities.py
"""

from __future__ import annotations

import time

import sympy

from verify import checker
from verify.claims import load_paper
from verify.prove.complete import complete


def identities() -> tuple[int, float]:
    """The number of identity claims that hold and the seconds to prove and accept all of them."""
    paper = load_paper("proofs_checks")
    chosen = [found.build() for found in paper.claims.values() if found.row.kind == "identity"]
    started, count = time.perf_counter(), 0
    for decision in chosen:
        part = decision.corrected or decision.printed
        if part.proof is not None:
            body = complete(part.statement, part.proof)
            checker.establish(part.statement.to_json(), "proof", body, {})
            count += 1
    return count, time.perf_counter() - started


def recurrence_by_components(d: int) -> float:
    """Seconds for equation (12) alone on d components, H diagonal, by rational normal forms in SymPy."""
    started = time.perf_counter()
    h, u, w = (sympy.symbols(f"{name}1:{d + 1}", positive=True) for name in "huw")
    a, eps = sympy.symbols("a eps")
    s2 = sum(hi * wi**2 for hi, wi in zip(h, w))
    sigma = sympy.Symbol("sigma", positive=True)
    wg = sum(hi * wi * ui for hi, wi, ui in zip(h, w, u))
    for hi, ui, wi in zip(h, u, w):
        after = wi + eps * a / sigma * (hi * ui - wg / s2 * hi * wi)
        e = ui - wg / s2 * wi
        numerator, _ = sympy.fraction(sympy.together(ui - wg / s2 * after - (e - eps * a / sigma * wg / s2 * hi * e)))
        assert sympy.expand(numerator) == 0
    return time.perf_counter() - started


if __name__ == "__main__":
    number, seconds = identities()
    print(f"{number} identity claims, every dimension at once: {seconds:.2f} s")
    for dimension in (2, 4, 6, 8):
        one = recurrence_by_components(dimension)
        print(f"(12) alone on {dimension} components: {one:.2f} s, {one / seconds:.1f} times all identities")
