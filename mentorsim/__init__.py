"""Faces of the model: the command, the report, and functions for notebooks (docs/python.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.exploring import (
        discover,
        each_mechanism,
        model,
        question,
        regret,
        sensitivity,
        threshold,
        tornado,
        two_way,
    )
    from mentorsim.notebook import (
        chains,
        compare,
        decide,
        forecast,
        library,
        load,
        posterior,
        python_policy,
        rank,
        run,
        save,
        schema,
        with_rules,
    )
    from mentorsim.result_views import plot, tell
    from mentorsim.searches.searching import search

#: Where each function stands: from question to answer, and what an answer rests on.
_NOTEBOOK = (
    "chains",
    "compare",
    "decide",
    "forecast",
    "library",
    "load",
    "posterior",
    "python_policy",
    "rank",
    "run",
    "save",
    "schema",
    "with_rules",
)
_RESULT_VIEWS = ("plot", "tell")
_EXPLORING = (
    "discover",
    "each_mechanism",
    "model",
    "question",
    "regret",
    "sensitivity",
    "threshold",
    "tornado",
    "two_way",
)
__all__ = [
    "chains",
    "compare",
    "decide",
    "discover",
    "each_mechanism",
    "forecast",
    "library",
    "load",
    "model",
    "plot",
    "posterior",
    "python_policy",
    "question",
    "rank",
    "regret",
    "run",
    "save",
    "schema",
    "search",
    "sensitivity",
    "tell",
    "threshold",
    "tornado",
    "two_way",
    "with_rules",
]


def __getattr__(name: str) -> Any:
    """The functions for notebooks, loaded when they are asked for: the command starts faster."""
    if name in __all__:
        from mentorsim.shadowing import refuse_hiding

        refuse_hiding()
    if name in _EXPLORING:
        from mentorsim import exploring

        return getattr(exploring, name)
    if name in _NOTEBOOK:
        from mentorsim import notebook

        return getattr(notebook, name)
    if name == "search":
        from mentorsim.searches import searching

        return searching.search
    if name in _RESULT_VIEWS:
        from mentorsim import result_views

        return getattr(result_views, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
