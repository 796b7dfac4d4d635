"""Shared by all parts: what tells statements on whole trajectories from their near misses.

Starts whose orbit is known exactly, and changes that leave a statement true, each with the reason.
"""

from __future__ import annotations

from verify.statements import instance

OBLIQUE = {"d": 2, "H": [[1, 0], [0, 4]], "u": [1, 1]}
STEPPING = (
    instance(**OBLIQUE, w0=[1, 2], eps="289/8"),  # the first step of MBNGD leads to a w with w'g = 0
    instance(**OBLIQUE, w0=[4, -1], eps="100/9"),  # w'g = 0 at the start
    instance(**OBLIQUE, w0=[1, 0], eps=1),  # w'g = 1 at the start
    instance(**OBLIQUE, w0=[16, 1], eps=1),  # at rest where g is exchanged for the image of u under the inverse of H
    instance(d=2, H=[[1, "-19/40"], ["-19/40", "21/80"]], u=["135/59", "160/59"], w0=[1, 0], eps=10, m=2),  # w_2'w_0 = 0, not at rest
)
NEARLY_THERE = (instance(d=2, H=[[1, 0], [0, 4]], u=["99/50", "101/100"], w0=[2, 1], a0=1, eps_a=1, eps=10_000),)  # w_0 is nearly parallel to u
ROUND = (instance(  # the first step is as long as it may be, and every bound is attained
    d=2, H=[[100, 0], [0, 100]], u=["2/25", "3/50"], w0=[1, 0], a0=1, eps_a=1, eps=1, m="16/25", M=1, N="5/4", k=1),)
LARGE_STEP = (instance(
    d=4, H=[[4 * (i == j) for j in range(4)] for i in range(4)], u=["4/5", "-2/5", "-2/5", "-1/5"], w=[2, -1, 0, 0], w0=["1/2"] * 4,
    a=10, eps_a=1, eps="1/2", eps_low=1, eps_high="9/20"),)  # a step that is nearly as long as it may be
AT_REST = (instance(**OBLIQUE, a0=0, w0=[4, -1], eps_a=1, eps=1),)  # at a saddle from the start
KEPT_STEP = {"d": 1, "u": [1], "eps_a": 1, "eps": "1/8", "w0": [1], "c": 0, "eps_low": "1/16", "eps_high": "1/4"}
RESTING = (instance(**KEPT_STEP, H=[[4]], a0=2), instance(**KEPT_STEP, H=[["1/4"]], a0="1/2"))  # at the minimiser from the start

LOSS_AT_LIMIT, LOSS_AT_Z = "c/2 - ((w*ᵀ g)/(√(w*ᵀ H w*))) a* + (a*)²/2", "c/2 - ((zᵀ g)/(√(zᵀ H z))) b + b²/2"
MINIMISER = {
    "sign changed: -((zᵀ g)/(√(zᵀ H z))) b becomes ((zᵀ g)/(√(zᵀ H z))) b": "b runs over all reals, and so does -b",
    f"summand dropped: {LOSS_AT_Z} becomes c/2 + b²/2": "weaker: at the limit the loss is (c - u'Hu)/2, which is at most c/2",
    f"summand dropped: {LOSS_AT_LIMIT} becomes c/2 - ((w*ᵀ g)/(√(w*ᵀ H w*))) a*": "weaker: the left side is smaller by a*²/2",
    "constant changed: ((w*ᵀ g)/(√(w*ᵀ H w*))) a* becomes 2 ((w*ᵀ g)/(√(w*ᵀ H w*))) a*":
        "weaker: the factor of a* is a* itself at the limit, so the left side is smaller by a*²",
    "factor dropped: b²/2 becomes b²": "weaker: the right side is not smaller",
    "constant changed: ((w*ᵀ g)/(√(w*ᵀ H w*)))²/2 becomes ((w*ᵀ g)/(√(w*ᵀ H w*)))²/3": "weaker: the left side is not larger",
}  # fmt: skip

ANOTHER_TARGET = "true: g vanishes exactly where u does; at (0, t x), x'g = 0, the derivative is injective for all t > 0 but one"
NONSINGULAR = dict.fromkeys((
    "exponent changed in the definition of g: H u becomes H² u", "operator dropped in the definition of g: H u becomes u",
    "operator inverted in the definition of g: H u becomes H⁻¹ u"), ANOTHER_TARGET)  # fmt: skip

