"""The paper's experiments: parameters as printed, findings as statements that samples can contradict."""

from proofs_checks.experiments.figure_1 import FIGURE_1
from proofs_checks.experiments.figure_2_pictures import FIGURE_2
from proofs_checks.experiments.figure_3_pictures import FIGURE_3
from proofs_checks.experiments.figure_4 import FIGURE_4
from proofs_checks.experiments.figures_5_6 import FIGURE_5, FIGURE_6
from proofs_checks.experiments.figures_7_8 import FIGURE_7, FIGURE_8

FIGURES = {figure.id: figure for figure in (FIGURE_1, FIGURE_2, FIGURE_3, FIGURE_4, FIGURE_5, FIGURE_6, FIGURE_7, FIGURE_8)}
