"""The iterations studied: gradient descent, BNGD, modified BNGD, and BNGD for a general loss.

Each step is written once and runs on terms, SymPy matrices, Fractions, mpmath and gmpy2 numbers,
flint balls and NumPy arrays: scalars need + - * /, vectors and operators also `@`.
"""