REDUNDANT = "the denominator is positive, and w*'g = 0 is demanded besides"
SAME_SIGN = "w_k'g has one sign in the end, so this is the same from the next index on"
TRACKED = "w_k tends to r u with r nonzero, so w_k'u and w_k'g both have the sign of r in the end"
STOPPED = "where w_m'g = 0 the iteration stops, so w_(m+1)'g = 0 for some m >= 0 exactly if w_m'g = 0 for some m >= 0"
SADDLE_REACHED = {
    "factor dropped: (w*ᵀ g)/(√(w*ᵀ H w*)) becomes w*ᵀ g": REDUNDANT,
    "exponent changed: (w*ᵀ g)/(√(w*ᵀ H w*)) becomes √(w*ᵀ H w*) w*ᵀ g": REDUNDANT,
    "operator dropped: H w* becomes w*": REDUNDANT,
    "operator inverted: H w* becomes H⁻¹ w*": REDUNDANT,
    "exponent changed: H w* becomes H² w*": REDUNDANT,
    "root dropped: √(w*ᵀ H w*) becomes w*ᵀ H w*": REDUNDANT,
    "limit changed: wₖ → w* as k → ∞ becomes wₖ → -w* as k → ∞": "what is said of w* holds for -w* as well",
    "limit changed: wₖ → w* as k → ∞ becomes wₖ → 2 w* as k → ∞": "what is said of w* holds for 2 w* as well",
    "index shifted: wₘ becomes wₘ₊₁": STOPPED,
}
MODIFIED = {"index shifted: wₘ becomes wₘ₊₁": STOPPED}

SIGN_KEPT = {
    "index shifted: w_P becomes w_(P+1)": SAME_SIGN,
    "index shifted: P ≤ k becomes P - 1 ≤ k": SAME_SIGN,
    "symbol swapped: wₖᵀ g becomes wₖᵀ u (place 2)": TRACKED,
    "symbol swapped: w_Pᵀ g becomes w_Pᵀ u": TRACKED,
    "case dropped: (∀ integers k ≥ 0: wₖᵀ g ≠ 0) ⟹ ∃ an integer P ≥ 0: ∀ integers k ≥ P:… becomes "
    "(∃ an integer P ≥ 0: ∀ integers k ≥ P: 0 < (wₖᵀ g) w_Pᵀ g) ⟹ ∀ intege…":
        "where w_k'g = 0 for some k it stays zero, and there is no such P",
}

ORTHOGONAL = "w_(k+1) - w_k is orthogonal to w_k: the product is |w_(k+1) - w_k|², or zero"
GROWTH = "the step is orthogonal to w_k: the product is |w_(k+1)|² - |w_k|², which tends to zero, as |w_k| converges"
INCREMENTS = {
    "sign changed: wₖ₊₁ - wₖ becomes wₖ₊₁ + wₖ": GROWTH,
    "sign changed: -wₖ becomes wₖ": GROWTH,
    "sign changed: wₖ₊₁ - wₖ becomes wₖ₊₁ + wₖ (place 2)": GROWTH,
    "summand dropped: wₖ₊₁ - wₖ becomes wₖ₊₁": ORTHOGONAL,
    "summand dropped: wₖ₊₁ - wₖ becomes wₖ₊₁ (place 2)": ORTHOGONAL,
    "summand dropped: wₖ₊₁ - wₖ becomes -wₖ": ORTHOGONAL,
    "summand dropped: wₖ₊₁ - wₖ becomes -wₖ (place 2)": ORTHOGONAL,
    "exponent changed: yₖ² becomes yₖ": "(y_k q_k)² is y_k² q_k, which tends to zero, times q_k, which is bounded",
    "exponent changed: yₖ² becomes yₖ³": "y_k is bounded",
    "root dropped: √((wₖ₊₁ - wₖ)ᵀ (wₖ₊₁ - wₖ)) becomes (wₖ₊₁ - wₖ)ᵀ (wₖ₊₁ - wₖ)": "what tends to zero does so squared",
}

