"""A lever of one's own, in one entry: support until somebody has a foothold."""

from __future__ import annotations

from scenarios.policy.levers import add_lever

add_lever(
    "foothold",
    {
        "path": "duration.until.foothold_weeks",
        "title": {"en": "Weeks until a foothold", "da": "Uger til fodfæste"},
        "varies": {
            "low": 0,
            "high": 52,
            "whole": True,
            "unit": "weeks",
            "moves": "first",
            "source": "a test",
            "search": [0, 13, 26],
            "certainty": "?",
        },
        "page": {
            "section": "duration",
            "asks": {"en": "Full support until a foothold", "da": "Fuld støtte indtil fodfæste"},
            "options": [0, 13, 26, 52],
            "least": 0,
            "most": 104,
        },
    },
)
