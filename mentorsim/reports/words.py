"""What the report says in words: who goes first, what nobody knows, method, provenance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calibration.trial import the_trial, trial_design
from mentorsim.assumptions import assumption_lines
from mentorsim.budget import Budget
from mentorsim.language import Language
from mentorsim.reports.kept_run import Run
from mentorsim.reports.setting import report_setting
from mentorsim.results import (
    SHOWN_OUTCOMES,
    clean,
    interval_level,
    reference_text,
    table_weeks,
    title,
)
from scenarios.comparison.compare import Comparison
from scenarios.policy.gain import Cell as GainCell

#: What the trial cannot tell, in the order of the report.
UNKNOWN = (
    "beyond_support", "no_marks", "mechanism", "persistence", "endings", "traits", "caseload",
    "pension", "approximate",
)  # fmt: skip
METHOD = ("model", "calibration", "twins", "intervals", "evidence", "rounding")
FORECAST_METHOD = ("model", "calibration", "twins", "forecast", "evidence")
#: What the trial told about a parameter, in order, as `calibration.identification` says it.
IDENTIFIED = ("informed", "weakly informed", "assumption")
#: Provenance that is written in English whatever the language, and a value that is a word.
ENGLISH, MEDIAN = frozenset({"posterior"}), "median"
#: How the provenance calls effects of other measures, which it has in English only.
ASSUMED = "assumption "
#: A span of years.
SPAN = re.compile(r"(\d+) to (\d+)")
#: Gains are told per so many paid hours: about what a year of mentoring takes.
HOURS = 100


@dataclass(frozen=True)
class Order:
    """Who goes first by expected gain, under one policy.

    Attributes:
        title: of the policy.
        rows: rank, groups, extra weeks in education, paid hours, gain per `HOURS`.
    """

    title: str
    rows: list[tuple[str, ...]]


def orders(run: Run, language: Language) -> list[Order]:
    """The order by expected gain of every policy that has one."""
    return [
        Order(
            language.quoted(title(run.comparison, name, language)),
            [_order_row(rank, cell, language) for rank, cell in enumerate(cells, 1)],
        )
        for name, cells in run.orders.items()
    ]


def _order_row(rank: int, cell: GainCell, language: Language) -> tuple[str, ...]:
    groups = language.list_of(language.name("group", group) for group in cell.groups)
    return (
        language.integer(rank),
        groups,
        language.number(cell.extra_weeks),
        language.integer(cell.hours),
        language.number(HOURS * cell.gain),
    )


def unknown(run: Run, language: Language) -> list[tuple[str, str]]:
    """What the trial cannot tell, how many parameters it told about, what is assumed besides."""
    items = nobody_knows(language)
    if run.verdicts:
        counts = Counter(run.verdicts.values())
        words = language.text(
            "unknown.identified.text",
            informed=language.integer(counts["informed"]),
            weak=language.integer(counts["weakly informed"]),
            assumptions=language.integer(counts["assumption"]),
        )
        items.append((language.text("unknown.identified.title"), words))
    items += [
        (language.text("assumption.title", measure=measure), words)
        for measure, words in assumption_lines(run.comparison.assumptions, language)
    ]
    return items


def nobody_knows(language: Language) -> list[tuple[str, str]]:
    """What the trial cannot tell, whatever was asked."""
    values = _design(language)
    return [
        (language.text(f"unknown.{k}.title"), language.text(f"unknown.{k}.text", **values))
        for k in UNKNOWN
    ]


def method(comparison: Comparison, language: Language) -> list[tuple[str, str]]:
    """The method in a page."""
    shown = comparison.differences
    weeks = shown["week"].isin(table_weeks(comparison))
    rows = shown[weeks & (shown["group"] == "all") & shown["outcome"].isin(SHOWN_OUTCOMES)]
    noise = language.percent_points(float(rows["noise"].max()), 2)
    return _method(METHOD, comparison.draws, language, noise=noise)


def forecast_method(draws: int, language: Language) -> list[tuple[str, str]]:
    """The method of a forecast."""
    return _method(FORECAST_METHOD, draws, language)


def _method(
    keys: Sequence[str], draws: int, language: Language, **more: str
) -> list[tuple[str, str]]:
    values = _design(language) | more | {
        "draws": language.integer(draws), "level": interval_level(language),
    }  # fmt: skip
    return [
        (language.text(f"method.{k}.title"), language.text(f"method.{k}.text", **values))
        for k in keys
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


@dataclass(frozen=True)
class Origin:
    """A row of the provenance; `lang` is the value's language, empty if it is the page's."""

    name: str
    value: str
    lang: str = ""


def origins(given: Mapping[str, str], language: Language) -> list[Origin]:
    """Provenance in the words of a language."""
    return [
        Origin(
            clean(language.name("provenance", key)),
            provenance_value(value, language),
            "en" if key in ENGLISH and language.code != "en" else "",
        )
        for key, value in given.items()
    ]


def provenance_value(value: str, language: Language) -> str:
    """A value of the provenance: as it is, but for what has words in it."""
    span = SPAN.fullmatch(value)
    if span is not None:
        return language.text("number.interval", low=span[1], high=span[2])
    return language.text("provenance.median") if value == MEDIAN else clean(value)


def few_draws(draws: int, language: Language) -> str:
    """A warning where the ends of intervals are rough; empty where draws are enough."""
    enough = report_setting().enough_draws.value
    if draws >= enough:
        return ""
    return language.text(
        "report.trust.few", draws=language.integer(draws), enough=language.integer(enough)
    )


def told_settings(given: Mapping[str, str]) -> dict[str, str]:
    """Provenance without what is assumed of other measures: it stands in words elsewhere."""
    return {key: value for key, value in given.items() if not key.startswith(ASSUMED)}


def provenance_rows(run: Run, money: Budget | None, language: Language) -> list[Origin]:
    """What the numbers come from, prices included, and where each policy does."""
    given = told_settings(run.provenance)
    if money is not None:
        prices, seed = money.prices, money.values.seed
        given |= {
            "rule_year": str(prices.rule_year),
            "price_level": str(prices.price_level),
            "prices": prices.digest(),
            "price_seed": str(seed),
        }
        if prices.overlay is not None:
            given["own_prices"] = prices.overlay
    rows = origins(given, language)
    for policy in run.comparison.policies:
        shown = language.quoted(title(run.comparison, policy.name, language))
        words = reference_text(policy, language)
        rows.append(Origin(language.text("report.provenance.policy", policy=shown), words))
    return rows
