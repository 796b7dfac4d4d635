"""Certificates that were changed: as they stand, and with digest and hash made anew.

As it stands, a certificate with any one entry changed is rejected (of long proofs every n-th is tried).  With digest and hash made anew,
what is accepted must still be right: a proof of another statement must really prove it, and a
changed proof may only differ in what its author was free to choose.
"""

from __future__ import annotations

import contextlib
import copy
import json
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_certificates import small_certificates

from verify import checker
from verify.checker.reading import RATIONAL
from verify.checker.statement import sha256
from verify.processes import processors
from verify.recheck.acceptance import claimed

Json = Any
Place = tuple[str | int, ...]
REPORTS = Path(__file__).parents[2] / "reports"
SMALL, LIBRARY = small_certificates()
CHOSEN = {"terms", "point", "polynomial", "on", "maps", "args", "formula", "lemma", "side", "rate", "factor", "times"}
CHANGED_PER_FILE, RESEALED_PER_FILE = 120, 12  # of the entries of a statement and its proof; all of the small certificates


class Hang(BaseException):
    """The checker did not come back in time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop the body after some seconds."""

    def stop(*_: object) -> None:
        raise Hang(f"no answer in {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def reported() -> dict[str, Json]:
    """The certificates of the report, by file name."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted((REPORTS / "certificates").glob("*.json"))}


@pytest.fixture(scope="module")
def library() -> dict[str, checker.Accepted]:
    return everything()


@cache
def everything() -> dict[str, checker.Accepted]:
    """What all certificates establish, those of the report included; `test_any_change_is_noticed` has each of them accepted."""
    found, waiting = dict(LIBRARY), list(reported().values())
    while waiting:
        ready = [c for c in waiting if set(c["uses"]) <= set(found)]
        assert ready, "certificates use each other in a circle"
        found.update({c["hash"]: claimed(c, c) for c in ready})
        waiting = [c for c in waiting if c not in ready]
    return found


FILES = [pytest.param(name, id=name) for name in (*SMALL, *reported())]


def certificate(name: str) -> Json:
    """A fresh copy of a certificate."""
    path = REPORTS / "certificates" / name
    return copy.deepcopy(SMALL[name]) if name in SMALL else json.loads(path.read_text(encoding="utf-8"))


def leaves(data: Json, at: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Every number, text, truth value and null, with its place."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if entries is None:
        yield at, data
        return
    for key, part in entries:
        yield from leaves(part, (*at, key))


def changed(value: Json) -> Json:
    """Another value of the same kind: the next number, or another text."""
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    if not RATIONAL.match(value):
        return ("0" if value[:1] != "0" else "1") + value[1:]
    top, slash, bottom = value.partition("/")
    return f"{int(top) + 1}{slash}{bottom}"


def put(data: Json, place: Place, value: Json) -> None:
    """Put a value at a place."""
    for key in place[:-1]:
        data = data[key]
    data[place[-1]] = value


def is_number(value: Json) -> bool:
    """Whether a leaf is a number."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and bool(RATIONAL.match(value)))


def resealed(data: Json) -> Json:
    """With the hash and the digest made anew."""
    return checker.sealed({**data, "hash": sha256(data["statement"])})


def accepted(data: Json, library: dict[str, checker.Accepted]) -> checker.Accepted | None:
    """What the checker makes of it: None for a rejection, which is always a CheckError of one line."""
    try:
        return checker.accept(data, library)
    except checker.CheckError as error:
        assert "\n" not in str(error) and len(str(error)) < 2000
        return None


# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_any_change_is_noticed(name: str, library: dict[str, checker.Accepted]) -> None:
    data = certificate(name)
    assert accepted(data, library)
    places = list(leaves(data))
    inside = [(place, value) for place, value in places if place[0] in ("statement", "body")]
    outside = [(place, value) for place, value in places if place[0] not in ("statement", "body")]
    step = 1 if name in SMALL else -(-len(inside) // CHANGED_PER_FILE)
    for place, value in outside + inside[::step]:
        put(data, place, changed(value))
        assert accepted(data, library) is None, (place, value)
        put(data, place, value)
    assert data == certificate(name)


@pytest.fixture(scope="module")
def changes(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[None]]]:
    """The changes of the chosen certificates, under way on all processors."""
    here = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    chosen = [item.callspec.params["name"] for item in here if "changes" in item.fixturenames]
    with ProcessPoolExecutor(min(processors(), len(chosen))) as pool:
        yield {name: pool.submit(proves_nothing_false, name) for name in chosen}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", FILES)
def test_a_change_that_is_sealed_anew_proves_nothing_false(name: str, changes: dict[str, Future[None]]) -> None:
    changes[name].result()


def proves_nothing_false(name: str) -> None:
    from verify.refute import find_counterexample
    from verify.statements import Statement

    library = everything()
    original = certificate(name)
    places = [(place, value) for place, value in leaves(original) if place[0] in ("statement", "body") and is_number(value)]
    step = 1 if name in SMALL else max(1, -(-len(places) // RESEALED_PER_FILE))
    for place, value in places[::step]:
        data = copy.deepcopy(original)
        put(data, place, changed(value))
        with within(60):
            result = accepted(resealed(data), library)
        if result is None:
            continue
        assert result.hash == sha256(data["statement"])
        if data["kind"] == "proof" and place[0] == "statement":
            found = find_counterexample(Statement.from_json(data["statement"]), budget=200, seed=1)
            assert found is None, (place, value, found)
        elif data["kind"] == "proof":
            assert CHOSEN & set(place) or not matters(data, place, library), (place, value)
        else:
            outcome, _ = checker.evaluate(checker.load(data["statement"]), data["body"]["instance"])
            assert data["kind"] == "refutation" or outcome in ("fails", "undefined")


def matters(data: Json, place: Place, library: dict[str, checker.Accepted]) -> bool:
    """Whether the summand around a number contributes to the proof: without it the proof is rejected."""
    position = max((i for i, key in enumerate(place) if key == "sum"), default=None)
    if position is None:
        return True
    without = copy.deepcopy(data)
    items = without
    for key in place[: position + 1]:
        items = items[key]
    del items[place[position + 1]]
    return accepted(resealed(without), library) is None


@pytest.mark.parametrize("name", FILES)
def test_a_certificate_of_another_statement_is_stale(name: str, library: dict[str, checker.Accepted]) -> None:
    data = certificate(name)
    data["statement"]["hypotheses"].append({"text": "0 is 0", "formula": ["eq", "0", "0"]})
    assert accepted(checker.sealed(data), library) is None


@pytest.mark.parametrize("key", ["verdict", "evidence", "cites", "uses", "kind", "format"])
@pytest.mark.parametrize("name", SMALL)
def test_a_certificate_that_claims_more_than_it_shows(name: str, key: str) -> None:
    data = certificate(name)
    other = {
        "verdict": "fails" if data["verdict"] == "holds" else "holds",
        "evidence": "enclosure",
        "cites": [*data["cites"], "a theorem"],
        "uses": [*data["uses"], "0" * 64],
        "kind": "proof" if data["kind"] != "proof" else "counterexample",
        "format": 2,
    }
    assert accepted(resealed({**data, key: other[key]}), LIBRARY) is None


def test_a_use_needs_what_it_uses() -> None:
    assert accepted(SMALL["use"], LIBRARY)
    assert accepted(SMALL["use"], {}) is None


# ------------------------------------------------------------------------------------------------
# Random damage


WORDS = [
    *sorted({str(value) for data in SMALL.values() for _, value in leaves(data) if isinstance(value, str) and len(value) < 40}),
    "",
    "\x00",
    "\ud800",
    "é",
    "٣",
    "𝟙",
    "١/٢",
    "1/0",
    "-0",
    "00",
    "1e9",
    "nan",
    " 1",
    "1\n",
    "__class__",
    "#t",
    "#0",
    "d",
    "I",
    "0v",
    "samples",
    "p",
]
SIMPLE: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from(WORDS),
    st.integers(-3, 3),
    st.sampled_from([10**6, 10**30, -(10**30), "9" * 30, "9" * 5000, "1/" + "9" * 40]),
    st.none(),
    st.booleans(),
    st.sampled_from([0.5, float("nan"), float("inf"), -0.0]),
    st.text(max_size=4),
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3), max_leaves=6
)


def nodes(data: Json, at: Place = ()) -> Iterator[Place]:
    """The place of every part but the whole."""
    if at:
        yield at
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in entries:
        yield from nodes(part, (*at, key))


def fetch(data: Json, place: Place) -> Json:
    """The part at a place."""
    for key in place:
        data = data[key]
    return data


KINDS = ["delete", "replace", "copy", "exchange", "wrap", "deepen"]
Damage = tuple[str, int, int, Json]
DAMAGES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 10**4), st.integers(0, 10**4), VALUES), min_size=1, max_size=3
)
NAMES = st.sampled_from(sorted(SMALL))


