"""The command line: list, show, check, report, confirm, recheck, audit, sweep, figure; for exit codes see `commands.console`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from verify.commands.audit import audit
from verify.commands.claims import check, list_claims, show
from verify.commands.confirm import confirm
from verify.commands.console import (
    BAD_INPUT,
    DISAGREES,
    INTERRUPTED,
    DecisionError,
    InterruptedRunError,
    PaperOption,
    one_line,
    say,
)
from verify.commands.figure import figure
from verify.commands.recheck import recheck
from verify.commands.report import report
from verify.commands.sweep import sweep

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def choose(context: typer.Context, paper: PaperOption = None) -> None:
    """Machine-check a mathematical paper statement by statement."""
    context.obj = paper


app.command("list")(list_claims)
for command in (show, check, report, confirm, recheck, audit, sweep, figure):
    app.command()(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; bad input is told in one line."""
    command = typer.main.get_command(app)
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        code = command.main(args=given or ["--help"], prog_name="verify", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            raise InterruptedRunError("interrupted")
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, typer.Abort, InterruptedRunError) as error:
        say(str(error) or "interrupted")
        return INTERRUPTED
    except DecisionError as error:
        say(str(error))
        return DISAGREES
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(f"{error.filename or 'file'}: {error.strerror or one_line(error)}")
        return BAD_INPUT
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if usage is None and not isinstance(error, typed_errors()):
            raise
        say(" ".join(usage().split()) if usage else one_line(error))
        return BAD_INPUT


def typed_errors() -> tuple[type[Exception], ...]:
    """What the parts of the toolkit raise on bad input."""
    from verify.checker import CheckError
    from verify.claims import UnknownClaimError
    from verify.confirm import ConfirmationError
    from verify.expectations import ExpectationsError
    from verify.papers import PaperError
    from verify.statements import StatementError

    found: list[type[Exception]] = [
        CheckError, UnknownClaimError, ExpectationsError, PaperError, StatementError, ConfirmationError,
    ]  # fmt: skip
    if "verify.certify.rational" in sys.modules:
        from verify.certify.rational import InputError

        found.append(InputError)
    if "verify.report" in sys.modules:
        from verify.report import MathError, ReportError

        found += [MathError, ReportError]
    return tuple(found)
