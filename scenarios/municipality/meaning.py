"""What the words of a file mean: categories, parts of them, ages, sums, and what is unknown.

The words themselves stand in `scenarios/municipality/municipality.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenarios.municipality.margins import MEAN, schema
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said

AGE = "age"
LONGEST_SHOWN = 40
UNDER, FROM = "under_25", "from_25"
_DASHES = str.maketrans("–—−‐‑", "-----")
_AGES = "(?:_?(?:år|aar|years?|årige|aarige|year_olds?))?"
#: How an age or a band of ages is written, in plain words.
_BANDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], tuple[int, int]]], ...] = (
    (re.compile(rf"(\d{{1,3}}){_AGES}"), lambda m, most: (int(m[1]), int(m[1]))),
    (
        re.compile(rf"(\d{{1,3}})(?:_til_|_to_|_)(\d{{1,3}}){_AGES}"),
        lambda m, most: (int(m[1]), int(m[2])),
    ),
    (re.compile(rf"(?:under|below)_(\d{{1,3}}){_AGES}"), lambda m, most: (0, int(m[1]) - 1)),
    (
        re.compile(
            rf"(?:fra_|from_)?(\d{{1,3}})\+?{_AGES}(?:\+|_og_derover|_og_over|_og_ældre|_og_opefter"
            rf"|_eller_derover|_eller_mere|_and_over|_and_above|_and_older|_or_more|_plus)"
        ),
        lambda m, most: (int(m[1]), most),
    ),
    (re.compile(rf"(?:over)_(\d{{1,3}}){_AGES}"), lambda m, most: (int(m[1]) + 1, most)),
)


def plain(words: str) -> str:
    """Words as the schema writes them: small letters, `_` for blanks and hyphens."""
    text = unicodedata.normalize("NFC", words).translate(_DASHES)
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def shown(cell: str) -> str:
    """A cell for a message: short, on one line."""
    return repr(cell if len(cell) <= LONGEST_SHOWN else cell[:LONGEST_SHOWN] + "…")


@dataclass(frozen=True)
class Meaning:
    """What a cell of a variable's column says.

    Attributes:
        kind: `category`, `total` (the sum of the others), `unknown` (of whom the variable is not
            known), `outside` (ages that are not of the target group) or `across` (a band of ages
            that is partly outside, or on both sides of the split).
        category: of the schema, or `mean`.
        covers: what of the category it is made of, if that is a part; empty if it is the whole.
        alone: whether it may stand for the category without its other parts.
        ages: the years of a band, first and last.
    """

    kind: str
    category: str = ""
    covers: frozenset[str] = frozenset()
    alone: bool = True
    ages: tuple[int, int] | None = None


def meaning(variable: str, cell: str, *, codes: bool = False) -> Meaning | None:
    """What a cell means in a column of a variable; None if nothing is known of it.

    Args:
        variable: of the schema, one with categories or a mean.
        cell: its text.
        codes: whether the statistics bank's codes may stand there.
    """
    rules, word = schema(), plain(cell)
    found = _category(variable, word) or _sum_or_unknown(variable, word)
    if found is not None:
        return found
    if codes and word in rules.office.codes.get(variable, {}):
        return _category(variable, rules.office.codes[variable][word])
    # The statistics bank can write a code before each word: `2 Kvinder`.
    code, _, rest = cell.strip().partition(" ")
    if rest and re.fullmatch(r"[A-Z]*\d*", code):
        word = plain(rest)
        return _category(variable, word) or _sum_or_unknown(variable, word)
    return None


def category_of(
    file: Path, field: str, variable: str, cell: str, *, codes: bool = False
) -> Meaning:
    """What a cell means in a column of a variable.

    Args:
        file, field: for messages.
        variable, cell, codes: as of `meaning`.

    Raises:
        InputError: nothing is known of it, or it is a band of ages that can be read in two ways.
    """
    found = meaning(variable, cell, codes=codes)
    if found is None:
        known = schema().categories(variable)
        raise InputError(
            Said(
                "scenarios.unknown_category_of_variable_hint",
                variable=variable,
                hint=hint(plain(cell), known),
            ),
            file=file,
            field=field,
            found=shown(cell),
            allowed=", ".join(known),
        )
    if found.kind == "across":
        ages = schema().office.ages
        raise InputError(
            Said("scenarios.a_band_of_ages_that_is"),
            file=file,
            field=field,
            found=shown(cell),
            allowed=Said(
                "scenarios.bands_that_end_at_split_and", split=ages.split - 1, last=ages.last
            ),
        )
    return found


def _category(variable: str, word: str) -> Meaning | None:
    rules = schema()
    if word in rules.words_for(MEAN) and rules.variables[variable].mean is not None:
        return Meaning("category", MEAN)
    for name in rules.variables[variable].categories:
        if word not in rules.words_for(name):
            continue
        if variable == AGE:
            first, last = (0, 24) if name == UNDER else (25, rules.office.ages.oldest)
            return Meaning("category", name, _years(first, last), ages=(first, last))
        part = rules.part(name, word)
        if part is None:
            return Meaning("category", name)
        return Meaning("category", name, part.covers, part.whole_alone)
    return _age(word) if variable == AGE else None


def _sum_or_unknown(variable: str, word: str) -> Meaning | None:
    office = schema().office
    names = (variable, *schema().variables[variable].also)
    if word in office.totals:
        return Meaning("total")
    for end in ("_i_alt", ",_total", "_total"):
        if word.endswith(end):
            return _category(variable, word.removesuffix(end)) or Meaning("total")
    about = {f"{unknown}_{name}" for unknown in office.unknown for name in names}
    if word in office.unknown or word in about:
        return Meaning("unknown")
    return None


def _age(word: str) -> Meaning | None:
    """An age, or a band of ages."""
    rules = schema().office.ages
    for pattern, ends in _BANDS:
        match = pattern.fullmatch(word)
        if match is not None:
            low, high = ends(match, rules.oldest)
            break
    else:
        return None
    if high < low or high > rules.oldest:
        return None
    if high < rules.first or low > rules.last:
        return Meaning("outside", ages=(low, high))
    if (low >= rules.youngest or low == 0) and high < rules.split:
        return Meaning("category", UNDER, _years(low, high), ages=(low, high))
    if low >= rules.split and (high <= rules.last or (low == rules.split and high == rules.oldest)):
        return Meaning("category", FROM, _years(low, high), ages=(low, high))
    return Meaning("across", ages=(low, high))


def _years(low: int, high: int) -> frozenset[str]:
    return frozenset(f"{age}" for age in range(low, high + 1))


def variable_of(heading: str) -> str | None:
    """The variable that a heading in plain words names; None if none."""
    for name, variable in schema().variables.items():
        if heading == name or heading in variable.also:
            return name
    return None


def counts_people(heading: str) -> bool:
    """Whether a column may count people, by its heading in plain words."""
    office = schema().office
    if heading.startswith(office.other_numbers):
        return False
    return heading in office.count or heading.startswith(office.count_begins)


def is_period(cell: str) -> bool:
    """Whether a cell names a year or a part of one: 2024, 2024K1, jan 2024, 1. kvt. 2024."""
    return _PERIOD.fullmatch(cell.strip().lower()) is not None


_PERIOD = re.compile(
    r"(?:19|20)\d\d(?:[kqhmu]\d{1,2}|-\d\d(?:-\d\d)?)?"
    r"|(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.? (?:19|20)\d\d"
    r"|[1-4]\. ?(?:kvt|kvartal|halvår)\.? (?:19|20)\d\d"
)
