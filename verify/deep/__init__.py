"""Networks with batch normalisation on real images (the optional extra `deep`): what Section 4.2 of the paper runs.

`datasets` reads images (no PyTorch); `architectures` has the networks as data, and everything about them that the paper leaves open;
`training` trains many networks together; `scaling` measures the scaling law of batch normalisation to rounding; `store` keeps blocks
of runs.  PyTorch is imported by `layers`, `training` and `scaling` only.
"""
