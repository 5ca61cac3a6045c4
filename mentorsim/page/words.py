"""What the page says of a comparison in plain words, and how sure we are of it."""

from __future__ import annotations

from calibration.trial import the_trial
from calibration.trial_design import trial_design
from mentorsim.language import Language, rounding
from mentorsim.page.html import Note
from mentorsim.present import results
from mentorsim.present.comparison.cells import trial_note
from mentorsim.present.comparison.views import hanging_sentences
from mentorsim.present.method import UNKNOWN
from mentorsim.present.population.comparison import warnings
from scenarios.comparison.compare import Comparison
from scenarios.comparison.outcomes import MILESTONES_COMPARED
from scenarios.policy.policies import own_ending

#: Weeks of a year, and years that are told as such.
YEAR = 52


def when(week: int, language: Language, *, by: bool = False) -> str:
    """A week since entry, in which or `by` which; as years where it is whole years.

    Args:
        week: week since entry.
        language: of the words.
        by: whether something is added up to that week, instead of looked at in it.
    """
    if week % YEAR == 0 and week > 0:
        years = week // YEAR
        return language.text(
            "when.year" if years == 1 else "when.years", years=language.integer(years)
        )
    return language.text("when.by" if by else "when.week", week=language.integer(week))


def still_waiting(comparison: Comparison, language: Language, *, quick: bool) -> str:
    """That nothing can be said yet; empty where the draws are enough.

    Args:
        comparison: what is shown.
        language: of the words.
        quick: whether a full picture follows.
    """
    few = results.waiting_words(comparison.draw_count, language)
    if not few or not quick:
        return few
    return language.text("page.waiting", draws=language.integer(comparison.draw_count))


def told(comparison: Comparison, outcome: str, language: Language, *, quick: bool) -> list[str]:
    """The first policy beside the reference, in every week in which policies are read.

    Args:
        comparison: what is shown.
        outcome: education or employment.
        language: of the words.
        quick: whether a full picture follows.
    """
    waiting = still_waiting(comparison, language, quick=quick)
    if waiting:
        return [waiting]
    first = results.compared(comparison)[0]
    effects = [
        results.effect(comparison, first, outcome, w)
        for w in results.reported_weeks(comparison, outcome)
    ]
    same = [results.same_words(comparison, shown, language) for shown in effects if shown.same]
    return [*same[:1], *(plain_sentence(shown, language) for shown in effects if not shown.same)]


def plain_sentence(shown: results.Effect, language: Language) -> str:
    """Of 1,000 young people, how many more, and what is likely; never a gain that holds zero.

    Args:
        shown: an effect of two policies that differ, from draws that can carry a verdict.
        language: of the words.
    """
    sign = -1 if shown.verdict is results.Verdict.FEWER else 1
    low, high = sorted((sign * shown.low, sign * shown.high))
    words = language.text(
        f"page.plain.{shown.outcome}.{shown.verdict}",
        number=language.per_thousand(sign * shown.mean),
        low=_people(low, shown.verdict, language),
        high=_people(high, shown.verdict, language),
        when=when(shown.week, language, by=shown.outcome in MILESTONES_COMPARED),
    )
    return f"{words} {language.text('page.extrapolated')}" if shown.extrapolated else words


def _people(points: float, verdict: results.Verdict, language: Language) -> str:
    if verdict is not results.Verdict.UNCLEAR or rounding(points, results.DIGITS) == 0:
        return language.per_thousand(points)
    return language.text(
        "page.plain.fewer" if points < 0 else "page.plain.more",
        number=language.per_thousand(abs(points)),
    )


def headline(comparison: Comparison, language: Language, *, quick: bool = False) -> list[str]:
    """The answer: education in every week in which policies are read, then jobs.

    Args:
        comparison: what is shown.
        language: of the words.
        quick: whether a full picture follows.
    """
    sentences = told(comparison, "education", language, quick=quick)
    if not comparison.enough_draws:
        return sentences
    first = results.compared(comparison)[0]
    jobs = results.effect(
        comparison, first, "employment", results.spoken_week(comparison, "employment")
    )
    if jobs.same:
        return sentences
    return [*sentences, plain_sentence(jobs, language)]


