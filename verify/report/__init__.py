"""The report of a ledger: JSON, Markdown, the list of errata, and one page to read it all.

>>> from verify.report import write_report
>>> write_report(ledger, certificates, pathlib.Path("reports"))  # doctest: +SKIP
"""

from .ledger import ReportError
from .mathml import MathError
from .write import pages, text_of, write_report

__all__ = ["MathError", "ReportError", "pages", "text_of", "write_report"]
