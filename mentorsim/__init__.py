"""Faces of the model: the command, the report, and functions for notebooks (docs/python.md)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.present.schemas import schema
    from mentorsim.python.calibrate import calibrate
    from mentorsim.python.compare import compare
    from mentorsim.python.data_files import save
    from mentorsim.python.decide import decide
    from mentorsim.python.follow_up import follow_up
    from mentorsim.python.forecast import forecast
    from mentorsim.python.policies import library, load, python_policy, with_rules
    from mentorsim.python.posterior import chains, posterior
    from mentorsim.python.question import model, question
    from mentorsim.python.rank import rank
    from mentorsim.python.run import run
    from mentorsim.python.search import search
    from mentorsim.python.sensitivity import (
        discover,
        each_mechanism,
        regret,
        sensitivity,
        threshold,
        tornado,
        two_way,
    )
    from mentorsim.python.views import plot, tell

#: The module that has each function, if it is not one of its own name in `mentorsim.python`.
_PLACES = {
    "chains": "mentorsim.python.posterior",
    "discover": "mentorsim.python.sensitivity",
    "each_mechanism": "mentorsim.python.sensitivity",
    "library": "mentorsim.python.policies",
    "load": "mentorsim.python.policies",
    "model": "mentorsim.python.question",
    "plot": "mentorsim.python.views",
    "python_policy": "mentorsim.python.policies",
    "regret": "mentorsim.python.sensitivity",
    "save": "mentorsim.python.data_files",
    "schema": "mentorsim.present.schemas",
    "tell": "mentorsim.python.views",
    "threshold": "mentorsim.python.sensitivity",
    "tornado": "mentorsim.python.sensitivity",
    "two_way": "mentorsim.python.sensitivity",
    "with_rules": "mentorsim.python.policies",
}
__all__ = [
    "calibrate",
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
        return getattr(import_module(_PLACES.get(name, f"mentorsim.python.{name}")), name)
    if name == "exploring":  # as it was called
        return import_module("mentorsim.python.sensitivity")
    if name == "notebook":  # as it was called: its functions are here
        return import_module("mentorsim")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
