"""What an audit found, part by part."""

from __future__ import annotations

from dataclasses import dataclass, field

from verify.auditing.store import Json

SCHEMA = 1


@dataclass
class Found:
    """What was found: plain data, by part, in the form that is written as JSON."""

    name: str
    parts: dict[str, Json] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Json:
        return self.parts[part]

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def to_json(self) -> Json:
        """Plain data; every number can be derived again from its parts `data`, `moments`, `start` and `options`."""
        return {"schema": SCHEMA, "name": self.name, **self.parts}

    @property
    def refuted(self) -> list[str]:
        """The ids of statements that are false on the data: none, unless the ledger is wrong."""
        return [row["id"] for row in self.parts.get("statements", []) if any(x["status"] == "false" for x in row["at"])]
