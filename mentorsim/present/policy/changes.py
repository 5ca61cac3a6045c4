"""Changed fields of a policy in a few words: numbers, conditions, priorities, measures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mentorsim.language import Language
from mentorsim.present.clean import said
from sim.conditions import ATTRIBUTE_TEXTS, Attribute, Combination, Condition, Limit
from sim.groups import GROUP_NAMES
from sim.programme import Policy, Term

#: Texts of a policy: they say what it is and change nothing that happens.
TEXTS = ("title", "description", "reason", "reference")
#: Characters of the words of one change, and of all changes, in a name or a title.
LONGEST_CHANGE, LONGEST = 60, 100


def said_changes(policy: Policy, fields: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Every changed field in a few words, by path.

    Args:
        policy: as it is afterwards.
        fields: changed fields by path, as in `duration.weeks`, with their values as plain data;
            what follows from mentors, caseload and places stands in `capacity.follows`.
        language: of the words.
    """
    shown = [path for path in fields if path not in TEXTS]
    if not shown:
        return {path: language.text("changed.texts") for path in list(fields)[:1]}
    return {path: _said(policy, path, fields[path], language) for path in shown}


def shortened_changes(policy: Policy, fields: Mapping[str, Any], language: Language) -> list[str]:
    """As `said_changes`, short enough for a name: what is left out has a code of four digits.

    The code follows from the values, so that two policies that differ there differ in name.

    Args:
        policy: as it is afterwards.
        fields: changed fields by path, with their values as plain data.
        language: of the words.
    """
    short = [
        language.text("changed.long", field=path, code=_code(fields[path]))
        if len(words) > LONGEST_CHANGE
        else words
        for path, words in said_changes(policy, fields, language).items()
    ]
    fits = [k for k in range(1, len(short) + 1) if len(", ".join(short[:k])) <= LONGEST]
    kept = max(fits, default=1)
    if kept == len(short):
        return short
    left = language.integer(len(short) - kept)
    return [*short[:kept], language.text("changed.more", count=left, code=_code(fields))]


def _code(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:4]


def _said(policy: Policy, path: str, value: Any, language: Language) -> str:
    key = f"changed.{path}"
    if path == "intake":
        return _said_intake(value, language)
    if value is None or value == []:
        return language.text(f"{key}.none")
    if isinstance(value, str):
        return language.text(f"{key}.{value}")
    if isinstance(value, Mapping):  # how time is split
        ratio, weeks = _figure(value["ratio"], language), _weeks(value["weeks"], language)
        return language.text(f"{key}.{value['rule']}", ratio=ratio, weeks=weeks)
    if isinstance(value, list):
        return language.text(key, what=_said_list(policy, path, language), code=_code(value))
    if path == "capacity.mentors" and value == 1:
        return language.text(f"{key}.one")
    return language.text(
        key,
        value=_figure(value, language),
        percent=language.text("number.percent", number=_figure(value, language, hundred=True)),
        weeks=_weeks(value, language),
    )


def _figure(value: float | None, language: Language, *, hundred: bool = False) -> str:
    """A number with as many decimals as it has; a hundred times of it if asked for."""
    exact = Decimal(repr(value or 0)) * (100 if hundred else 1)
    exponent = exact.normalize().as_tuple().exponent
    return language.number(float(exact), max(0, -int(exponent)))


def _weeks(count: float | None, language: Language) -> str:
    if count == 1:
        return language.text("changed.weeks.one")
    return language.text("changed.weeks", count=_figure(count, language))


def _said_intake(intake: Mapping[str, Any] | None, language: Language) -> str:
    if intake is None or intake["kind"] == "cohort":
        return language.text("changed.intake.none")
    how = "per_year" if intake["per_week"] is None else "per_week"
    return language.text(
        f"changed.intake.{how}",
        value=_figure(intake[how], language),
        weeks=_weeks(intake["weeks"], language),
    )


def _said_list(policy: Policy, path: str, language: Language) -> str:
    targeting = policy.targeting
    match path:
        case "targeting.eligible":
            return language.list_of(condition_words(c, language) for c in targeting.eligible)
        case "targeting.first":
            then = language.text("changed.then")
            return then.join(condition_words(c, language) for c in targeting.first)
        case "targeting.score":
            terms = [] if isinstance(targeting.score, str) else targeting.score
            return language.list_of(_term_words(term, language) for term in terms)
        case "duration.exceptions":
            return language.list_of(
                language.text(
                    "changed.exception",
                    weeks=_weeks(cap.weeks, language),
                    who=condition_words(cap.group, language),
                )
                for cap in policy.duration.exceptions
            )
    return language.list_of(said(measure.name, language) for measure in policy.measures)


def _term_words(term: Term, language: Language) -> str:
    what = (
        _attribute_words(term.attribute, language)
        if term.who is None and term.attribute is not None
        else condition_words(term.who or "all", language)
    )
    return language.text("changed.term", what=what, weight=_figure(term.weight, language))


def condition_words(condition: Condition, language: Language) -> str:
    """For whom a condition holds, in words."""
    if isinstance(condition, str):
        known = condition in GROUP_NAMES  # others are jobcentres
        return language.text(f"changed.group.{condition}") if known else condition
    if isinstance(condition, Limit):
        what = _attribute_words(condition.attribute, language)
        limits = ("below", "at_most", "above", "at_least")
        return language.list_of(
            language.text(f"changed.{limit}", what=what, value=_figure(value, language))
            for limit in limits
            if (value := getattr(condition, limit)) is not None
        )
    return _combination_words(condition, language)


def _combination_words(combination: Combination, language: Language) -> str:
    def words(parts: Sequence[Condition] | None) -> list[str]:
        return [condition_words(part, language) for part in parts or ()]

    every, some, none = (
        words(combination.all_of),
        words(combination.any_of),
        words(combination.none_of),
    )
    if some:
        every.append(language.any_of(some))
    if none:
        every.append(language.text("changed.none_of", what=language.any_of(none)))
    return language.list_of(every)


def _attribute_words(attribute: Attribute, language: Language) -> str:
    text = ATTRIBUTE_TEXTS[attribute][1 if language.code == "da" else 0]
    return re.split("[,;]", text)[0]
