"""Deciding a claim for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.commands.console import DecisionError, one_line

if TYPE_CHECKING:
    from verify.ledger import Ledger

Json = Any


def decide(ledger: Ledger, claim_id: str) -> Json:
    """The ledger row of a claim.

    Raises DecisionError where what is offered as its proof is not accepted.
    """
    from verify.checker import CheckError
    from verify.prove.complete import NotFoundError
    from verify.statements import StatementError

    try:
        return ledger.decide(claim_id)
    except (CheckError, NotFoundError, StatementError) as error:
        raise DecisionError(f"{claim_id}: what is offered as proof is not accepted: {one_line(error)}") from error
