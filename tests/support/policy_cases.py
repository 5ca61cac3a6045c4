"""Policies as tests write them: as a file has them, or as the trial's with other parts."""

from __future__ import annotations

from typing import Any

from calibration.trial import as_in_trial
from scenarios.policy.policies import parse_policy
from sim.programme import Policy

TEXTS = {
    "title": {"da": "a", "en": "b"},
    "description": {"da": "a", "en": "b"},
    "reference": "test",
}


def parse(**fields: object) -> Policy:
    return parse_policy({**TEXTS, **fields}, file="test")


MEASURE = {
    "name": {"da": "-", "en": "-"},
    "from_week": 3,
    "relief": {"low": 0.1, "central": 0.2, "high": 0.3, "source": "a test"},
    "price": "measure_cost",
}


def policy(**parts: Any) -> Policy:
    """The trial's policy, but for these parts."""
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})
