"""The proofs of single statements in a report, accepted again by the checker with all that they rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from verify.certify.checking import CertificateError
from verify.certify.plain import told
from verify.checker import Accepted, CheckError, accept
from verify.checker.certificates import read_json, within
from verify.statements import canonical

Json = Any


@dataclass(frozen=True)
class Proof:
    """A proof that the checker accepted: for which claim and part, by which certificate, and what it shows.

    source: a hash of the certificate's file and of the sources of all that it uses.
    """

    claim: str
    part: str
    digest: str
    source: str
    shows: Accepted


class Proofs:
    """The proofs in the folder of a report, by the hash of the statement that holds; each is accepted once.

    Files are read again each time: what was accepted is kept by the content of all files that it was accepted from, never by a name.
    Raises CheckError where the folder holds no readable ledger.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Json] = {}  # by the hash of the file
        self._proofs: dict[str, Proof] = {}  # by the source

    @cached_property
    def entries(self) -> dict[str, Json]:
        """The parts of the ledger that hold, by the hash of the statement."""
        path = self.folder / "ledger.json"
        if not path.is_file():
            raise CheckError(f"{self.folder}: expected the folder of a report, with a ledger.json")
        try:
            parts = [row[which] for row in read_json(path)["claims"] for which in ("printed", "corrected") if row[which]]
            return {part["hash"]: part for part in parts if part["verdict"] == "holds"}
        except (KeyError, TypeError) as error:
            raise CheckError(f"{path}: not a ledger ({error!r})") from error

    def certificate(self, wanted: str) -> Json:
        """The certificate of the statement with this hash; CertificateError where the report has none, CheckError where it is none."""
        found, _ = self._load(wanted)
        if not isinstance(found, dict) or not isinstance(found.get("digest"), str):
            raise CheckError(f"{self.entries[wanted]['certificate']}: not a certificate")
        return found

    def check(self, claim: str, part: str, statement: Json) -> Proof:
        """The proof that the report has of exactly this statement, for this claim and part, as the checker accepts it.

        Raises CertificateError where it has none, where the checker rejects it or one that it rests on, or where it is for another claim.
        """
        wanted = sha256(canonical(statement).encode()).hexdigest()
        found: dict[str, Proof] = {}
        loaded: dict[str, tuple[Json, str]] = {}
        waiting = [wanted]
        while waiting:
            here = waiting[-1]
            try:
                certificate, content = loaded[here] = loaded[here] if here in loaded else self._load(here)
                uses = sorted({str(used) for used in certificate["uses"]})
                missing = [used for used in uses if used not in found]
                if not missing:
                    found[here] = self._accepted(certificate, content, {used: found[used] for used in uses})
                    if found[here].shows.hash != here:
                        raise CheckError("the certificate is for another statement")
                    waiting.pop()
                elif set(missing) & set(waiting):
                    raise CheckError("proofs that rest on each other")
                else:
                    waiting += missing[:1]
            except (CheckError, KeyError, TypeError) as error:
                raise CertificateError(f"the proof of the statement with the hash {here[:12]} is rejected: {error!s:.300}") from error
        own = found[wanted]
        if (own.claim, own.part) != (claim, part):
            raise CertificateError(f"the report's proof for {claim}, {part}, is one of {told(own.claim)}, {told(own.part)}")
        return own

    def _load(self, wanted: str) -> tuple[Json, str]:
        """The certificate of the statement with this hash, and the hash of its file; CertificateError where the report has none."""
        if wanted not in self.entries:
            raise CertificateError(f"the report in {self.folder} has no proof of the statement with the hash {wanted[:12]}: run `verify report`")
        path = within(self.folder, str(self.entries[wanted]["certificate"]))
        try:
            if not path.is_file():
                raise OSError("no such file")
            raw = path.read_bytes()
            content = sha256(raw).hexdigest()
            if content not in self._read:
                self._read[content] = json.loads(raw.decode("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise CheckError(f"{path}: not a readable JSON file ({error})") from error
        return self._read[content], content

    def _accepted(self, certificate: Json, content: str, used: dict[str, Proof]) -> Proof:
        """What the checker accepts of a proof, from the statements that it uses alone."""
        source = sha256(" ".join([content, *(proof.source for proof in used.values())]).encode()).hexdigest()
        if source not in self._proofs:
            shows = accept(certificate, {name: proof.shows for name, proof in used.items()})
            if shows.verdict != "holds":
                raise CheckError(f"the certificate shows that the statement {shows.verdict}")
            self._proofs[source] = Proof(str(certificate["claim"]), str(certificate["part"]), str(certificate["digest"]), source, shows)
        return self._proofs[source]
