"""The proofs of single statements in a report, accepted again by the checker with all that they rest on."""

from __future__ import annotations

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


class Proofs:
    """The proofs in the folder of a report, by the hash of the statement that holds; each is accepted once.

    Files are read again each time: what was accepted is kept by all that it was accepted from, never by its name.  Raises CheckError where
    the folder holds no readable ledger.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._accepted: dict[str, Accepted] = {}  # by the certificate, and what was accepted of the statements that it uses

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
        """The certificate of the statement with this hash; CertificateError where the report has none."""
        if wanted not in self.entries:
            raise CertificateError(f"the report in {self.folder} has no proof of the statement with the hash {wanted[:12]}: run `verify report`")
        return read_json(within(self.folder, str(self.entries[wanted]["certificate"])))

    def check(self, claim: str, part: str, statement: Json) -> str:
        """The digest of the proof that the report has of exactly this statement, for this claim and part.

        Raises CertificateError where it has none, where the checker rejects it or one that it rests on, or where it is for another claim.
        """
        wanted = sha256(canonical(statement).encode()).hexdigest()
        found: dict[str, tuple[Json, Accepted, str]] = {}  # by hash: certificate, what it shows, and what that was accepted from
        waiting = [wanted]
        while waiting:
            here = waiting[-1]
            try:
                certificate = self.certificate(here)
                uses = [str(used) for used in certificate["uses"]]
                missing = [used for used in uses if used not in found]
                if not missing:
                    found[here] = certificate, *self._accept(certificate, here, {used: found[used][1:] for used in uses})
                    waiting.pop()
                elif set(missing) & set(waiting):
                    raise CheckError("proofs that rest on each other")
                else:
                    waiting += missing[:1]
            except (CheckError, KeyError, TypeError) as error:
                raise CertificateError(f"the proof of the statement with the hash {here[:12]} is rejected: {error}") from error
        own = found[wanted][0]
        if canonical(own["statement"]) != canonical(statement) or (own["claim"], own["part"]) != (claim, part):
            raise CertificateError(f"the report's proof for {claim}, {part}, is one of {told([own['claim'], own['part']])}")
        return str(own["digest"])

    def _accept(self, certificate: Json, wanted: str, used: dict[str, tuple[Accepted, str]]) -> tuple[Accepted, str]:
        """What the checker accepts of a proof from the statements that it uses, and what that was accepted from."""
        source = sha256(canonical([certificate, sorted(key for _, key in used.values())]).encode()).hexdigest()
        if source not in self._accepted:
            self._accepted[source] = accept(certificate, {name: accepted for name, (accepted, _) in used.items()})
        accepted = self._accepted[source]
        if (accepted.hash, accepted.verdict) != (wanted, "holds"):
            raise CheckError(f"the certificate shows that {accepted.hash[:12]} {accepted.verdict}")
        return accepted, source
