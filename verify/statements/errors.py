"""What is raised for a part of the language that is malformed, and how a value is shown in one line."""

from __future__ import annotations

MOST_SHOWN = 60  # characters of a value in a message


class StatementError(ValueError):
    """A statement or term that is malformed; the message names the part and what was expected."""


class SortError(StatementError, TypeError):
    """A value of the wrong type or sort; the message names it and what was expected."""


def shown(value: object) -> str:
    """A value in one line of at most so many characters, for a message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."
