"""What the trial cannot tell, and how results are worked out, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calibration.trial import the_trial
from calibration.trial_design import trial_design
from mentorsim.language import Language
from mentorsim.present.results import interval_level

#: What the trial cannot tell, in the order of the report.
UNKNOWN = (
    "beyond_support",
    "no_marks",
    "mechanism",
    "persistence",
    "endings",
    "traits",
    "caseload",
    "pension",
    "approximate",
)
#: Sections of the method, each with the texts that are its sentences.
METHOD = {
    "model": ("text",),
    "calibration": ("text", "draws"),
    "common_random_numbers": ("text",),
    "intervals": ("text", "noise"),
    "evidence": ("text",),
    "rounding": ("text",),
}
FORECAST_METHOD = {
    "model": ("text",),
    "calibration": ("text", "draws"),
    "common_random_numbers": ("text",),
    "forecast": ("text",),
    "evidence": ("text",),
}
#: A heading with one of its sentences.
Said = tuple[str, str]


def nobody_knows(language: Language) -> list[Said]:
    """What the trial cannot tell, whatever was asked."""
    values = _design(language)
    return [
        (language.text(f"unknown.{k}.title"), language.text(f"unknown.{k}.text", **values))
        for k in UNKNOWN
    ]


def told_method(
    sections: Mapping[str, Sequence[str]], draws: int, language: Language, **more: str
) -> list[Said]:
    """The method, a heading for each sentence.

    Args:
        sections: by name, each with the texts that are its sentences.
        draws: that were used.
        language: of the words.
        more: other values that texts name.
    """
    values = (
        _design(language)
        | more
        | {"draws": language.integer(draws), "level": interval_level(language)}
    )
    return [
        (
            language.text(f"method.{section}.title"),
            language.text(f"method.{section}.{sentence}", **values),
        )
        for section, sentences in sections.items()
        for sentence in sentences
    ]


def _design(language: Language) -> dict[str, str]:
    """Numbers of the trial that texts name."""
    design, trial = trial_design(), the_trial()
    return {
        "support": language.integer(design.support_weeks.value),
        "observed": language.integer(design.observed_weeks.value),
        "people": language.integer(float(trial.seats.sum())),
        "jobcentres": language.integer(len(trial.staffing)),
    }