PROJECTION, BOUNDED = "((wₖᵀ H u)/(wₖᵀ H wₖ)) wₖ", "one factor of e_k'e_k tends to zero, and the other, w_k being bounded, is bounded"
RESIDUAL = {
    f"summand dropped: u - {PROJECTION} becomes u": BOUNDED,
    f"summand dropped: u - {PROJECTION} becomes u (place 2)": BOUNDED,
    "factor dropped: (wₖᵀ H u)/(wₖᵀ H wₖ) becomes wₖᵀ H u": BOUNDED,
    f"constant changed: {PROJECTION} becomes 2 {PROJECTION}": BOUNDED,
    f"constant changed: {PROJECTION} becomes 2 {PROJECTION} (place 2)": BOUNDED,
    "symbol swapped: H u becomes H g": BOUNDED,
}

POSITIVE = "the factor is positive, so the sign is the same"
NOT_A_SADDLE = "u'Hu > 0, so the premise excludes that the limit is a saddle, where w_k'g and its multiples tend to zero; it is a minimiser"
ALPHA = "(wₖᵀ g)/(√(wₖᵀ H wₖ))"
LATER = "∀ integers k ≥ N₀: 0 < (wₖᵀ g)/(√(wₖᵀ H wₖ))"
AT_A_MINIMISER = {
    f"factor dropped: {ALPHA} becomes wₖᵀ g": POSITIVE,
    "root dropped: √(wₖᵀ H wₖ) becomes wₖᵀ H wₖ": POSITIVE,
    f"constant changed: 0 < {ALPHA} becomes 1 < {ALPHA}": "a stronger premise",
    f"exponent changed: ({ALPHA})² becomes ({ALPHA})³": NOT_A_SADDLE,
    "operator inverted: H u becomes H⁻¹ u": NOT_A_SADDLE,
    "symbol swapped: H u becomes H g": NOT_A_SADDLE,
    "index shifted: wₖ becomes wₖ₊₁": "w_k and w_(k+1) have one limit other than zero, so that the sign is the same in the end",
    f"quantifier strengthened: ∃ an integer N₀ ≥ 0: {LATER} becomes ∀ integers N₀ ≥ 0: {LATER}": "a stronger premise",
    "case dropped: ((wₖᵀ g)/(√(wₖᵀ H wₖ)))² → uᵀ H u as k → ∞ and (∃ an integer N₀ ≥ 0: … becomes "
    "(∃ r > 0: aₖ → √(uᵀ H u) as k → ∞ and wₖ → r u as k → ∞) ⟹ ((wₖᵀ g)/(…":
        "the converse: the correlation is continuous, and positive at r u",
    "index shifted: N₀ ≤ k becomes N₀ - 1 ≤ k": "the premise says the same with the next N_0",
}
ENDS = {"constant changed: s u becomes 2 s u": "s and 2 s have the same sign"}
BETWEEN = "w_k converges to a vector other than zero, so the factor lies between two positive bounds"
AT_A_SADDLE = {
    "case dropped: ((wₖᵀ g)/(√(wₖᵀ H wₖ)))² → 0 as k → ∞ ⟹ ∃ Wₗᵢₘ ∈ ℝᵈ∖{0}: aₖ → 0 as k … becomes "
    "(∃ Wₗᵢₘ ∈ ℝᵈ∖{0}: aₖ → 0 as k → ∞ and wₖ → Wₗᵢₘ as k → ∞ and Wₗᵢₘᵀ g …": "the converse: the correlation is continuous",
    f"exponent changed: ({ALPHA})² becomes ({ALPHA})³": "a number tends to zero where its power does, and conversely",
    "symbol swapped: wₖᵀ g becomes wₖᵀ u": "u'u > 0, so the premise excludes that the limit is a multiple of u; it is a saddle",
    f"exponent changed: ({ALPHA})² becomes {ALPHA}": "a number tends to zero where its square does, and conversely",
    f"factor dropped: {ALPHA} becomes wₖᵀ g": BETWEEN,
    f"exponent changed: {ALPHA} becomes √(wₖᵀ H wₖ) wₖᵀ g": BETWEEN,
    "operator dropped: H wₖ becomes wₖ": BETWEEN,
    "operator inverted: H wₖ becomes H⁻¹ wₖ": BETWEEN,
    "exponent changed: H wₖ becomes H² wₖ": BETWEEN,
    "root dropped: √(wₖᵀ H wₖ) becomes wₖᵀ H wₖ": BETWEEN,
}
VANISHING = {
    f"exponent changed: ({ALPHA})² becomes {ALPHA}": "its square is the product times the second factor, which is bounded",
    "operator dropped: H wₖ becomes wₖ": "w'w lies between two positive multiples of w'Hw, so the product is at most a constant times the one before",
    "index shifted: wₖ becomes wₖ₊₁": "the step is orthogonal to w_k, so w_k'w_(k+1) is |w_k|²",
}

