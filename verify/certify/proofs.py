"""The proofs of single statements in a report, checked again with all that they rest on."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from verify.certify.checking import CertificateError
from verify.checker import Accepted, CheckError, accept
from verify.recheck.files import read_json, within

Json = Any


class Proofs:
    """The certificates in the folder of a report, by the hash of the statement that holds; each is checked once.

    Raises CheckError where the folder holds no readable ledger.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library: dict[str, Accepted] = {}
        self.digests: dict[str, str] = {}

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

    def check(self, wanted: str) -> tuple[Accepted, str]:
        """What the checker accepts for the statement with this hash, and the digest of its certificate.

        Raises CertificateError where there is no such proof, or one it rests on is rejected.
        """
        waiting = [] if wanted in self.library else [wanted]
        while waiting:
            found = waiting[-1]
            try:
                certificate = self.certificate(found)
                missing = [used for used in certificate["uses"] if used not in self.library]
                if not missing:
                    accepted = accept(certificate, self.library)
                    if accepted.hash != found or accepted.verdict != "holds":
                        raise CheckError("the certificate is for another statement")
                    self.library[found], self.digests[found] = accepted, str(certificate["digest"])
                    waiting.pop()
                elif set(missing) & set(waiting):
                    raise CheckError("proofs that rest on each other")
                else:
                    waiting += missing[:1]
            except (CheckError, KeyError, TypeError) as error:
                raise CertificateError(f"the proof of the statement with the hash {found[:12]} is rejected: {error}") from error
        return self.library[wanted], self.digests[wanted]
