"""Running an iteration on any number type."""

from verify.dynamics.arithmetic import sqrt
from verify.dynamics.trajectory import trajectory

__all__ = ["sqrt", "trajectory"]
