"""Names of the ways in which the trial's subgroups and later lives are read."""

from __future__ import annotations

from sim.errors import InputError
from sim.messages import Said

#: What is fitted, and how: subgroups with partial pooling; each subgroup for itself; and pooled,
#: but without the figures on life after a start.
READINGS = ("pooled", "as-printed", "without-life-after")


def check_reading(reading: str, field: str = "reading") -> None:
    """Find out whether there is such a reading.

    Args:
        reading: its name.
        field: what asks for it, for messages.

    Raises:
        InputError: there is not.
    """
    if reading not in READINGS:
        raise InputError(
            Said("calibration.unknown_reading"),
            field=field,
            found=reading,
            allowed=", ".join(READINGS),
        )
