"""The claims of "On the Convergence and Robustness of Batch Normalization": one module per section."""

TITLE = "On the Convergence and Robustness of Batch Normalization"
