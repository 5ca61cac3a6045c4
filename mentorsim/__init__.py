"""Faces of the model: the command, the report, and functions for notebooks (docs/python.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.notebook import (
        compare,
        decide,
        forecast,
        library,
        load,
        plot,
        python_policy,
        rank,
        run,
        tell,
    )

__all__ = [
    "compare",
    "decide",
    "forecast",
    "library",
    "load",
    "plot",
    "python_policy",
    "rank",
    "run",
    "tell",
]


def __getattr__(name: str) -> Any:
    """The functions for notebooks, loaded when they are asked for: the command starts faster."""
    if name in __all__:
        from mentorsim import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
