"""Terms: scalars, vectors and operators, with no more parentheses than reading needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .names import (
    ATOM,
    FRAC,
    LITERAL,
    POW,
    PROD,
    SUM,
    UPPER,
    Printed,
    as_list,
    default_name,
    indexed,
    is_call,
    subscript,
    wrong,
)
from .scope import Scope


class TermPrinter(Scope):
    """Prints terms."""

    def at(self, term: Any, least: int) -> str:
        """The term, in parentheses where it holds together less tightly than asked."""
        text, tightness = self.term(term)
        return text if tightness >= least else self.enclose(text)

    def bare(self, term: Any) -> str:
        """The term without parentheses of its own."""
        return self.term(term)[0]

    def commas(self, terms: Iterable[Any]) -> str:
        """The terms with commas between them."""
        return self.pick(r",\, ", ", ").join(self.bare(term) for term in terms)

    def term(self, term: Any) -> Printed:
        """The printed term and how tightly it holds together.  Raises NotationError."""
        if isinstance(term, str):
            return self.leaf(term)
        head, *args = as_list(term, "a term") or [None]
        if not isinstance(head, str) or head not in TERMS:
            raise wrong("not a term of the statement language", term)
        least, most, method = TERMS[head]
        if not least <= len(args) <= most:
            raise wrong(f"wrong number of arguments for {head!r} in", term)
        return method(self, *args)

    def leaf(self, name: str) -> Printed:
        """A literal or a symbol."""
        match = LITERAL.fullmatch(name)
        if match:
            sign, top, bottom = match.groups()
            if bottom is None:
                return sign + top, SUM if sign else ATOM
            body = self.pick(f"\\frac{{{top}}}{{{bottom}}}", f"{top}/{bottom}")
            return sign + body, SUM if sign else FRAC if self.tex else PROD
        if name in self.names:
            own = self.names[name]
            return own, POW if re.search(r"[\^'*′⁺]", own) else ATOM
        return ("0", ATOM) if name == "0v" else default_name(name, self.tex)

    def summands(self, terms: Sequence[Any]) -> list[str]:
        """The signed summands of a sum, the first without a leading plus."""
        pieces = [self.at(terms[0], SUM)]
        for term in terms[1:]:
            text = self.at(term, SUM)
            pieces.append(f"- {text[1:].lstrip()}" if text.startswith("-") else f"+ {text}")
        return pieces

    def add(self, *terms: Any) -> Printed:
        return " ".join(self.summands(terms)), SUM

    def negate(self, term: Any) -> Printed:
        return f"-{self.at(term, PROD)}", SUM

    def multiply(self, *terms: Any) -> Printed:
        first, sign = terms[0], ""
        if is_call(first, "-") and len(first) == 2 and not is_call(first[1], "-", "+"):
            first, sign = first[1], "-"  # (-a) b is written -a b
        flat: list[Any] = []
        for term in (first, *terms[1:]):
            flat.extend(term[1:] if is_call(term, "*") else [term])
        if not sign and flat[1:] and isinstance(flat[0], str) and re.match(r"-\d", flat[0]):
            sign = "-"
            flat[:1] = [] if flat[0] == "-1" else [flat[0][1:]]
        words: list[str] = []
        for place, term in enumerate(flat, 1):
            loose = is_call(term, "dot", "@", "outer", "max", "sum", "D")
            text = self.at(term, (PROD if place == len(flat) else POW) if loose else FRAC)
            number = words and re.match(r"\d|\\frac\{\d", text)
            words.append(self.pick(r"\cdot ", "· ") + text if number else text)
        return sign + " ".join(words), SUM if sign else PROD

    def divide(self, top: Any, bottom: Any) -> Printed:
        if self.tex:
            return f"\\frac{{{self.bare(top)}}}{{{self.bare(bottom)}}}", FRAC
        return f"{self.at(top, FRAC)}/{self.at(bottom, POW)}", PROD

    def power(self, base: Any, exponent: Any) -> Printed:
        if not isinstance(exponent, str) or not re.fullmatch(r"-?\d+", exponent):
            raise wrong("an exponent is an integer literal, not", exponent)
        high = f"^{{{exponent}}}" if self.tex else "".join(UPPER[c] for c in exponent)
        return self.at(base, ATOM) + high, POW

    def sqrt(self, term: Any) -> Printed:
        if self.tex:
            return f"\\sqrt{{{self.bare(term)}}}", ATOM
        return f"√{self.at(term, ATOM)}", FRAC

    def absolute(self, term: Any) -> Printed:
        return self.enclose(self.bare(term), "|", "|"), ATOM

    def sign(self, term: Any) -> Printed:
        return self.pick(r"\operatorname{sign}", "sign") + self.enclose(self.bare(term)), ATOM

    def transposed(self, term: Any) -> str:
        text = self.bare(term)
        named = isinstance(term, str) or is_call(term, "item")
        starred = named and text.endswith(self.pick("^{*}", "*"))
        if starred and text.count("^") < 2:  # w^{*T}, as it is written by hand
            return text.removesuffix("}") + self.pick("T}", "ᵀ")
        return self.at(term, ATOM) + self.pick("^{T}", "ᵀ")

    def factor(self, term: Any) -> str:
        """A vector or operator in a product of such: applications need no parentheses."""
        return self.at(term, PROD if is_call(term, "@") else FRAC)

    def dot(self, x: Any, y: Any) -> Printed:
        return f"{self.transposed(x)} {self.factor(y)}", PROD

    def apply(self, operator: Any, term: Any) -> Printed:
        return f"{self.factor(operator)} {self.factor(term)}", PROD

    def outer(self, x: Any, y: Any) -> Printed:
        return f"{self.factor(x)} {self.transposed(y)}", PROD

    def transpose(self, operator: Any) -> Printed:
        return self.transposed(operator), POW

    def argument(self, operator: Any) -> str:
        """An operator as an argument; a matrix brings its own parentheses."""
        text = self.bare(operator)
        return text if self.tex and is_call(operator, "block") else self.enclose(text)

    def eigenvalue(self, operator: Any, index: Any) -> Printed:
        low = self.bare(index)
        symbol = f"\\lambda_{{{low}}}" if self.tex else "λ" + subscript(low)
        return symbol + self.argument(operator), ATOM

    def maximum(self, index: Any, lo: Any, hi: Any, body: Any) -> Printed:
        low, high = self.bare(lo), self.bare(hi)
        with self.scope([[index, "integer", "any"]]):
            between = self.pick(r" \le ", "≤").join((low, self.bare(index), high))
            text, tightness = self.term(body)
        inner = text if tightness >= POW else self.enclose(text, r"\{", r"\}")
        return self.pick(f"\\max_{{{between}}} {inner}", f"max_({between}) {inner}"), PROD

    def index(self, term: Any) -> str:
        """A term as an index, with no blanks around its signs."""
        text = self.bare(term)
        return text.replace(" + ", "+").replace(" - ", "-")

    def member(self, name: Any, index: Any) -> Printed:
        if not isinstance(name, str) or LITERAL.fullmatch(name):
            raise wrong("not the name of a sequence", name)
        if name not in self.names:
            return default_name(name, self.tex, self.index(index))
        own = indexed(self.names[name], self.index(index), self.tex)
        return own, POW if re.search(r"[\^'*′⁺]", own) else ATOM

    def total(self, index: Any, lo: Any, hi: Any, body: Any) -> Printed:
        low, high = self.index(lo), self.index(hi)
        with self.scope([[index, "integer", "any"]]):
            name, inner = self.bare(index), self.at(body, PROD)
        if self.tex:
            return f"\\sum_{{{name}={low}}}^{{{high}}} {inner}", PROD
        return f"Σ_({low}≤{name}≤{high}) {inner}", PROD

    def symbolic_power(self, base: Any, exponent: Any) -> Printed:
        high, low = self.index(exponent), self.at(base, ATOM)
        if self.tex:
            return f"{low}^{{{high}}}", POW
        if all(c in UPPER for c in high):
            return low + "".join(UPPER[c] for c in high), POW
        return f"{low}^{high}" if high.isalnum() else f"{low}^({high})", POW

    def sequence(self, index: Any, body: Any) -> Printed:
        """A sequence given by a term in its index."""
        with self.scope([[index, "integer", "any"]]):
            name, inner = self.bare(index), self.enclose(self.bare(body))
        return inner + self.pick(f"_{{{name} \\ge 0}}", f"_({name}≥0)"), ATOM

    def derivative(self, expr: Any, var: Any, direction: Any) -> Printed:
        at = self.bare(var)
        body = self.bare(expr) if isinstance(expr, str) else self.enclose(self.bare(expr))
        if direction == "1":
            if not self.tex:
                return f"∂{body}/∂{at}", PROD
            if isinstance(expr, str):
                return f"\\frac{{\\partial {body}}}{{\\partial {at}}}", FRAC
            return f"\\frac{{\\partial}}{{\\partial {at}}} {body}", PROD
        sign = self.pick(f"\\mathrm{{D}}_{{{at}}} ", f"D{subscript(at)} ")
        return sign + body + self.enclose(self.bare(direction), "[", "]"), PROD

    def substitute(self, expr: Any, pairs: Any) -> Printed:
        changes = []
        for pair in as_list(pairs, "a list of substitutions"):
            name, term = as_list(pair, "a substitution [symbol, term]", 2)
            changes.append(self.bare(name) + self.pick(r" \mapsto ", " ↦ ") + self.bare(term))
        low = self.pick(r",\; ", ", ").join(changes)
        if self.tex:
            return f"\\left.{self.at(expr, PROD)}\\right|_{{{low}}}", FRAC
        return f"{self.at(expr, ATOM)}|_({low})", FRAC

    def expectation(self, term: Any) -> Printed:
        return self.pick(r"\mathbb{E}", "E") + self.enclose(self.bare(term), "[", "]"), FRAC

    def partial(self, name: Any, orders: Any, *args: Any) -> Printed:
        counts = as_list(orders, "the order of differentiation in each argument", len(args))
        if not all(re.fullmatch(r"\d", str(count)) for count in counts):
            raise wrong("orders of differentiation are small integers, not", orders)
        low = "".join(str(place) * int(count) for place, count in enumerate(counts, 1))
        text = self.at(name, ATOM)
        if low and self.tex:
            text += f"_{{{low}}}" + "'" * len(low)
        elif low:
            text += "′" * len(low) + subscript(low)
        return text + self.enclose(self.commas(args)), ATOM

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        """A matrix of entries already printed."""
        if self.tex:
            body = r" \\ ".join(" & ".join(row) for row in rows)
            return f"\\begin{{pmatrix}} {body} \\end{{pmatrix}}"
        return "[" + "; ".join(", ".join(row) for row in rows) + "]"

    def block(self, corner: Any, x: Any, y: Any, operator: Any) -> Printed:
        top = [self.bare(corner), self.transposed(x)]
        return self.matrix([top, [self.bare(y), self.bare(operator)]]), FRAC


MANY = 10**6
TERMS: dict[str, tuple[int, int, Callable[..., Printed]]] = {
    "+": (1, MANY, TermPrinter.add),
    "-": (1, 1, TermPrinter.negate),
    "*": (1, MANY, TermPrinter.multiply),
    "/": (2, 2, TermPrinter.divide),
    "^": (2, 2, TermPrinter.power),
    "sqrt": (1, 1, TermPrinter.sqrt),
    "abs": (1, 1, TermPrinter.absolute),
    "sign": (1, 1, TermPrinter.sign),
    "dot": (2, 2, TermPrinter.dot),
    "@": (2, 2, TermPrinter.apply),
    "outer": (2, 2, TermPrinter.outer),
    "T": (1, 1, TermPrinter.transpose),
    "eig": (2, 2, TermPrinter.eigenvalue),
    "max": (4, 4, TermPrinter.maximum),
    "item": (2, 2, TermPrinter.member),
    "sum": (4, 4, TermPrinter.total),
    "pow": (2, 2, TermPrinter.symbolic_power),
    "lambda": (2, 2, TermPrinter.sequence),
    "D": (3, 3, TermPrinter.derivative),
    "at": (2, 2, TermPrinter.substitute),
    "E": (1, 1, TermPrinter.expectation),
    "fn": (3, MANY, TermPrinter.partial),
    "block": (4, 4, TermPrinter.block),
}
