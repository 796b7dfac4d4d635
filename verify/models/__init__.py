"""The iterations studied: gradient descent, BNGD, modified BNGD, and BNGD for a general loss.

Each step is written once (bngd, mbngd, gd, general) and runs on terms, SymPy matrices, Fractions, mpmath and gmpy2
numbers, flint balls and NumPy arrays: scalars need + - * /, vectors and operators also `@`.

problem and sample hold a problem with its start in exact numbers; errors is the same iterations in terms of their
errors, without cancellation; recording runs either on any number type and labels what it observes; rates reads
linear rates off it.
"""
