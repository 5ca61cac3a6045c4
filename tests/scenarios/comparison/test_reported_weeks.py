"""Policies that are compared are read in the same weeks, and not told apart before they differ."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.drawn import Shown
from mentorsim.page.words import headline
from mentorsim.present.comparison.answer import answer, pair_sentences
from mentorsim.present.comparison.cells import effect_cells
from mentorsim.present.comparison.figures import effect_curves
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.comparison.views import pair_words, view_rows
from mentorsim.present.decision.words import sentences
from mentorsim.present.figure_files import alt_text
from mentorsim.present.results import DAGGER, Verdict, better, effect, same_words
from mentorsim.python.views import tell
from mentorsim.saved.run import read_run, run_of, write_run
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.reported_weeks import group_week, pair_week, reported_weeks, spoken_week
from scenarios.comparison.same_lives import last_same_weeks
from scenarios.economics.price_choice import chosen_prices
from scenarios.policy.policies import load_policy
from tests.worlds.small_comparison import clear_comparison, few_draws, previewed
from tests.worlds.small_decision import small_decision

CODES = tuple(LOCALES)
#: What a sentence says of two policies whose interval holds zero.
UNCLEAR = {"en": "not distinguishable", "da": "ikke skelnes"}
TRIAL, SHORT, LONG, NONE = "as-in-trial", "26-weeks", "104-weeks", "no-mentor"


def page(name: str, language: Language, comparison: Comparison) -> list[str]:
    shown = Shown(comparison, "education", language, False, chosen_prices(None, None, None))
    return BLOCKS[name](shown).sentences


@cache
def weeks_in(words: str) -> frozenset[int]:
    """Weeks and years named in a sentence, as weeks."""
    found = {int(n) for n in re.findall(r"(?:week|uge) (\d+)", words)}
    years = re.findall(r"(?:after|efter) (\d+|a|et) (?:years?|år)", words)
    return frozenset(found | {52 * (int(n) if n.isdigit() else 1) for n in years})


def test_policies_are_the_same_until_the_shorter_support_ends() -> None:
    """The engine's own lives: support of 104 weeks is that of 52 until week 52, but for a few
    people who get a place that another one's shorter support has freed."""
    comparison = clear_comparison()
    until = comparison.same_until(LONG, TRIAL)
    assert until == 52
    assert comparison.same_until(TRIAL, LONG) == until
    assert comparison.same_until(SHORT, TRIAL) == comparison.same_until(SHORT, LONG) == 26
    assert all(comparison.same_until(n, NONE) < 4 for n in (TRIAL, SHORT, LONG))


@pytest.mark.parametrize("week", [0, 3, 16, 17, 39])
def test_policies_are_the_same_until_a_difference_can_be_seen(week: int) -> None:
    """One in 1,000 in half of the worlds is 0.05 per cent: no longer the same."""
    level = np.zeros((4, 2, 2, 40, 3), np.float32)
    level[..., 0] = 1
    data = xr.Dataset(
        {"level": (("draw", "seed", "policy", "week", "status"), level)},
        coords={"policy": ["a", "b"]},
    )
    level[:2, :, 1, week] = (0.99902, 0.00098, 0)
    assert last_same_weeks(data, [("a", "b")]) == {("a", "b"): 39}
    level[:2, :, 1, week] = (0.99898, 0.00102, 0)
    assert last_same_weeks(data, [("a", "b"), ("b", "a")]) == dict.fromkeys(
        [("a", "b"), ("b", "a")], week - 1
    )
    assert last_same_weeks(data, [("a", "b")], np.array([2, 3])) == {("a", "b"): 39}


def test_a_difference_that_is_uncertain_is_not_the_same() -> None:
    """The mean is zero, and the draws part: nobody knows, which is not that nothing differs."""
    level = np.full((39, 2, 2, 10, 2), 0.5)
    apart = np.linspace(-0.02, 0.02, 39)[:, None, None]
    level[:, :, 1, 5:, 0] += apart
    level[:, :, 1, 5:, 1] -= apart
    data = xr.Dataset(
        {"level": (("draw", "seed", "policy", "week", "status"), level)},
        coords={"policy": ["a", "b"]},
    )
    assert last_same_weeks(data, [("a", "b")]) == {("a", "b"): 4}


