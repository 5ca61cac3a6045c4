"""What stands behind the results of several runs: said once if it is the same, and never lost."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.report.background import apart, behind_forecast, behind_run
from mentorsim.saved.forecast import read_forecast
from mentorsim.saved.run import read_run
from scenarios.budget.budget import budget
from tests.support.report_cases import DRAWS, Page, forecast_folder, local_folder, made, run_folder

# One worker makes the runs and reports that these tests and those of another file share.
pytestmark = pytest.mark.xdist_group("report")


@pytest.mark.parametrize("code", LOCALES)
def test_what_runs_have_in_common_is_said_once(code: str) -> None:
    language = Language(code)
    both = Page(made(code, run_folder(), forecast_folder()))
    once = [
        language.text("method.model.text"),
        language.text("unknown.endings.text"),
        language.text("price.tax_share_wage"),
        language.name("limit", "rules_stay"),
    ]
    assert [both.text.count(words) for words in once] == [1] * len(once)
    # Their draws are not the same: each says its own, below what is common.
    for draws in (str(DRAWS), "4"):
        assert language.text("method.calibration.draws", draws=draws) in both.text
    start, common = both.text.split(language.text("runs.common"), 1)[1].rsplit(
        language.text("runs.common"), 1
    )
    assert not any(words in start for words in once)
    assert all(words in common for words in once)


def test_nothing_is_lost_where_it_is_said_once() -> None:
    language = Language("da")
    runs = [read_run(folder) for folder in (run_folder(), local_folder())]
    every = [behind_run(run, budget(run.comparison), language) for run in runs]
    every.append(behind_forecast(read_forecast(forecast_folder()), language))
    common, own = apart(every)
    for whole, left in zip(every, own, strict=True):
        for name in ("limits", "unknown", "method", "assumptions", "provenance"):
            before, said = getattr(whole, name), (*getattr(common, name), *getattr(left, name))
            assert len(said) == len(before)
            assert set(said) == set(before)
    assert len(common.assumptions) > 10
    # Model, trial, twins and evidence; draws and intervals are each run's own.
    assert len(common.method) == 4


def test_what_one_run_has_nothing_of_is_common_to_the_others() -> None:
    language = Language("en")
    run = read_run(run_folder())
    priced, bare = (behind_run(run, x, language) for x in (budget(run.comparison), None))
    common, own = apart([priced, bare, priced])
    assert common.assumptions == priced.assumptions
    assert [left.assumptions for left in own] == [(), (), ()]
    alone, left = apart([priced, bare])
    assert alone.assumptions == ()
    assert left[0].assumptions == priced.assumptions


@pytest.mark.parametrize("code", LOCALES)
def test_two_runs_that_are_the_same_leave_nothing_of_their_own(code: str, tmp_path: Path) -> None:
    folder = copytree(run_folder(), tmp_path / "again")
    page = Page(made(code, run_folder(), folder))
    assert Language(code).text("runs.own") not in page.text
    draws = Language(code).text("method.calibration.draws", draws=str(DRAWS))
    assert page.text.count(draws) == 1
