"""What a look at the next trial says, in sentences computed from its numbers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.results import DIGITS, interval_level
from scenarios.next_trial.designs import EVERYBODY
from scenarios.next_trial.next_trial import EVEN, QUESTIONS, STATED, NextTrial
from scenarios.next_trial.setting import next_trial_setting

MILLION = 1e6
#: Standard errors by which a design must beat a coin toss before it is said to.
SURELY = 2.0
#: A choice is open at a value if perfect knowledge is worth so many kroner per person.
OPEN = 0.5


def headline_size(result: NextTrial) -> int:
    """The size that answers begin with: of those asked for, the nearest to the trial's own."""
    arm = float(result.plan.recruits.seats.sum()) / 2
    return min(result.plan.sizes, key=lambda n: abs(math.log(n / arm)))


def arm_title(result: NextTrial, name: str, language: Language) -> str:
    """An arm's title, in quotation marks.

    Args:
        result: power, precision and discrimination of every design.
        name: of the arm.
        language: of the words.
    """
    policy = next(arm.policy for arm in result.plan.arms if arm.name == name)
    return language.quoted(clean(getattr(policy.title, language.code)))


def sentences(result: NextTrial, language: Language) -> list[str]:
    """The answer: would it see it, what would it take, what is it worth, what would it tell."""
    week = result.plan.main_week
    found = []
    for row in result.effects[result.effects["week"] == week].to_dict("records"):
        found += _chance_sentences(result, pd.Series(row), language)
    found.append(_jobcentre_sentence(result, language))
    found += _worth_sentences(result, language)
    found += [discrimination_sentence(result, question, language) for question in QUESTIONS]
    found.append(language.text("next.honest", draws=language.integer(result.draws)))
    if bool(result.effects["extrapolated"].any()):
        found.append(f"† {language.text('report.note.beyond')}")
    return [sentence for sentence in found if sentence]


def chance(x: float, language: Language) -> str:
    """A chance between 0 and 1, never said to be certain."""
    if not math.isfinite(x):
        return language.text("number.none")
    if x > 0.99:
        return language.text("number.above", number=language.percent(0.99))
    if x < 0.01:
        return language.text("number.below", number=language.percent(0.01))
    return language.percent(x)


def people(n: float, language: Language) -> str:
    """People per arm to two digits; a dash where no trial does."""
    if not math.isfinite(n):
        return language.text("number.none")
    scale = 10 ** max(0, math.floor(math.log10(max(n, 1.0))) - 1)
    return language.integer(math.ceil(n / scale - 1e-9) * scale)


def millions(kroner: float, language: Language) -> str:
    """Kroner in millions, with the unit."""
    x = kroner / MILLION
    return language.text("next.millions", number=language.number(x, 1 if abs(x) < 100 else 0))


def _chance_sentences(result: NextTrial, effect: pd.Series, language: Language) -> list[str]:
    plan, n = result.plan, headline_size(result)
    arms = {
        "arm": arm_title(result, str(effect["arm"]), language),
        "first": arm_title(result, str(effect["against"]), language),
    }
    week = int(effect["week"])
    row = _power_row(result, str(effect["arm"]), week, n)
    better = language.text(f"next.better.{plan.outcome}")
    wanted = next_trial_setting().wanted.value
    if not math.isfinite(float(row["assurance"])):
        return [language.text("next.too_few_jobcentres", n=language.integer(n))]
    mark = "†" if bool(effect["extrapolated"]) else ""
    found = [
        language.text(
            "next.finds",
            n=language.integer(n),
            better=better,
            week=language.integer(week) + mark,
            chance=chance(float(row["assurance"]), language),
            **arms,
        ),
        language.text(
            "next.effect" if plan.effect is None else "next.effect.given",
            mean=language.signed(float(effect["mean"]), DIGITS),
            interval=language.interval(float(effect["low"]), float(effect["high"]), DIGITS),
            level=language.number(float(effect["level"]), DIGITS),
            assumed=language.signed(float(effect["assumed"]), DIGITS),
            power=chance(float(row["power"]), language),
            percent=interval_level(language),
        ),
    ]
    needed = float(effect["needed_assurance"])
    if not math.isfinite(needed):
        found.append(
            language.text(
                "next.never",
                wanted=language.percent(wanted),
                limit=language.probability(float(effect["prob_better"]), result.draws),
                **arms,
            )
        )
    else:
        beyond = needed > max(plan.sizes)
        found.append(
            language.text(
                "next.needed.beyond" if beyond else "next.needed",
                wanted=language.percent(wanted),
                n=people(needed, language),
                largest=language.integer(max(plan.sizes)),
            )
        )
    found.append(_other_week(result, effect, float(row["assurance"]), n, language))
    return found


def _jobcentre_sentence(result: NextTrial, language: Language) -> str:
    """How many jobcentres such a trial takes, if it draws them whole."""
    plan, n = result.plan, headline_size(result)
    if plan.test.clusters is None:
        return ""
    count = float(plan.test.clusters.per_arm(np.array(float(n)))) * len(plan.arms)
    all_of_them = next_trial_setting().jobcentres.value
    return language.text(
        "next.jobcentres" if count <= all_of_them else "next.jobcentres.too_many",
        n=language.integer(n),
        count=language.integer(count),
        there=language.integer(all_of_them),
    )


