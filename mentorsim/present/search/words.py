"""What a search found, in plain sentences: the best, how sure, what else, what mentors bring."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mentorsim.language import Language
from mentorsim.present.policy.changes import condition_words
from mentorsim.present.results import DAGGER, interval_level, waiting_words
from mentorsim.present.search import amounts
from mentorsim.present.search.searched import MILLION, Searched
from mentorsim.present.sensitivity.factor_words import TWO_VALUED, quoted_label, value
from scenarios.comparison.intervals import enough_draws
from scenarios.search.setting import search_setting
from scenarios.search.wants import Want
from scenarios.sensitivity.factors import parameter_factor


def search_sentences(result: Searched, language: Language) -> list[str]:
    """The best policy, how sure it is, what is next, and what mentors and money bring."""
    found = result.found
    said = [few] if (few := waiting_words(result.print_draws, language)) else []
    if found.winner == found.today:
        count = language.integer(found.cost.candidates)
        today = amounts.title(result.today, language)
        said.append(language.text("search.stay", count=count, today=today))
    else:
        said += _best(result, language)
    said += _others(result, language)
    if found.winner != found.today:
        said += _second(result, language)
    if enough_draws(result.print_draws):
        said += regret_words(result, language)
    said += curve_words(result, language)
    if result.weights:
        said.append(_counts(result, language))
    said.append(
        language.text(
            amounts.said_of(result, "search.note"),
            candidates=language.integer(found.cost.candidates),
            front=language.integer(search_setting().front.value),
        )
    )
    return said


def _best(result: Searched, language: Language) -> list[str]:
    """The best and what it is, how its gain shrank, its chance, and what staying forgoes."""
    found, want = result.found, result.wants[0]
    told, enough = found.gain(found.winner), enough_draws(result.print_draws)
    mean, today = float(told["mean"]), amounts.title(result.today, language)
    words = {
        "policy": _capital(amounts.choice(result, found.winner, language)),
        "today": today,
        "want": amounts.want_words(want, result.week, language),
        "gain": amounts.per_head(
            want, mean, language, beside=max(abs(told["low"]), abs(told["high"]))
        ),
    }
    mark = dagger(result, found.winner, want)
    key = amounts.said_of(result, "search.winner" if enough else "search.winner.waiting")
    row = {name: float(told[name]) for name in ("low", "high")}
    level = interval_level(language)
    said = [language.text(key, **words, **amounts.ends(want, row, language), level=level)]
    if enough:
        worse = "search.worse" if row["high"] < 0 else "search.unsure"
        sure = "search.sure" if found.claimed else worse
        said[0] += f" {language.text(sure, today=today)}"
    if result.extrapolated(found.winner, want.name):
        said[0] += f" {language.text('answer.extrapolated')}"
    if not result.given:
        changes = amounts.choice_sentence(result.winner, result.today, language)
        said.append(language.text("search.what", policy=words["policy"], changes=changes))
    said.append(
        language.text(
            amounts.said_of(result, "search.shrunk"),
            searched=amounts.amount(want, float(told["searched"]), language, signed=True) + mark,
            chosen=amounts.amount(want, float(told["chosen"]), language, signed=True) + mark,
        )
    )
    if enough:
        said.append(
            language.text(
                amounts.said_of(result, "search.chance"),
                count=language.integer(len(result.policies)),
                chance=language.probability(float(told["first"]), result.print_draws),
            )
        )
    if mean > 0:
        missed = amounts.total_words(want, amounts.total(want, mean, result.young), language) + mark
        young = amounts.young_words(result, language)
        said.append(language.text("search.loses", today=today, total=missed, young=young))
    return said


def _others(result: Searched, language: Language) -> list[str]:
    """The best by each other want."""
    found, said = result.found, []
    for w, want in enumerate(result.wants[1:], start=1):
        place = int(found.best[w])
        gain = float(found.gain(place, want.name)["mean"])
        said.append(
            language.text(
                amounts.said_of(result, "search.other"),
                want=amounts.want_words(want, result.week, language),
                policy=amounts.choice(result, place, language),
                gain=amounts.per_head(want, gain, language) + dagger(result, place, want),
                today=amounts.title(result.today, language),
            )
        )
    return said


def _second(result: Searched, language: Language) -> list[str]:
    """The next best, and what would have to be true for it to be best."""
    found, want, condition = result.found, result.wants[0], result.found.condition
    if found.second is None or condition is None or not enough_draws(result.print_draws):
        return []
    gain = float(found.gain(found.second)["mean"])
    second = amounts.choice(result, found.second, language)
    words = language.text(
        "search.second",
        second=second,
        policy=amounts.choice(result, found.winner, language),
        gain=amounts.per_head(want, gain, language) + dagger(result, found.second, want),
        anywhere=language.probability(condition.anywhere, result.print_draws),
    )
    if not condition.parameter:
        return [f"{words} {language.text('search.condition.none')}"]
    factor = parameter_factor(condition.parameter)
    key, limit = "above" if condition.above else "below", condition.value
    if factor.name in TWO_VALUED:
        key, limit = "equals", factor.high if condition.above else factor.low
    more = language.text(
        f"search.condition.{key}",
        factor=quoted_label(factor.key, language),
        value=value(factor, limit, language),
        share=language.percent(condition.share),
        there=language.percent(condition.there),
    )
    return [f"{words} {more}"]


def dagger(result: Searched, place: int, want: Want) -> str:
    """What marks a gain of a policy of the front that lies beyond the trial; empty if none.

    Args:
        result: what a search found.
        place: of the policy on the front, counted from 0.
        want: what is to be more of, with its unit.
    """
    return DAGGER if result.extrapolated(place, want.name) else ""


def regret_words(result: Searched, language: Language) -> list[str]:
    """How far the best is from the best of the front in the worst view."""
    found, want = result.found, result.wants[0]
    table = found.regret
    if table.empty or len(result.policies) < 2:
        return []
    first = table[table["objective"] == want.name]
    mine = first[first["place"] == found.winner]
    worst: pd.Series[Any] = mine.iloc[int(np.argmax(mine["regret"]))]
    policy = amounts.choice(result, found.winner, language)
    if float(worst["regret"]) <= 0:
        return [language.text("search.regret.none", policy=policy)]
    there = first[first["view"] == worst["view"]]
    best = int(there["place"].iloc[int(np.argmin(there["regret"]))])
    mechanism, barriers = str(worst["view"]).split("/")
    state = language.text(
        "search.state",
        mechanism=language.text(f"views.if.{mechanism}"),
        barriers=language.text(f"views.if.{barriers}"),
    )
    return [
        language.text(
            "search.regret",
            policy=policy,
            amount=amounts.amount(want, float(worst["regret"]), language)
            + dagger(result, best, want),
            best=amounts.choice(result, best, language),
            state=state,
        )
    ]


def curve_words(result: Searched, language: Language) -> list[str]:
    """What the mentors there are bring, and what one more brings."""
    table, want = result.curve, result.wants[0]
    if table.empty or not enough_draws(result.print_draws):
        return []
    mine = table[table["objective"] == want.name].reset_index(drop=True)
    here = int(mine.index[mine["multiple"] == 1.0][0])
    young = amounts.young_words(result, language)
    told = _totals(result, want, mine.iloc[here], "", language)
    said = [
        language.text(
            "search.brings",
            mentors=amounts.posts_words(result.posts, language),
            kroner=amounts.yearly(result, result.posts, language),
            young=young,
            **told,
        )
    ]
    if here + 1 < len(mine):
        row = mine.iloc[here + 1]
        a_million = amounts.total(want, float(row["more_mean"]), result.young)
        a_million *= MILLION / result.mentor_year
        said.append(
            language.text(
                "search.more",
                first=amounts.count_words(float(mine["mentors"].iloc[here]), language),
                last=amounts.count_words(float(row["mentors"]), language),
                young=young,
                **_totals(result, want, row, "more_", language),
                million=amounts.total_words(want, a_million, language, signed=True)
                + (DAGGER if row["extrapolated"] else ""),
            )
        )
    return said


def million_words(result: Searched, language: Language) -> list[str]:
    """What a million kroner a year more bring, from what the mentors there are cost."""
    table, want = result.curve, result.wants[0]
    if table.empty or not enough_draws(result.print_draws):
        return []
    mine = table[table["objective"] == want.name].reset_index(drop=True)
    here = int(mine.index[mine["multiple"] == 1.0][0])
    if here + 1 == len(mine):
        return []
    row = mine.iloc[here + 1]
    first, last = (
        amounts.yearly(result, float(mine["mentors"].iloc[k]), language) for k in (here, here + 1)
    )
    return [
        language.text(
            "search.million",
            first=first,
            last=last,
            young=amounts.young_words(result, language),
            **_totals(result, want, row, "million_", language),
        )
    ]


def _totals(
    result: Searched, want: Want, row: pd.Series[Any], start: str, language: Language
) -> dict[str, str]:
    """`total`, `low` and `high` of a row of the curve, for all who come."""
    mean, low, high = (
        amounts.total(want, float(row[f"{start}{column}"]), result.young)
        for column in ("mean", "low", "high")
    )
    said = amounts.total_words(want, mean, language, signed=True) + (
        DAGGER if row["extrapolated"] else ""
    )
    return {"total": said, **amounts.total_ends(want, low, high, language)}


def _counts(result: Searched, language: Language) -> str:
    """How much whose gain counts."""
    groups = [
        language.text(
            "search.counts.group",
            weight=language.number(weight, 0 if float(weight).is_integer() else 1),
            group=condition_words(group, language),
        )
        for group, weight in result.weights.items()
    ]
    return language.text("search.counts", groups=language.list_of(groups))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