def test_the_weeks_are_those_of_the_comparison() -> None:
    comparison = clear_comparison()
    assert reported_weeks(comparison, "education") == (52, 104)
    assert reported_weeks(comparison, "employment") == (73, 104)
    assert pair_week(comparison, "education", SHORT, TRIAL) == 52
    assert pair_week(comparison, "education", LONG, SHORT) == 52
    # Both still give support in week 52.
    assert pair_week(comparison, "education", LONG, TRIAL) == 104
    assert spoken_week(comparison, "education") == group_week(comparison, "education") == 52


@pytest.mark.parametrize("code", CODES)
def test_pairs_are_told_in_the_same_weeks_everywhere(code: str) -> None:
    language, comparison = Language(code), clear_comparison()
    expected = [
        *pair_sentences(comparison, SHORT, TRIAL, "education", language),
        *pair_sentences(comparison, LONG, TRIAL, "education", language),
    ]
    until = comparison.same_until(LONG, TRIAL)
    assert [weeks_in(words) for words in expected] == [{52}, {104}, {until, until + 1}, {104}]
    # Page, report and Python say the same.
    assert page("effects", language, comparison)[-4:] == expected
    # That it lies beyond the trial is said in whole words once; after that the mark stands for it.
    beyond = language.text("answer.extrapolated")
    assert all(words.endswith(f" {beyond}") for words in (expected[1], expected[3]))
    marked = [words.replace(f" {beyond}", DAGGER) for words in expected]
    assert " ".join(marked) in answer(comparison, language)
    assert " ".join(answer(comparison, language)).count(beyond) == 1
    assert tell(comparison, language=code) == answer(comparison, language)
    # The first policy beside the reference is told in these weeks too.
    told = headline(comparison, language)
    assert [weeks_in(words) for words in told[:2]] == [{52}, {104}]
    assert weeks_in(answer(comparison, language)[0]) == {52, 104}


@pytest.mark.parametrize("code", CODES)
def test_twenty_six_weeks_are_told_from_fifty_two_a_year_after(code: str) -> None:
    """In week 26 the two are the same; in week 52 the shorter has fewer in education."""
    language, comparison = Language(code), clear_comparison()
    shown = effect(comparison, SHORT, "education", 52, against=TRIAL)
    assert shown.verdict is Verdict.FEWER
    words = page("effects", language, comparison)[-4]
    assert words == pair_sentences(comparison, SHORT, TRIAL, "education", language)[0]
    assert UNCLEAR[code] not in words
    assert re.search(rf"\b{language.per_thousand(-shown.mean)}\b", words)
    with_none = [effect(comparison, n, "education", 52).mean for n in (SHORT, TRIAL)]
    assert shown.mean == pytest.approx(with_none[0] - with_none[1])


@pytest.mark.parametrize("code", CODES)
def test_a_pair_that_cannot_differ_is_never_called_undecided(code: str) -> None:
    language, comparison = Language(code), clear_comparison()
    shown = effect(comparison, LONG, "education", 40, against=TRIAL)
    assert abs(shown.mean) < 0.05
    assert math.isnan(shown.probability)
    assert shown.verdict is Verdict.SAME
    words = same_words(comparison, shown, language)
    until = comparison.same_until(LONG, TRIAL)
    assert weeks_in(words) == {until, until + 1}
    assert UNCLEAR[code] not in words
    cells = effect_cells(shown, language)
    assert (cells[0].interval, cells[0].clear) == (language.text("number.same"), False)
    assert cells[1].value == better(shown, language) == language.text("number.none")
    # In the week after that they may differ, and are judged.
    later = effect(comparison, LONG, "education", until + 1, against=TRIAL)
    assert later.verdict is not Verdict.SAME