def damaged(name: str, part: str, damages: list[Damage]) -> Json:
    """A certificate with some damage in one part, or anywhere: deleted, replaced, repeated, exchanged, wrapped or nested."""
    data = copy.deepcopy(SMALL[name])
    for kind, first, second, value in damages:
        places = [place for place in nodes(data) if place[0] == part or not part]
        if not places:
            break
        place = places[first % len(places)]
        holder, here = fetch(data, place[:-1]), fetch(data, place)
        if kind == "delete" and len(place) > 1:
            del holder[place[-1]]
        elif kind == "replace":
            put(data, place, value)
        elif kind == "copy":
            put(data, place, copy.deepcopy(fetch(data, places[second % len(places)])))
        elif kind == "exchange" and isinstance(holder, list):
            other = second % len(holder)
            holder[place[-1]], holder[other] = holder[other], here
        elif kind == "wrap":
            put(data, place, [WORDS[second % len(WORDS)], here])
        elif kind == "deepen":
            for _ in range((10, 300, 5000)[second % 3]):
                here = ["-", here]
            put(data, place, here)
            break
    return data


def sound(result: checker.Accepted, data: Json) -> bool:
    """Whether what was accepted withstands an attack."""
    from verify.refute import find_counterexample
    from verify.statements import Statement, StatementError

    if data["kind"] == "counterexample":
        return checker.evaluate(checker.load(data["statement"]), data["body"]["instance"])[0] in ("fails", "undefined")
    if data["kind"] == "refutation":
        return checker.evaluate(checker.load(data["statement"]), data["body"]["instance"])[0] != "holds"
    try:
        statement = Statement.from_json(data["statement"])
    except StatementError:
        return True
    return find_counterexample(statement, budget=100, seed=2) is None


