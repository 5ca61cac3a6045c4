"""What docs/economics.md shows works as it stands there, and its figures are the project's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from calibration.trial import the_trial
from mentorsim.cli.prices import benefit_note
from mentorsim.language import Language
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.decision.success_rate import value_of_a_year
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_checks import benefit_week_parts, cross_check
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.price_list import price_schema
from scenarios.economics.purse_names import PROGRAMME
from scenarios.economics.rule_sets import rule_years
from scenarios.policy.policies import load_policies
from tests.worlds.small_comparison import few_draws

PAGE = (Path(__file__).parents[3] / "docs" / "economics.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return str(found)


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("python"), "economics.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "municipality" in shown
    assert "hours_worked_share" in shown


def test_its_own_prices_are_some(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(block("yaml"), encoding="utf-8")
    assert set(load_prices(2023, file).overlaid) == set(yaml.safe_load(block("yaml")))


def test_it_names_every_rule_year_and_no_entry_that_is_none() -> None:
    assert all(str(year) in PAGE for year in rule_years())
    for name in re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", PAGE):
        known = {
            *price_schema(),
            *PROGRAMME,
            "first_month",
            "last_day",
            "on_benefit",
            "self_supported",
            "employment_completed",
        }
        functions = {
            "quantities_of",
            "draw_prices",
            "present_value",
            "earlier_weeks",
            "from_25",
            "write_workbook",
        }
        assert name in known | functions, name


@pytest.mark.parametrize(
    ("figure", "ours", "nearest"),
    [
        ("mentor_year", 593000, 500),
        ("course", 54000, 500),
        ("paid_hour", 308, 0.5),
        ("employment_year", 151000, 500),
    ],
)
def test_its_cross_check_is_the_projects(figure: str, ours: float, nearest: float) -> None:
    rows = cross_check(load_prices(2016, price_level=2017)).set_index("figure")
    assert abs(rows.loc[figure, "ours"] - ours) <= nearest


def test_its_weeks_beside_the_states_tool_are_the_projects() -> None:
    """SØM's weekly averages, in all and by who bears them, under the rules of 2023."""
    rows = cross_check(load_prices(2023)).set_index("figure")
    page = " ".join(PAGE.split())
    for what, sentence in (
        (
            "benefit",
            "a week on benefit is {} kroner here ({} municipal, {} the state's) and {} there "
            "({} and {})",
        ),
        ("pension", "a week on disability pension {} ({} and {}) and {} ({} and {})"),
    ):
        parts = [f"{what}_week{part}" for part in ("", "_municipality", "_state")]
        numbers = [f"{rows.loc[p, c]:,.0f}" for c in ("ours", "published") for p in parts]
        assert sentence.format(*numbers) in page
        published = rows.loc[parts, "published"]
        assert published.iloc[0] == pytest.approx(published.iloc[1:].sum(), abs=1.5)
        # The splits agree: four fifths are municipal, here and there.
        for column in ("ours", "published"):
            assert rows.loc[parts[1], column] / rows.loc[parts[0], column] == pytest.approx(
                0.8, abs=0.001
            )


def test_a_year_in_work_against_support_as_lived_is_worth_what_it_says() -> None:
    """Central prices; weeks are people's, so draws do not matter."""
    lived = run_ensemble(
        the_trial(), load_policies(["no-mentor"]), few_draws(), EnsembleSetting(horizon=157)
    )
    like = quantities_of(lived, "no-mentor", the_trial().design.intake_start.value)
    values = central_prices(load_prices(2016, price_level=2017))
    worth = value_of_a_year(like, values, "employment", "public", discounted=False)
    assert worth == pytest.approx(133_000, abs=500)
    assert "is worth 133,000 to the public" in " ".join(PAGE.split())


def test_what_the_page_says_of_the_week_on_benefit_is_what_the_prices_give() -> None:
    """The supplement alone takes our week below the published one; so do the shares together."""
    parts = benefit_week_parts(load_prices(2023)).set_index("part")["kroner"]
    for part in parts.index:
        assert f"{parts[part]:,.0f}" in PAGE, part
        if part != "ours":
            assert parts[part] < parts["ours"]
            assert f"| {parts['ours'] - parts[part]:.0f} |" in PAGE, part
    published = 1682.0
    assert parts["no_supplement"] < published < parts["under_25"]
    assert parts["lowest"] < published
    without, with_it = parts["no_supplement"], parts["ours"]
    share = 0.8 * (published - without) / (with_it - without)
    assert f"{share:.0%}".replace("%", " %") in PAGE


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "ours is 2,120, of the trial's group; the published 1,680"),
        ("da", "vores er 2.120 og gælder forsøgets gruppe; de offentliggjorte 1.680"),
    ],
)
def test_the_note_below_the_cross_check(code: str, said: str) -> None:
    prices, language = load_prices(2023), Language(code)
    assert said in benefit_note(cross_check(prices), prices, language)
