"""What a search asks for if nothing else is said."""

from __future__ import annotations

from scenarios.search.wants import WANTS

#: What is wanted, and today's policy, if nothing else is asked for.
WANT, TODAY = next(iter(WANTS)), "as-in-trial"
