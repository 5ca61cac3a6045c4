"""What becomes of the young people of a forecast, per 100 who enter, in words and numbers."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Cell, Row
from mentorsim.present.forecast.text import quoted
from mentorsim.present.results import interval_level, interval_or_wait
from scenarios.forecast.forecast import Forecast

#: Young people that numbers are told for, and decimals.
PER, DIGITS = 100, 1


def lives_caption(found: Forecast, language: Language) -> str:
    """What the table shows."""
    years = found.stream.calendar_years
    return language.text(
        "forecast.caption.lives",
        first=str(years[0]),
        last=str(years[-1]),
        number=language.integer(PER),
    )


def lives_heads(found: Forecast, policy: str, language: Language) -> list[str]:
    """Heads of the columns: what, with the reference, and the difference with the policy.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    return [
        language.text("report.column.what"),
        quoted(found, found.reference, language),
        language.text(
            "forecast.column.more",
            policy=quoted(found, policy, language),
            level=interval_level(language),
        ),
    ]


def lives_rows(found: Forecast, policy: str, language: Language) -> tuple[Row, ...]:
    """Years in each status, and who has completed an education by the end of the last year.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    share = PER / found.stream.people
    own = found.years[found.years["policy"] == policy]
    beyond, last = bool(own["extrapolated"].any()), str(found.stream.calendar_years[-1])
    rows = []
    for row in found.lives[found.lives["policy"] == policy].to_dict("records"):
        mean, low, high, there = (share * row[c] for c in ("mean", "low", "high", "reference"))
        counted = str(row["quantity"]).removesuffix("_years")
        marked = beyond or not found.evidence.speaks_of([counted])
        cells = (
            Cell(language.number(there, DIGITS), "", marked),
            Cell(
                language.signed(mean, DIGITS),
                interval_or_wait(low, high, DIGITS, found.draws, language),
                marked,
                clear=found.enough and (low > 0 or high < 0),
            ),
        )
        rows.append(Row(language.text(f"forecast.lives.{row['quantity']}", last=last), cells))
    return tuple(rows)