def pair_words(comparison: Comparison, language: Language) -> str:
    """What is set against what."""
    first = results.compared(comparison)[0]
    return language.text(
        "page.pair",
        policy=language.quoted(results.title(comparison, first, language)),
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
        people=_whose(comparison, language),
    )


def _whose(comparison: Comparison, language: Language) -> str:
    near = comparison.population_comparison
    if near is None and comparison.situation:
        return language.text("page.people.situation")
    if near is None:
        people = language.integer(float(the_trial().seats.sum()))
        return language.text("page.people.trial", people=people)
    return language.text("page.people.own", name=near.name, people=language.integer(near.people))


# --- how sure are we ------------------------------------------------------------------------------
def sure_of_effects(comparison: Comparison, language: Language, *, quick: bool) -> list[Note]:
    """What the curves of effects lean on.

    Args:
        comparison: results of all policies, by draw, week and group.
        language: of the words.
        quick: whether only the first draws are in.
    """
    notes = _intervals(comparison, language, quick)
    notes += [_unknown(key, language) for key in leaning(comparison)]
    if not quick:
        heading = language.text("page.sure.hangs")
        notes += [(heading, words) for words in hanging_sentences(comparison, language)]
    notes.append((language.text("page.sure.trial"), trial_note(comparison, language)))
    near = comparison.population_comparison
    if near is not None:
        heading = language.text("page.sure.own")
        notes += [(heading, words) for words in warnings(near, language)]
    return notes


def sure_of_groups(comparison: Comparison, note: str, language: Language) -> list[Note]:
    """What the effects by subgroup lean on.

    Args:
        comparison: results of all policies, by draw, week and group.
        note: on the noise of the simulation.
        language: of the words.
    """
    return [(language.text("page.sure.noise"), note), _unknown("no_marks", language)]


def sure_of_mentors(comparison: Comparison, note: str, language: Language) -> list[Note]:
    """What mentors and queue lean on.

    Args:
        comparison: results of all policies, by draw, week and group.
        note: on how mentors and queue are counted.
        language: of the words.
    """
    return [(language.text("page.sure.counted"), note), _unknown("caseload", language)]


def _intervals(comparison: Comparison, language: Language, quick: bool) -> list[Note]:
    heading = language.text("page.sure.interval")
    waiting = still_waiting(comparison, language, quick=quick)
    if waiting:
        return [(heading, waiting)]
    words = language.text(
        "page.sure.interval.text",
        level=results.interval_level(language),
        draws=language.integer(comparison.draw_count),
    )
    return [(heading, words)]


def leaning(comparison: Comparison) -> list[str]:
    """Which of the things that nobody knows the effects of these policies lean on."""
    policies = [p.policy for p in comparison.policies if p.policy.targeting.eligible]
    design = trial_design()
    keys = []
    if any(results.longest(p) > design.support_weeks.value for p in policies):
        keys.append("beyond_support")
    if any(p.capacity.caseload != "as_in_trial" for p in policies) or any(
        p.capacity.following == "caseload" for p in policies
    ):
        keys.append("caseload")
    if any(p.contact.every_weeks != 1 or p.contact.split.rule != "equal" for p in policies):
        keys.append("contact")
    if any(own_ending(p) or p.duration.until.foothold_weeks for p in policies):
        keys.append("aftercare")
    if any(p.measures for p in policies):
        keys.append("measures")
    if results.last_week(comparison) > design.observed_weeks.value:
        keys.append("persistence")
    return [*keys, "no_marks", "approximate"]


def unknown_notes(language: Language) -> list[Note]:
    """Everything that the trial cannot tell."""
    return [_unknown(key, language) for key in UNKNOWN]


def _unknown(key: str, language: Language) -> Note:
    design = trial_design()
    values = {
        "support": language.integer(design.support_weeks.value),
        "observed": language.integer(design.observed_weeks.value),
        "jobcentres": language.integer(len(the_trial().staffing)),
    }
    return (
        language.text(f"unknown.{key}.title"),
        language.text(f"unknown.{key}.text", **values),
    )
