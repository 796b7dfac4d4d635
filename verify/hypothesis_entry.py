"""What hypothesis calls when it is imported where this package is installed (entry point group "hypothesis")."""

from __future__ import annotations


def register() -> None:
    """Let hypothesis draw values of type Problem, from verify.strategies.problems()."""
    from hypothesis import strategies as st

    from verify.models.problem import Problem

    def draw_problems(_: type) -> st.SearchStrategy[Problem]:
        from verify.strategies import problems  # later: it imports hypothesis, which is being imported

        return problems()

    st.register_type_strategy(Problem, draw_problems)