CORRELATION = {
    "symbol swapped: wᵀ g becomes vᵀ g": "the left side is (v'g)²(|v|_H - |w|_H)²/|v|_H², at most u'Hu |v - w|_H² by the triangle inequality",
}
MIXED = {"symbol swapped: ρ^(n+0-i) becomes γ^(n+0-i)": "a case of the inequality: rho = gamma"}
CRITICAL = "a limit satisfies a = w'g/sigma and so none has both a = 0 and w'g other than zero, or w'g = 0 and a other than zero"
AVOIDED = {
    "constant changed: wₗᵢₘᵀ g = 0 becomes wₗᵢₘᵀ g = 1": CRITICAL,
    "constant changed: aₗᵢₘ = 0 becomes aₗᵢₘ = 1": CRITICAL,
    "symbol swapped: wₗᵢₘᵀ g becomes wₗᵢₘᵀ u": "weaker: a limit with a = 0 has w'g = 0 in any case",
    "quantifier strengthened: ∃ aₗᵢₘ ∈ ℝ, wₗᵢₘ ∈ ℝᵈ∖{0}: aₖ → aₗᵢₘ as k → ∞ and wₖ → wₗᵢₘ as k → ∞ … becomes "
    "∀ aₗᵢₘ ∈ ℝ, wₗᵢₘ ∈ ℝᵈ∖{0}: aₖ → aₗᵢₘ as k → ∞ and wₖ → wₗᵢₘ as k → ∞ …": "a sequence does not tend to every number",
}
AVOIDED_BY_MBNGD = {
    "symbol swapped: wₗᵢₘᵀ g becomes wₗᵢₘᵀ u": "weaker: by Theorem B.4 a limit is a multiple of u, or has w'g = 0",
    "quantifier strengthened: ∃ wₗᵢₘ ∈ ℝᵈ∖{0}: wₖ → wₗᵢₘ as k → ∞ and wₗᵢₘᵀ g = 0 becomes "
    "∀ wₗᵢₘ ∈ ℝᵈ∖{0}: wₖ → wₗᵢₘ as k → ∞ and wₗᵢₘᵀ g = 0": "a sequence does not tend to every vector",
}

LONGER = (
    "w_k'Hw_(k+1) is at most lambda_max |w_k| |w_(k+1)|, and both lengths have the bound that one of them had; it is half of "
    "sigma_k² + sigma_(k+1)² - |w_(k+1) - w_k|_H², where by the bound of eps the last term is at most L (1 - alpha_k²/u'Hu), "
    "L being lambda_min |w|² at the start, which is at most sigma_k² and sigma_(k+1)²: so it is at least L alpha_k²/u'Hu"
)
SMALL_STEPS = {"index shifted: wₖ becomes wₖ₊₁": LONGER}
LARGE_STEPS = {
    "index shifted: aₖ becomes aₖ₊₁": "a_(k+1) alpha_k is (1 - eps_a) a_k alpha_k + eps_a alpha_k², at least m_1 as both products are; |a_(k+1)| is at most M",
}

TRAPPED = {
    "sign changed: ε̂ₖ ≤ ε_high becomes ε̂ₖ ≤ -ε_high": "no iteration meets the premise: what is above zero is not below -eps_high",
    "index shifted: ε̂ₖ becomes ε̂ₖ₊₁": "the norm of w_k does not fall, so the bounds hold at the next index as they stand",
}
SHARP_BOUND = {
    "index shifted: aₖ becomes aₖ₊₁": "where a_k is above the second bound, a_(k+1) is smaller than a_k; where it is not, a_(k+1) is not either",
}
STOPS = {
    "index shifted: wₘ becomes wₘ₊₁": "w_(m+1) is w_m, as the iteration stops at m",
    "constant changed: 0 ≤ m becomes 1 ≤ m": "weaker: nothing is said of m = 0",
}
