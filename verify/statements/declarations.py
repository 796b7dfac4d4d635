"""Declarations of symbols: name, sort, domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verify.statements.errors import SortError, StatementError, shown
from verify.statements.terms import Json, Term, freeze, valid_name

_SIGNED, _SIZED = ("real", "nonzero", "positive", "nonnegative"), ("any", "nonzero")
DOMAINS: Mapping[str, tuple[str, ...]] = {
    "scalar": _SIGNED,
    "vector": _SIZED,
    "operator": ("spd", "symmetric", "orthogonal", "invertible"),
    "integer": ("any",),  # or {"lo": term, "hi": term}
    "random-scalar": ("any",),
    "random-vector": ("any",),
    "sequence-scalar": _SIGNED,
    "sequence-vector": _SIZED,
    "function": ("any",),
}


ANY = "any"  # also the domain of an abbreviation of any sort


@dataclass(frozen=True)
class Decl:
    """A symbol with its sort and domain; the domain of an integer may be {"lo": term, "hi": term}.

    Raises StatementError where the name, the sort or the domain is not of the language.
    """

    name: str
    sort: str
    domain: Json = "any"
    latex: str | None = None

    def __post_init__(self) -> None:
        valid_name(self.name)
        if not isinstance(self.sort, str) or self.sort not in DOMAINS:
            raise StatementError(f"{self.name}: the sort of a symbol is one of {', '.join(DOMAINS)}; got {shown(self.sort)}")
        domain, allowed = self.domain, DOMAINS[self.sort]
        if self.sort == "integer" and isinstance(domain, Mapping):
            if set(domain) != {"lo", "hi"}:
                raise StatementError(f"{self.name}: a range of integers has a lo and a hi, got {shown(dict(domain))}")
            try:
                freeze([domain["lo"], domain["hi"]])
            except StatementError as error:
                raise StatementError(f"{self.name}: the ends of a range are terms; {error}") from error
        elif domain != ANY and (not isinstance(domain, str) or domain not in allowed):
            raise StatementError(f"{self.name}: the domain of a {self.sort} is one of {', '.join(allowed)}; got {shown(domain)}")
        if self.latex is not None and not isinstance(self.latex, str):
            raise SortError(f"{self.name}: what a symbol is printed as is a string of LaTeX, got {shown(self.latex)}")

    def __deepcopy__(self, memo: object) -> Decl:
        return self  # a copy of a setting declares the same symbols

    def to_json(self) -> Json:
        """Plain data."""
        data: dict[str, Json] = {"name": str(self.name), "sort": self.sort, "domain": self.domain}
        if self.latex is not None:
            data["latex"] = self.latex
        return data

    @property
    def term(self) -> Term:
        """The declaration inside a formula: (name, sort, domain)."""
        if isinstance(self.domain, Mapping):
            return (self.name, self.sort, ("range", freeze(self.domain["lo"]), freeze(self.domain["hi"])))
        return (self.name, self.sort, self.domain)