def _power_row(result: NextTrial, arm: str, week: int, n: int) -> pd.Series:
    table = result.power
    chosen = (table["arm"] == arm) & (table["week"] == week) & (table["n"] == n)
    return table.loc[chosen].iloc[0]


def _other_week(
    result: NextTrial, effect: pd.Series, here: float, n: int, language: Language
) -> str:
    """The week in which the same trial would see it best, if that is another one."""
    table = result.power
    rows = table[(table["arm"] == effect["arm"]) & (table["n"] == n)]
    best = rows.iloc[int(np.nanargmax(rows["assurance"].to_numpy(float)))]
    if int(best["week"]) == int(effect["week"]) or float(best["assurance"]) < here + 0.01:
        return ""
    return language.text(
        "next.other_week",
        week=language.integer(int(best["week"])),
        chance=chance(float(best["assurance"]), language),
    )


def _worth_sentences(result: NextTrial, language: Language) -> list[str]:
    """What the trial is worth at the value in the middle, and at the value where it counts most."""
    plan, table = result.plan, result.information
    rows = table[table["week"] == plan.main_week]
    if rows.empty:
        return []
    stated = sorted(rows.loc[rows["kind"] == STATED, "value"].unique())
    value = float(stated[len(stated) // 2])
    here = rows[(rows["kind"] == STATED) & (rows["value"] == value)]
    said = {
        "value": language.integer(value),
        "year": language.text(f"next.year.{plan.outcome}"),
        "today": arm_title(result, result.today[value], language),
        "people": language.integer(plan.costs.people),
        "weeks": language.integer(plan.weeks),
    }
    best = here.iloc[int(here["net"].to_numpy(float).argmax())]
    even = sorted(rows.loc[rows["kind"] == EVEN, "value"].unique())
    if float(best["evpi"]) < OPEN:
        found = [language.text("next.worth.settled", **said)]
        if even:
            found.append(
                language.text(
                    "next.worth.even", even=language.integer(_rounded(float(even[0]))), **said
                )
            )
            most = rows[(rows["kind"] == EVEN) & (rows["value"] == even[0])]
            found.append(_money(most, result, language, even=True))
        return found
    if float(best["net"]) > 0:
        return [
            language.text(
                "next.worth.pays",
                n=language.integer(int(best["n"])),
                worth=millions(float(best["population_evsi"]), language),
                cost=millions(float(best["cost"]), language),
                net=millions(float(best["net"]), language),
                **said,
            )
        ]
    return [
        language.text("next.worth.loss", **said),
        _money(here, result, language),
    ]


def _money(rows: pd.DataFrame, result: NextTrial, language: Language, *, even: bool = False) -> str:
    """What a trial of the headline size is worth and costs; `even` where both arms are as good."""
    n = headline_size(result)
    there = rows[rows["n"] == n]
    if there.empty:
        return ""
    row = there.iloc[0]
    text = language.text(
        "next.worth.at_even" if even else "next.worth.at",
        n=language.integer(n),
        worth=millions(float(row["population_evsi"]), language),
        cost=millions(float(row["cost"]), language),
        people=language.integer(result.plan.costs.people),
    )
    if not math.isfinite(float(row["pays_from"])):
        return text
    return f"{text} {language.text('next.worth.from', people=people(row['pays_from'], language))}"


def _rounded(x: float) -> float:
    """To two digits: it is an order of magnitude."""
    return float(f"{x:.2g}")


def discrimination_sentence(result: NextTrial, question: str, language: Language) -> str:
    """The design that tells two hypotheses apart best, if any does.

    Args:
        result: power, precision and discrimination of every design.
        question: which two hypotheses, by name.
        language: of the words.
    """
    rows = designs(result, question)
    if rows.empty:
        return ""
    best = rows.iloc[0]
    n = headline_size(result)
    if float(best["error"]) + SURELY * float(best["noise"]) >= 0.5:
        return language.text(f"next.tells.{question}.none", n=language.integer(n))
    return language.text(
        f"next.tells.{question}",
        n=language.integer(n),
        right=language.integer(round(100 * (1 - float(best["error"])))),
        design=design_words(result, best, language),
    )


def designs(result: NextTrial, question: str) -> pd.DataFrame:
    """Designs of the headline size that were judged, the best first."""
    table = result.discrimination
    rows = table[(table["question"] == question) & (table["n"] == headline_size(result))]
    return rows.sort_values(["error", "week"], kind="stable").reset_index(drop=True)


def design_words(result: NextTrial, design: pd.Series, language: Language) -> str:
    """Arms, follow-up and people of a design.

    Args:
        result: power, precision and discrimination of every design.
        design: a row of the table of designs.
        language: of the words.
    """
    key = "everybody" if design["recruits"] == EVERYBODY else "no_marks"
    return language.text(
        "next.design",
        arm=arm_title(result, str(design["arm"]), language),
        first=arm_title(result, str(design["against"]), language),
        week=language.integer(int(design["week"])),
        recruits=language.text(f"next.recruits.{key}"),
    )
