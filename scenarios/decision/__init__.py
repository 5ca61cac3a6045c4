"""Cost and effect together: which policy, how sure, and what knowing more is worth."""

from __future__ import annotations

from scenarios.decision.analysis import Decision, analyse

__all__ = ["Decision", "analyse"]
