"""Whether draws are few: then no verdict is told, or the ends of intervals are rough."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from mentorsim.language import Language
from mentorsim.present.results import interval_level, waiting_words
from scenarios.comparison.intervals import least_draws
from sim.strict_yaml import packaged_yaml


class FewDrawsSetting(BaseModel):
    """From how many draws the ends of intervals can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    enough_draws: Sourced[float]


@cache
def few_draws_setting() -> FewDrawsSetting:
    """The numbers of `mentorsim/present/few_draws.yaml`."""
    return FewDrawsSetting.model_validate(packaged_yaml("mentorsim.present", "few_draws.yaml"))


def few_draws(draws: int, language: Language) -> str:
    """That draws are too few for verdicts, or the ends of intervals rough; empty if neither."""
    if waiting := waiting_words(draws, language):
        return waiting
    enough = few_draws_setting().enough_draws.value
    if draws >= enough:
        return ""
    return language.text(
        "report.trust.few", draws=language.integer(draws), enough=language.integer(enough)
    )


def draws_needed(draws: int, language: Language) -> dict[str, str]:
    """How many draws there are, and how many a verdict takes."""
    return {
        "draws": language.integer(draws),
        "least": language.integer(least_draws()),
        "level": interval_level(language),
    }
