"""An outcome of one's own, in one file: weeks without contact with a mentor or with services."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.outcomes.registry import add_outcome
from sim.counting import count_weekly
from sim.state import CONTACT, STATUS, Status, World


def without_contact(world: World) -> npt.NDArray[np.bool_]:
    return np.asarray(world.real[CONTACT] == 0.0)


count_weekly("no_contact", without_contact)
add_outcome(
    "no_contact",
    {
        "counted": "weekly",
        "better": "less",
        "shown": ["page", "effect"],
        "en": {
            "title": "No contact",
            "noun": "weeks without contact",
            "be": "are",
            "state": "without contact",
        },
        "da": {
            "title": "Ingen kontakt",
            "noun": "uger uden kontakt",
            "be": "er",
            "state": "uden kontakt",
        },
    },
)


def in_education(world: World) -> npt.NDArray[np.bool_]:
    """What the engine counts, too: both must come to the same."""
    return np.asarray(world.flag[STATUS] == Status.EDUCATION)


count_weekly("education_again", in_education)
