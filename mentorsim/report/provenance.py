"""Where the numbers of a report come from, as rows of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.results import reference_text, title
from mentorsim.request.prices import CALENDAR, OWN, prices_used
from mentorsim.saved.run import Run
from scenarios.budget.budget import Budget

#: Provenance that is written in English whatever the language, and a value that is a word.
ENGLISH = frozenset({"posterior"})
#: Values that are words: the staffing, rules by calendar year, and nobody's gain counts more.
WORDS = frozenset({"median", CALENDAR, "alike"})
#: How the provenance calls effects of other measures, which it has in English only.
ASSUMED = "assumption "
#: A span of years.
SPAN = re.compile(r"(\d+) to (\d+)")


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
    return language.text(f"provenance.{value}") if value in WORDS else clean(value)


def told_settings(given: Mapping[str, str]) -> dict[str, str]:
    """Provenance without what is assumed of other measures: it stands in words elsewhere."""
    return {key: value for key, value in given.items() if not key.startswith(ASSUMED)}


def provenance_rows(run: Run, money: Budget | None, language: Language) -> list[Origin]:
    """What the numbers come from, prices included, and where each policy does.

    Args:
        run: the comparison as it was saved.
        money: kroner of the comparison by policy, purse and year; None leaves them out.
        language: of the words.
    """
    given = told_settings(run.provenance)
    if money is not None:
        prices, seed = money.prices, money.values.seed
        given |= {
            name: str(value)
            for name, value in prices_used(prices).items()
            if name != OWN or prices.overlay is not None
        }
        given["price_seed"] = str(seed)
    rows = origins(given, language)
    for policy in run.comparison.policies:
        shown = language.quoted(title(run.comparison, policy.name, language))
        words = reference_text(policy, language)
        rows.append(Origin(language.text("report.provenance.policy", policy=shown), words))
    return rows
