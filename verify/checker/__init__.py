"""The trusted core: it accepts or rejects certificates, and searches for nothing.

Two kernels: proofs (`terms`, `normal`, `theorems`, `proof`, `special`) and exact replay of
instances (`terms`, `evaluate`); `certificates` ties them to files.  Neither imports SymPy.
"""

from verify.checker.certificates import Accepted, Loaded, accept, establish, evaluate, load, recheck, sealed, sides
from verify.checker.terms import CheckError

__all__ = ["Accepted", "CheckError", "Loaded", "accept", "establish", "evaluate", "load", "recheck", "sealed", "sides"]
