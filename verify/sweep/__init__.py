"""Sweeps over grids of parameters: kernels, an engine that can be stopped and taken up, and the truth of a cell.

    >>> import numpy as np
    >>> from verify.sweep.grid import Sweep
    >>> from verify.sweep.engine import run
    >>> panel = Sweep.of("bngd", np.geomspace(1, 80, 10), eps=np.logspace(-2, 2, 5), eps_a=[0.1, 1.0], steps=200, outputs=["log_loss"])
    >>> dict(run(panel).sizes)
    {'eps_a': 2, 'eps': 5}

`grid` says what is computed, `engine` runs it into a `store` block by block (`blocks`), `lanes` lays settings out for the `kernels`;
`truth` flags what rounding could decide and settles it with `precise`, whose vectors are `limbs`; `spectrum` reads what a user writes,
and reduces any positive definite H to its eigenvalues; `command` is `verify sweep`.
"""