FUZZ = settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(NAMES, DAMAGES)
def test_random_damage_is_rejected(name: str, damages: list[Damage]) -> None:
    data = damaged(name, "", damages)
    with within(20):
        result = accepted(data, LIBRARY)
    assert result is None or data == SMALL[name]


@pytest.mark.parametrize("data", [{}, [], None, 5, "text", {"format": 1}, [[]]])
def test_what_is_no_certificate_at_all_is_rejected(data: Json) -> None:
    assert accepted(data, LIBRARY) is None


@FUZZ
@given(NAMES, st.sampled_from(["statement", "body"]), DAMAGES)
def test_random_damage_that_is_sealed_anew(name: str, part: str, damages: list[Damage]) -> None:
    try:
        again = resealed(damaged(name, part, damages))
    except RecursionError:
        return
    with within(20):
        result = accepted(again, LIBRARY)
    assert result is None or sound(result, again)


@FUZZ
@given(NAMES, DAMAGES)
def test_random_statements(name: str, damages: list[Damage]) -> None:
    from verify.statements import Statement, StatementError

    data = damaged(name, "statement", damages)["statement"]
    with within(20):
        try:
            checker.load(data)
        except checker.CheckError as error:
            assert "\n" not in str(error)
        with contextlib.suppress(StatementError):
            Statement.from_json(data)


@FUZZ
@given(NAMES, st.sampled_from(["proof", "counterexample", "refutation"]), DAMAGES)
def test_random_bodies_under_every_kind(name: str, kind: str, damages: list[Damage]) -> None:
    data = damaged(name, "body", damages)
    says = {"verdict": "holds", "evidence": "proof"} if kind == "proof" else {"verdict": "fails", "evidence": "counterexample"}
    try:
        again = resealed({**data, "kind": kind, **says})
    except RecursionError:
        return
    with within(20):
        result = accepted(again, LIBRARY)
    assert result is None or sound(result, again)
