"""Words of figures: the finding in the title, whose numbers, and what the eye would see."""

from __future__ import annotations

from collections.abc import Iterable

from mentorsim.language import Language
from mentorsim.present import results
from mentorsim.present.clean import shortened
from mentorsim.present.figure_layout import PANEL_COLUMNS, wrapped
from scenarios.comparison.compare import Comparison

#: Characters of a policy's title in a figure.
LONGEST_TITLE = 44
#: Characters of a title above a panel, where it takes lines of its own.
LONGEST_PANEL = 130


def policy_title(comparison: Comparison, name: str, language: Language) -> str:
    """A policy's title, short enough for a figure.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        language: of the words.
    """
    return shortened(results.title(comparison, name, language), LONGEST_TITLE)


def panel_title(comparison: Comparison, name: str, language: Language) -> str:
    """A policy's title above its panel: whole, on as many lines as it takes.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        language: of the words.
    """
    return wrapped(
        shortened(results.title(comparison, name, language), LONGEST_PANEL), PANEL_COLUMNS
    )


def quoted_title(comparison: Comparison, name: str, language: Language) -> str:
    """The same in quotation marks.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        language: of the words.
    """
    return language.quoted(policy_title(comparison, name, language))


def headed(comparison: Comparison, words: str, language: Language, *, beyond: bool) -> str:
    """A figure's title: the finding, a dagger if it lies beyond the trial, and whose numbers.

    The trial's own young people are not named: they are whom everything is about by default.

    Args:
        comparison: results of all policies, by draw, week and group.
        words: the finding.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    marked = f"{words}{results.DAGGER}" if beyond else words
    if comparison.population_comparison is None:
        return marked
    return language.text("municipality.title", heading=marked, name=comparison.population)


def finding(comparison: Comparison, shown: results.Effect, language: Language) -> str:
    """What an effect shows, in one line; no gain where the interval holds zero.

    Nothing is judged where the two are the same so far, or the draws are too few.

    Args:
        comparison: results of all policies, by draw, week and group.
        shown: a difference of two policies, with its interval.
        language: of the words.
    """
    if shown.verdict is results.Verdict.SAME:
        words = results.same_words(comparison, shown, language).rstrip(".")
        return headed(comparison, words, language, beyond=False)
    waits = shown.verdict is results.Verdict.WAITING
    words = language.text(
        f"finding.{shown.outcome}.{shown.verdict}",
        policy=quoted_title(comparison, shown.policy, language),
        reference=quoted_title(comparison, shown.against, language),
        week=language.integer(shown.week),
        number=language.signed(shown.mean) if waits else language.number(abs(shown.mean)),
        interval=language.interval(shown.low, shown.high),
        level=results.interval_level(language),
        draws=language.integer(shown.draws),
    )
    return headed(comparison, words, language, beyond=shown.extrapolated)


def described(kind: str, heading: str, parts: Iterable[str], language: Language) -> str:
    """Words for who cannot see a figure: what is drawn, what it shows, and its main numbers.

    Args:
        kind: of figure, as its text in the catalogue is called.
        heading: what the figure shows.
        parts: its main numbers in words.
        language: of the words.
    """
    words = [language.text(f"report.alt.{kind}", finding=heading.rstrip("."))]
    numbers = "; ".join(parts)
    if numbers:
        words.append(language.text("report.alt.numbers", numbers=numbers))
    return " ".join(words)


def effects_in_words(
    comparison: Comparison, names: Iterable[str], outcome: str, language: Language
) -> list[str]:
    """Differences of policies in the weeks in which they are read and in the last of the tables.

    Args:
        comparison: results of all policies, by draw, week and group.
        names: of the policies.
        outcome: name of an outcome of the registry.
        language: of the words.
    """
    weeks = sorted(
        {*results.reported_weeks(comparison, outcome), results.table_weeks(comparison)[-1]}
    )
    parts = []
    for name in names:
        for week in weeks:
            shown = results.effect(comparison, name, outcome, week)
            parts.append(
                language.text(
                    "report.alt.effect",
                    policy=quoted_title(comparison, name, language),
                    week=language.integer(week),
                    number=language.signed(shown.mean),
                    interval=results.ends_of(shown, language),
                    dagger=results.DAGGER if shown.extrapolated else "",
                )
            )
    return parts
