"""Names of the ways in which the trial's subgroups and later lives are read."""

from __future__ import annotations

#: What is fitted, and how: subgroups with partial pooling; each subgroup for itself; and pooled,
#: but without the figures on life after a start.
READINGS = ("pooled", "as-printed", "without-life-after")
