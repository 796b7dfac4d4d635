"""A small paper made on the fly: a true claim with a part, a false one with its correction, an open one, an unseen one."""

from __future__ import annotations

from pathlib import Path

INVENTORY = (
    ("square", "identity", "1", "a square is not negative"),
    ("root", "identity", "1 (2)", "the root of a square"),
    ("mean", "inequality", "2", "an inequality that is not proved"),
    ("unseen", "remark", "2", "a statement without a claim"),
)
VERDICTS = {
    ("square", "printed"): "holds",
    ("square/double", "printed"): "holds",
    ("root", "printed"): "fails",
    ("root", "corrected"): "holds",
    ("mean", "printed"): "undecided",
    ("unseen", "printed"): "undecided",
}
TITLE = 'TITLE = "A tiny paper"\n'
CLAIMS = '''
from verify.claims import Decision, Part, claim
from verify.prove import script as by
from verify.statements import Setting, eq, le, sqrt


@claim("square", paper=r"0 \\le x^2")
def square():
    """A square is not negative."""
    s = Setting()
    x = s.scalar("x")
    return Decision(Part(s.claim(le(0, x**2)), by.trivial()))


@claim("square/double", paper=r"0 \\le 2 x^2", title="twice a square", kind="identity")
def double():
    """Twice a square is not negative."""
    s = Setting()
    y = s.scalar("y")
    proof = by.script(by.use("once", "square", {"x": y}), by.auto("once"))
    return Decision(Part(s.claim(le(0, 2 * y**2)), proof))


@claim("root", paper=r"\\sqrt{x^2} = x")
def root():
    """The root of a square is the number, if that is not negative."""
    s, t = Setting(), Setting()
    x, y = s.scalar("x"), t.scalar("x", "nonnegative")
    return Decision(Part(s.claim(eq(sqrt(x**2), x))), Part(t.claim(eq(sqrt(y**2), y)), by.trivial()))


@claim("mean", paper=r"2xy \\le x^2 + y^2")
def mean():
    """Twice a product is at most the sum of the squares."""
    s = Setting()
    x, y = s.scalar("x"), s.scalar("y")
    return Decision(Part(s.claim(le(2 * x * y, x**2 + y**2)), note="not proved here"))
'''


def write(folder: Path, package: str, verdicts: dict[tuple[str, str], str] | None = None, claims: str = CLAIMS) -> str:
    """Write the paper's package into a folder; returns its name."""
    place = folder / package
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(TITLE, encoding="utf-8")
    (place / "claims.py").write_text(claims, encoding="utf-8")
    lines = [("id", "kind", "where", "what it states"), *INVENTORY]
    (place / "inventory.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    record(folder, package, VERDICTS if verdicts is None else verdicts)
    return package


def record(folder: Path, package: str, verdicts: dict[tuple[str, str], str]) -> None:
    """Write the recorded verdicts."""
    lines = [("id", "part", "verdict"), *((*key, verdict) for key, verdict in verdicts.items())]
    (folder / package / "expectations.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
