"""The rules of proof, a family a file; importing this package makes them known to `check`."""

from verify.checker.rules import arithmetic, inequalities, iterations, logic, measure, sequences, spectrum, vectors

__all__ = ["arithmetic", "inequalities", "iterations", "logic", "measure", "sequences", "spectrum", "vectors"]
