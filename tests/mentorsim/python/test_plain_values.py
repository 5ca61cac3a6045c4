"""Plain values for what commands take as files: fields, names, people, prices, executors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mentorsim import compare, decide, forecast, load, model, python_policy, question, rank, run
from mentorsim.language import Language
from mentorsim.present.forecast.text import notes
from scenarios.comparison.comparison import Comparison
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_file import load_prices
from scenarios.municipality.municipality import read_municipality
from sim.errors import InputError

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"


def same(one: Comparison, other: Comparison) -> bool:
    return one.ensemble.identical(other.ensemble)


# Fields with dots


def test_dotted_names_are_the_nested_fields() -> None:
    dotted = load("low-grades-first", **{"targeting.max_wait_weeks": 26, "duration.weeks": 40})
    nested = load("low-grades-first", targeting={"max_wait_weeks": 26}, duration={"weeks": 40})
    mixed = load("low-grades-first", targeting={"max_wait_weeks": 26}, **{"duration.weeks": 40})
    assert dotted == nested == mixed
    assert dotted.policy.targeting.first == ["grade_low"]
    beside = load("as-in-trial", duration={"weeks": 40}, **{"duration.until.trust": 0.5})
    assert (beside.policy.duration.weeks, beside.policy.duration.until.trust) == (40, 0.5)


def test_what_was_given_is_not_changed() -> None:
    until: dict[str, Any] = {"trust": 0.5}
    load("as-in-trial", duration={"until": until}, **{"duration.until.readiness": 0.9})
    assert until == {"trust": 0.5}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"targeting.max_wait_weks": 26}, r"targeting\.max_wait_weks"),
        ({"targetting.max_wait_weeks": 26}, "targetting"),
        ({"duration.weeks": -1}, r"duration\.weeks: impossible value"),
        ({"duration.weeks.more": 1}, r"duration\.weeks"),
        ({"duration..weeks": 1}, "not the name of a field"),
        ({"duration.": 1}, "not the name of a field"),
        ({"duration": {"weeks": 30}, "duration.weeks": 31}, r"duration\.weeks: .* given twice"),
        ({"duration.weeks": 31, "duration": {"weeks": 30}}, r"duration\.weeks: .* given twice"),
        ({"duration.weeks": 31, "duration": 3}, "duration: this field is given twice"),
        ({"duration": 3, "duration.weeks": 31}, "duration.weeks: this field is given twice"),
    ],
)
def test_wrong_fields_are_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load("as-in-trial", **changes)


# Names by a mapping


def test_a_mapping_names_the_policies() -> None:
    longer = load("as-in-trial", **{"duration.weeks": 40})
    found = compare({"base": "as-in-trial", "longer": longer}, weeks=20, draws=2)
    assert [p.name for p in found.policies] == ["base", "longer", "no-mentor"]
    plain = compare("as-in-trial", load(longer, name="longer"), weeks=20, draws=2)
    number = found.difference("base", "education", 20)["mean"]
    assert number == plain.difference("as-in-trial", "education", 20)["mean"]


def test_the_reference_may_be_a_name_of_the_mapping() -> None:
    named = {"base": "as-in-trial", "short": load("as-in-trial", **{"duration.weeks": 13})}
    found = compare(named, "26-weeks", against="base", weeks=30, draws=2)
    assert found.reference == "base"
    assert [p.name for p in found.policies] == ["short", "26-weeks", "base"]
    with pytest.raises(InputError, match="same name"):
        compare({"26-weeks": "as-in-trial"}, "26-weeks", weeks=20, draws=2)
    with pytest.raises(InputError, match="unknown policy"):
        compare({"base": "as-in-trail"}, weeks=20, draws=2)


def nothing(model: object) -> None:
    """A policy in Python that does nothing."""


def test_a_mapping_names_a_policy_in_python_too() -> None:
    own = python_policy("own", act=nothing)
    found = compare({"mine": own}, weeks=10, draws=2)
    assert [p.name for p in found.policies] == ["mine", "no-mentor"]
    with pytest.raises(InputError, match="policy in Python"):
        model(own, "no-mentor")


def test_other_functions_take_a_mapping_too() -> None:
    named = {"base": "as-in-trial", "short": "26-weeks"}
    ranked = rank(named, hours=40_000, weeks=20, draws=2)
    assert set(ranked.table["policy"]) == {"base", "short"}
    decided = decide(named, weeks=20, draws=2)
    assert [p.name for p in decided.policies] == ["base", "short", "no-mentor"]


# People in a frame


def individuals() -> pd.DataFrame:
    return pd.read_csv(EXAMPLES / "individuals.csv", sep=None, engine="python", decimal=",")


def test_people_in_a_frame_are_those_of_the_file() -> None:
    file = read_municipality(EXAMPLES / "individuals.csv")
    frame = read_municipality(individuals())
    assert (frame.kind, frame.people, frame.missing) == (file.kind, file.people, file.missing)
    assert frame.margins == file.margins
    assert frame.name == "population"


def test_shares_and_counts_in_a_frame_are_those_of_the_file(tmp_path: Path) -> None:
    path = EXAMPLES / "shares.csv"
    assert read_municipality(shares(), 640).margins == read_municipality(path, 640).margins
    counts = pd.DataFrame(
        {"variable": "gender", "category": ["woman", "man"], "count": [310.0, 330.0]}
    )
    (tmp_path / "counts.csv").write_text(
        "variable;category;count\ngender;woman;310\ngender;man;330"
    )
    file = read_municipality(tmp_path / "counts.csv")
    frame = read_municipality(counts)
    assert (frame.people, frame.margins) == (640, file.margins)


def test_a_frame_lives_as_the_file_does() -> None:
    path, frame = EXAMPLES / "shares.csv", shares()
    one, other = (
        compare("as-in-trial", weeks=20, draws=2, population=p, people=640) for p in (path, frame)
    )
    assert same(one, other)
    assert one.population_comparison is not None
    worlds = [run("as-in-trial", weeks=20, population=p, people=640) for p in (path, frame)]
    assert np.array_equal(worlds[0].accounts.people, worlds[1].accounts.people)


def test_a_decision_takes_a_frame() -> None:
    found = [
        decide("as-in-trial", weeks=10, draws=2, population=p, people=640)
        for p in (EXAMPLES / "shares.csv", shares())
    ]
    assert found[0].population_comparison is not None
    costs = [each.decision.ratios[0].cost.mean for each in found]
    assert costs[0] == costs[1]


def test_a_ranking_takes_a_file_or_a_frame() -> None:
    orders = [
        rank("26-weeks", hours=9_000, weeks=20, draws=2, population=p, people=640)
        for p in (EXAMPLES / "shares.csv", shares())
    ]
    pd.testing.assert_frame_equal(orders[0].table, orders[1].table, check_exact=True)
    trials = rank("26-weeks", hours=9_000, weeks=20, draws=2)
    assert trials.table["mentors"].iloc[0] != orders[0].table["mentors"].iloc[0]


def shares() -> pd.DataFrame:
    return pd.read_csv(EXAMPLES / "shares.csv", sep=None, engine="python", decimal=",")


def test_a_forecast_takes_a_frame() -> None:
    how: dict[str, Any] = {"people": 640, "draws": 2, "years": 2, "intake": 100}
    found = [
        forecast("as-in-trial", population=p, **how) for p in (EXAMPLES / "shares.csv", shares())
    ]
    assert found[0].population_comparison is not None
    assert found[0].population_comparison.people == found[1].population_comparison.people
    pd.testing.assert_frame_equal(
        found[0].entries.drop(columns="population", errors="ignore"),
        found[1].entries.drop(columns="population", errors="ignore"),
        check_exact=True,
    )


def test_nothing_of_people_in_a_frame_is_written(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    before = individuals()
    frame = before.copy()
    compare("as-in-trial", weeks=20, draws=2, population=frame)
    assert list(tmp_path.iterdir()) == []
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"age": [21.0, 99.0]}), "population: row 1, age: impossible value"),
        (pd.DataFrame({"age": [21.0], "shoe": [44]}), "unknown column"),
        (pd.DataFrame({"age": [21.0], "name": ["Ann"]}), "who somebody is"),
        (pd.DataFrame({"age": [21.0], "sex": ["3112901234"]}), "row 0: a personal number"),
        (pd.DataFrame({"age": [21.0], "sex": [3112901234]}), "row 0: a personal number"),
        (pd.DataFrame({"age": [21.0], "sex": ["=1+1"]}), "row 0, sex: a formula"),
        (pd.DataFrame([[21.0, 22.0]], columns=["age", "Age"]), "a column is there twice"),
        (pd.DataFrame({"age": []}), "nothing to read"),
        (pd.DataFrame({"age": [None, float("nan")], "sex": ["", pd.NA]}), "nothing to read"),
        (pd.DataFrame({"variable": ["age"], "share": [1.0]}), "not the columns of a table"),
        (
            pd.DataFrame({"variable": ["sx"], "category": ["woman"], "share": [1.0]}),
            "row 0, variable",
        ),
    ],
)
def test_wrong_frames_are_told_by_row_and_column(frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        compare("as-in-trial", weeks=20, draws=2, population=frame, people=None)
    assert "3112901234" not in str(told.value)


def test_what_is_no_population_is_told() -> None:
    with pytest.raises(InputError, match="population: no population\n  found:   Series"):
        compare("as-in-trial", weeks=20, draws=2, population=pd.Series([1]))
    with pytest.raises(InputError, match="cannot read the population"):
        compare("as-in-trial", weeks=20, draws=2, population="no-such.csv")


def test_numbers_of_a_frame_are_never_taken_for_others() -> None:
    """Three decimals could be thousands in a file; in a frame they are decimals."""
    rows = ["age;gender", "23,5;woman", "24,125;man", ";man", "22;woman", "25,25;woman"]
    file = read_municipality(Path("a.csv"), content="\n".join(rows).encode())
    ages = [23.5, 24.125, np.nan, 22.0, 25.25]
    genders = ["woman", "man", "man", "woman", "woman"]
    frame = read_municipality(pd.DataFrame({"age": ages, "gender": genders}))
    assert frame.margins == file.margins
    assert frame.missing == {"age": 1}
    income = [250.125, 300.5, 275.0, 1e-5, 199.999]
    means = read_municipality(pd.DataFrame({"mother_income": income})).margins
    assert means[0].target == pytest.approx(np.mean(income))


# Prices by a mapping

OWN = """
mentor_salary: {value: 520000, price_level: 2023, source: given in Python, certainty: B}
overhead_share: {value: 0.18, low: 0.15, high: 0.2, source: accounts, certainty: A}
"""
OVERHEAD = {
    "value": np.float64(0.18),
    "low": 0.15,
    "high": 0.2,
    "source": "accounts",
    "certainty": "A",
}
GIVEN: dict[str, Any] = {"mentor_salary": 520_000, "overhead_share": OVERHEAD}


def test_a_mapping_of_prices_is_the_file(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    file = chosen_prices(tmp_path / "own.yaml", 2023)
    mapping = chosen_prices(GIVEN, 2023)
    assert mapping.digest() == file.digest()
    assert mapping.entries == file.entries
    assert mapping.shipped == file.shipped
    assert mapping.overlay == "Python"
    full = {
        "value": np.int64(520_000),
        "price_level": np.int64(2023),
        "source": "us",
        "certainty": "B",
    }
    assert chosen_prices({"mentor_salary": full}, 2023)["mentor_salary"].value == 520_000


def test_a_mapping_lies_over_the_rule_year_and_its_kroner() -> None:
    year = chosen_prices().rule_year
    assert chosen_prices({"mentor_salary": 480_000})["mentor_salary"].price_level == year
    other = chosen_prices({"mentor_salary": 480_000}, 2013, 2020)
    assert (other.rule_year, other["mentor_salary"].price_level) == (2013, 2020)
    assert chosen_prices({}).digest() == chosen_prices().digest()


def test_functions_take_a_mapping_of_prices(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    decided = decide("as-in-trial", weeks=10, draws=2, prices=GIVEN, rule_year=2023)
    assert (
        decided.decision.values.prices.digest() == load_prices(2023, tmp_path / "own.yaml").digest()
    )
    flow = forecast("as-in-trial", years=2, intake=50, draws=2, prices=GIVEN)
    assert flow.prices.overlaid == tuple(GIVEN)
    assert any("(Python)" in words for words in notes(flow, Language("en")).values())
    asked = question("26-weeks", outcome="net_public", week=40, prices=GIVEN)
    assert asked.prices is not None
    assert asked.prices["mentor_salary"].value == 520_000


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({"mentor_salry": 520_000}, "unknown price.*did you mean mentor_salary"),
        ({"mentor_salary": -1}, r"prices: mentor_salary\.value: impossible price"),
        ({"mentor_salary": 520}, "far from the price on file"),
        ({"overhead_share": 1.5}, r"overhead_share\.value: impossible price"),
        ({"mentor_salary": "520000"}, "a price is a set of fields"),
        ({"mentor_salary": True}, "a price is a set of fields"),
        ({"mentor_salary": float("nan")}, r"mentor_salary\.value"),
        ({"mentor_salary": {"value": 520_000}}, "missing field"),
        (
            {
                "mentor_salary": {
                    "value": 520_000,
                    "price_level": 2023,
                    "source": "us",
                    "certainty": "?",
                }
            },
            "needs a range",
        ),
        ({3: 4}, "unknown price"),
    ],
)
def test_wrong_prices_are_told_as_those_of_a_file(prices: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_prices(2023, prices)


# Weeks


def test_weeks_are_the_last_week_everywhere() -> None:
    assert len(run("as-in-trial", weeks=20).accounts.people) == 21
    result = compare("as-in-trial", weeks=20, draws=2)
    assert result.ensemble["week"].values.tolist() == list(range(21))
    ranked = rank("as-in-trial", hours=9_000, weeks=20, draws=2)
    assert ranked.week == ranked.comparison.ensemble["week"].values[-1] == 20
    decided = decide("as-in-trial", weeks=10, draws=2)
    assert decided.decision.last_week == decided.decision.question.week == 10
    asked = question("26-weeks", week=20)
    assert asked.model([]).horizon == 21


@pytest.mark.parametrize("weeks", [0, -1, 521, 20.5, "20", True])
def test_weeks_that_cannot_be_followed_are_refused(weeks: Any) -> None:
    functions: list[Any] = [run, compare, decide]
    for function in functions:
        with pytest.raises(InputError, match=f"weeks: impossible week\n  found:   {weeks}"):
            function("as-in-trial", weeks=weeks)
    with pytest.raises(InputError, match="weeks: impossible week"):
        rank("as-in-trial", hours=9_000, weeks=weeks)
    with pytest.raises(InputError, match="week: impossible week"):
        question("as-in-trial", week=weeks)


def test_a_number_of_people_needs_a_population() -> None:
    with pytest.raises(InputError, match="people: this is about a population of your own"):
        compare("as-in-trial", weeks=20, draws=2, people=300)


# Where worlds are lived


@pytest.fixture(scope="module")
def here() -> Comparison:
    return compare("26-weeks", weeks=20, draws=3)


def test_any_executor_gives_the_same(here: Comparison) -> None:
    with ThreadPoolExecutor(2) as threads:
        assert same(compare("26-weeks", weeks=20, draws=3, executor=threads), here)
        assert threads.submit(int, "1").result() == 1
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert same(compare("26-weeks", weeks=20, draws=3, executor=processes), here)
    assert same(compare("26-weeks", weeks=20, draws=3, executor="threads"), here)


@pytest.fixture
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as connected,
    ):
        yield connected


def test_a_dask_client_gives_the_same_and_stays_open(here: Comparison, client: Any) -> None:
    assert same(compare("26-weeks", weeks=20, draws=3, executor=client), here)
    assert client.submit(int, "1").result() == 1
    client.close()
    with pytest.raises(InputError, match="this Dask client cannot be used"):
        compare("26-weeks", weeks=20, draws=3, executor=client)


def test_what_computes_nothing_is_refused() -> None:
    closed = ThreadPoolExecutor(1)
    closed.shutdown()
    with pytest.raises(InputError, match="this executor computes nothing"):
        compare("26-weeks", weeks=20, draws=3, executor=closed)
    with pytest.raises(InputError, match="unknown executor"):
        compare("26-weeks", weeks=20, draws=3, executor=4)
    with pytest.raises(InputError, match="unknown executor"):
        compare("26-weeks", weeks=20, draws=3, executor="somewhere")