@pytest.mark.parametrize("code", CODES)
def test_two_names_for_one_policy_are_the_same_throughout(code: str) -> None:
    language, comparison = Language(code), clear_comparison()
    level = comparison.ensemble["level"].copy()
    level[:, :, 1] = level[:, :, 0]
    twins = replace(comparison, ensemble=comparison.ensemble.assign(level=level))
    (words,) = pair_sentences(twins, SHORT, TRIAL, "education", language)
    assert weeks_in(words) == {int(comparison.ensemble["week"].max())}
    shown = effect(twins, SHORT, "education", 52, against=TRIAL)
    assert words == same_words(twins, shown, language)


def test_a_kept_run_and_machines_know_until_when_policies_are_the_same(tmp_path: Path) -> None:
    comparison = clear_comparison()
    write_run(tmp_path, run_of(comparison, {}))
    kept = read_run(tmp_path).comparison
    until = comparison.same_until(LONG, TRIAL)
    assert kept.same_until(LONG, TRIAL) == until
    assert answer(kept, Language("en")) == answer(comparison, Language("en"))
    told = comparison_json(comparison, {})["same_until"]
    assert {"policy": LONG, "against": TRIAL, "week": until} in told
    assert len(told) == 6


@pytest.mark.parametrize("code", CODES)
def test_a_figure_of_two_policies_that_are_the_same_says_so(code: str) -> None:
    """Twice as long as in the trial, followed no further than the week of its answer."""
    language = Language(code)
    comparison = previewed((LONG,), against=TRIAL, weeks=52)
    shown = effect(comparison, LONG, "education", 52)
    words = same_words(comparison, shown, language)
    assert weeks_in(words) == {52}
    assert words.rstrip(".") in alt_text(effect_curves(comparison, "education", language))
    assert headline(comparison, language) == [words]
    (told,) = page("chances", language, comparison)
    assert told == words
    assert page("effects", language, comparison) == [words]


def test_groups_are_told_in_a_reported_week() -> None:
    comparison = previewed((LONG,), against=TRIAL, weeks=100)
    assert reported_weeks(comparison, "education") == (52, 100)
    assert spoken_week(comparison, "education") == group_week(comparison, "education") == 100


def test_a_decision_says_first_which_policies_are_the_same_so_far() -> None:
    """By hand, and the week is that of the lives: no two of these are the same for long."""
    decided = small_decision()
    assert set(decided.same_until) == {TRIAL, "caseload-25"}
    assert max(decided.same_until.values()) < 20
    assert not any("same" in said for said in sentences(decided, Language("en"))[:1])
    last = decided.decision.last_week
    until = replace(decided, same_until={TRIAL: last, "caseload-25": 3})
    assert sentences(until, Language("en"))[0] == (
        "In every week that is followed (up to and including week 104), “As in the trial” and “No "
        "mentor” are the same: fewer than 1 of 1,000 young people fare otherwise."
    )
    assert not any(
        "Best guess" in said or "loses" in said for said in sentences(until, Language("en"))
    )
    assert sentences(until, Language("da"))[0] == (
        "I alle de uger, der er fulgt (til og med uge 104), er »Som i forsøget« og »Ingen mentor« "
        "ens: det går færre end 1 af 1.000 unge anderledes."
    )


def test_the_table_of_views_says_the_same_where_the_first_table_does() -> None:
    """In week 52, by which two years of support have not yet parted from one and a half."""
    comparison = compare(
        the_trial(),
        [load_policy("78-weeks"), load_policy(LONG)],
        load_policy(NONE),
        few_draws(),
        EnsembleSetting(horizon=53),
    )
    assert comparison.same_until(LONG, "78-weeks") == 52
    for code in CODES:
        language = Language(code)
        rows = {row.pair: row.cells for row in view_rows(comparison, language)}
        same = rows[pair_words(comparison, LONG, "78-weeks", language)]
        assert {cell.interval for cell in same} == {language.text("number.same")}
        others = [cell for cells in rows.values() if cells != same for cell in cells]
        assert {cell.interval for cell in others} == {language.text("number.waiting")}
