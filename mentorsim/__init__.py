"""Faces of the model: the command, the report, and functions for notebooks (docs/python.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.python.follow_up import follow_up
    from mentorsim.python.notebook import (
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
    from mentorsim.python.search import search
    from mentorsim.python.sensitivity import (
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
    from mentorsim.python.views import plot, tell

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
    "follow_up",
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
        from mentorsim.python import sensitivity

        return getattr(sensitivity, name)
    if name in _NOTEBOOK:
        from mentorsim.python import notebook

        return getattr(notebook, name)
    if name == "follow_up":
        from mentorsim.python import follow_up

        return follow_up.follow_up
    if name == "search":
        from mentorsim.python import search

        return search.search
    if name == "exploring":  # as it was called
        from mentorsim.python import sensitivity

        return sensitivity
    if name == "notebook":
        from mentorsim.python import notebook

        return notebook
    if name in _RESULT_VIEWS:
        from mentorsim.python import views

        return getattr(views, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
