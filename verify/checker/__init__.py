"""The trusted core: accepts or rejects certificates; searches for nothing, and imports neither SymPy nor the provers."""

from verify.checker import rules
from verify.checker.certificates import Accepted, accept, establish, recheck, sealed
from verify.checker.instances import evaluate, sides
from verify.checker.statement import Loaded, load
from verify.checker.work import CheckError

__all__ = ["Accepted", "CheckError", "Loaded", "accept", "establish", "evaluate", "load", "recheck", "rules", "sealed", "sides"]
