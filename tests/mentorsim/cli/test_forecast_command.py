"""`mentorsim forecast` as a user meets it: both languages, JSON, files, resume, wrong input."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

import scenarios.forecast.stream as living
from mentorsim.cli import app
from mentorsim.folders.output import unfinished
from mentorsim.language import Language
from mentorsim.present.forecast.faded import faded_heads, faded_rows, faded_unit
from mentorsim.present.forecast.figures import blocks_figure, net_figure, years_figure
from mentorsim.present.forecast.json import forecast_json
from mentorsim.present.forecast.terminal import forecast_view
from mentorsim.present.forecast.text import finding, notes, ratio_sentence, sentences
from mentorsim.present.kroner import kroner, kroner_interval, kroner_with_interval
from mentorsim.python.forecast import forecast
from mentorsim.terminal.console import PIPED_WIDTH
from scenarios.comparison.intervals import least_draws
from scenarios.economics.price_choice import chosen_prices
from scenarios.forecast.fading import FADING_VIEWS
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.setting import forecast_setting
from sim.errors import InputError
from tests.worlds.small_forecast import small_blocks, small_forecast, with_draws

SMALL = ["--draws", "4", "--intake", "40", "--years", "2"]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["forecast", *arguments])
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


# --- JSON -----------------------------------------------------------------------------------------
def test_json_has_the_fields_that_were_agreed() -> None:
    code, text, errors = run("as-in-trial", *SMALL, "--json")
    assert code == 0, errors
    content = json.loads(text)
    assert set(content) == {
        "reform",
        "rules",
        "years",
        "lives",
        "decision",
        "blocks",
        "payback",
        "fading",
        "ceiling",
        "own_prices",
        "assumptions",
        "provenance",
    }
    assert content["own_prices"] == []
    assert len(content["years"]) == 2 * 5
    for row in content["years"]:
        assert {"year", "policy", "purse", "cost", "saving", "net", "low", "high"} <= set(row)
        assert row["net"] == pytest.approx(row["saving"] - row["cost"], abs=0.01)
        assert {"full_time_equivalents", "places", "waiting", "extrapolated"} <= set(row)
    purses = {row["purse"] for row in content["years"]}
    assert purses == {"municipality", "state", "region", "public", "person"}
    decision = content["decision"]
    assert {"icer", "evpi", "ceac", "evppi", "policies", "thresholds"} <= set(decision)
    thresholds = forecast_setting().thresholds.value
    assert decision["thresholds"] == thresholds
    # Two draws have no probability, nor is anything called the best buy.
    assert (decision["enough_draws"], decision["draws_needed"]) == (False, 39)
    assert decision["ceac"] is decision["evpi"] is decision["icer"] is None
    assert {row["verdict"] for row in decision["plane"]} == {"not assessed"}
    assert {row["prob_gain"] for row in content["years"]} == {None}
    enough = with_draws(small_forecast(), 10)
    told = json.loads(json.dumps(forecast_json(enough, {}, Language("en"))))["decision"]
    assert np.allclose(np.sum(told["ceac"], axis=1), 1)
    assert len(told["evpi"]) == len(thresholds)
    assert content["blocks"] == []
    kinds = {entry["kind"] for entry in content["assumptions"]}
    assert kinds == {"price", "forecast", "limit"}
    origin = content["provenance"]
    assert (origin["rule_year"], origin["price_level"]) == ("calendar", "2026")
    assert origin["rule_sets"] == "2026"
    assert content["rules"]["calendar"]
    rules = {row["year"]: row for row in content["rules"]["years"]}
    assert [rules[year]["years_since_rules"] for year in (2026, 2027)] == [0, 1]
    for row in content["years"]:
        assert row["rules_carried_on"] == (row["year"] == 2027)
        assert row["years_since_rules"] == row["year"] - 2026
        assert row["rules"] == "2026"


def test_json_of_blocks_and_payback() -> None:
    content = json.loads(json.dumps(forecast_json(small_blocks(), {}, Language("en"))))
    assert [b["from_week"] for b in content["blocks"]] == [1, 53, 79]
    quantities = {q["quantity"] for q in content["blocks"][1]["quantities"]}
    assert {"cost", "net_public", "education_years", "employment_years"} <= quantities
    assert {r["purse"] for r in content["payback"]} >= {"municipality", "state", "public"}
    assert {r["priced_as"] for r in content["payback"]} == {"as_it_is", "pension_as_benefit"}
    json.dumps(content, allow_nan=False)


def told_forecast() -> Forecast:
    """With draws enough for each third of them to have an interval."""
    return with_draws(small_forecast(), least_draws())


# --- on screen ------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("more", [[], ["stream-limited"], ["--blocks", "--years", "5"]])
def test_tables_fit_and_come_in_both_languages(language: str, more: list[str]) -> None:
    policies = ["as-in-trial", "78-weeks"] if "--blocks" in more else ["as-in-trial"]
    code, text, errors = run(*policies, *SMALL, *more, "--language", language)
    assert code == 0, errors
    assert max(len(line) for line in text.splitlines()) <= 100
    words = {
        "da": ["Kommunen", "Staten", "Lovudkastets"],
        "en": ["Municipality", "State", "full-time person"],
    }
    for word in words[language]:
        assert word in text
    assert "…" not in text, "no heading or number is cut"
    assert "nan" not in text.replace("finans", "")
    decimal = {"da": ",", "en": "."}[language]
    assert f"0{decimal}0" in text or f"1{decimal}" in text


@pytest.mark.parametrize("code", ["da", "en"])
@pytest.mark.parametrize("result", [small_forecast, small_blocks, told_forecast])
def test_no_word_or_number_is_lost_in_a_hundred_columns(
    code: str, result: Callable[[], Forecast]
) -> None:
    words = []
    for width in (PIPED_WIDTH, 400):
        console = Console(width=width, file=io.StringIO(), color_system=None)
        console.print(forecast_view(result(), Language(code)))
        assert isinstance(console.file, io.StringIO)
        words.append(Counter(console.file.getvalue().split()))
    # Rules of tables are as long as the tables; all else is there as often.
    lost = {word: n for word, n in (words[1] - words[0]).items() if set(word) != {"─"}}
    assert not lost


@pytest.mark.parametrize("code", ["da", "en"])
def test_the_net_by_how_fast_readiness_fades_is_that_of_the_note_and_the_file(code: str) -> None:
    """Slowest first and fewer weeks to half with each third; one purse is the note's number."""
    found, language = told_forecast(), Language(code)
    policy = found.compared[0]
    rows = {row.head: row.cells for row in faded_rows(found, policy, language)}
    unit = faded_unit(found, policy)
    public = rows[language.text("purse_title.public")]
    for cell, view in zip(public, FADING_VIEWS, strict=True):
        row = found.faded(policy, view)
        assert cell.value == unit.number(row["net"], language, signed=True)
        assert cell.interval == unit.interval(row["low"], row["high"], language)
    halves = [float(found.faded(policy, view)["weeks_to_half"]) for view in FADING_VIEWS]
    assert halves == sorted(halves, reverse=True)
    assert halves[0] > halves[-1]
    for weeks, head in zip(halves, faded_heads(found, policy, language)[1:], strict=True):
        assert f" {language.integer(weeks)} " in head
    assert not faded_rows(with_draws(small_forecast(), 10), policy, language)


@pytest.mark.parametrize("code", ["da", "en"])
def test_sentences_say_cost_net_payback_pension_and_horizon(code: str) -> None:
    result, language = small_forecast(), Language(code)
    said = sentences(result, "as-in-trial", language)
    assert 3 <= len(said) <= 6
    text = " ".join(said)
    assert "2028" in text
    assert finding(result, "as-in-trial", language)
    assert ratio_sentence(result, "as-in-trial", language)
    mean = result.total("as-in-trial")["cost"]
    assert kroner(mean, language) in said[0]
    assert set(notes(result, language)) >= {"constant", "horizon", "beyond", "pension", "size"}


def test_the_sentence_on_payback_follows_the_horizon() -> None:
    english = Language("en")
    short = " ".join(sentences(with_draws(small_forecast(), 10), "as-in-trial", english))
    assert "within 4 years" not in short
    longer = " ".join(sentences(with_draws(small_blocks(), 10), "as-in-trial", english))
    assert "within 4 years" in longer
    assert "within 10 years" not in longer


@pytest.mark.parametrize("code", ["da", "en"])
def test_no_verdict_or_chance_before_there_are_draws_enough(code: str) -> None:
    """Four draws, and the same ten times over: amounts are shown, verdicts and chances wait."""
    language, few = Language(code), small_forecast()
    enough = with_draws(few, 10)
    percent = re.compile(r"(?<!95)(?<!95 )%")
    for result in (few, enough):
        said = sentences(result, "as-in-trial", language)
        said += [finding(result, "as-in-trial", language)]
        said += [ratio_sentence(result, "as-in-trial", language)]
        text = " ".join(said).replace("\N{NO-BREAK SPACE}", " ")
        assert bool(re.search(r"(?<!\d)39(?![.,]?\d)", text)) == (not result.enough)
        assert bool(percent.search(text)) == result.enough
        assert kroner(result.total("as-in-trial")["cost"], language) in text
    assert np.isnan(few.payback("as-in-trial").never)
    assert not np.isnan(enough.payback("as-in-trial").never)


# --- kroner ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("x", "english", "danish"),
    [
        (0, "DKK 0", "0 kr."),
        (432.4, "DKK 432", "432 kr."),
        (6612, "DKK 6,600", "6.600 kr."),
        (-312_400, "DKK −312,000", "−312.000 kr."),
        (4_260_000, "DKK 4.3 million", "4,3 mio. kr."),
        (137_400_000, "DKK 137 million", "137 mio. kr."),
    ],
)
def test_kroner_have_as_many_digits_as_they_deserve(x: float, english: str, danish: str) -> None:
    assert kroner(x, Language("en")) == english
    assert kroner(x, Language("da")) == danish


def test_an_interval_of_kroner_has_one_unit() -> None:
    english = Language("en")
    assert kroner_interval(-30e6, -2.4e6, english) == "DKK −30 to −2.4 million"
    # An end that is not zero does not read as zero.
    assert kroner_interval(-30e6, 0.4e6, english) == "DKK −30 to 0.4 million"
    assert kroner_interval(-30e6, 0, english) == "DKK −30 to 0 million"
    assert kroner_with_interval(-2.04e6, -3e6, 1e6, english) == "DKK −2.0 million (−3.0 to 1.0)"
    assert kroner_interval(-30e6, 0.04e6, english) == "DKK −30 to 0.04 million"


@pytest.mark.parametrize(
    ("low", "high", "english", "danish"),
    [
        (1_710, 14_000, "DKK 1,700 to 14,000", "1.700 til 14.000 kr."),
        (221, 1_254, "DKK 221 to 1,300", "221 til 1.300 kr."),
        (-899, -1, "DKK −899 to −1", "−899 til −1 kr."),
        (-4_160, 260_400, "DKK −4,200 to 260,000", "−4.200 til 260.000 kr."),
    ],
)
def test_each_end_of_an_interval_has_the_digits_of_its_own_size(
    low: float, high: float, english: str, danish: str
) -> None:
    assert kroner_interval(low, high, Language("en")) == english
    assert kroner_interval(low, high, Language("da")) == danish


# --- files ----------------------------------------------------------------------------------------
def test_files_are_the_same_twice_and_with_any_number_of_workers(tmp_path: Path) -> None:
    seen = []
    for k, workers in enumerate(("1", "2")):
        out = tmp_path / str(k)
        code, _, errors = run("as-in-trial", *SMALL, "--workers", workers, "--out", str(out))
        assert code == 0, errors
        seen.append(contents(out))
    assert seen[0] == seen[1]
    tables = {"years", "totals", "entries", "fans", "payback", "assumptions", "ceiling"}
    assert {f"{name}.csv" for name in tables} <= set(seen[0])
    assert not [name for name in seen[0] if name.startswith("decision-")], "too few draws"
    assert {"net-1-as-in-trial.png", "years-1-as-in-trial.png"} <= set(seen[0])
    assert json.loads(seen[0]["forecast.json"])["provenance"] == json.loads(
        seen[0]["provenance.json"]
    )


def test_an_interrupted_forecast_resumes_and_ends_with_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = ["as-in-trial", "--draws", "18", "--intake", "40", "--years", "1", "--json"]
    whole, out = tmp_path / "whole", tmp_path / "out"
    code, told, errors = run(*same, "--out", str(whole))
    assert code == 0, errors
    true, begun = living.person_weeks, []

    def stops(*arguments: object) -> object:
        begun.append(1)
        if len(begun) > 16 * 2 * 2:
            raise KeyboardInterrupt
        return true(*arguments)

    monkeypatch.setattr(living, "person_weeks", stops)
    code, text, errors = run(*same, "--out", str(out))
    monkeypatch.undo()
    assert (code, text) == (130, "")
    assert "interrupted" in errors
    assert [p.name for p in unfinished(out).glob("*.npz")] == ["forecast-0000.npz"]
    code, _, errors = run(*same, "--out", str(out), "--resume", "--start-year", "2032")
    assert code == 2
    assert "start year" in errors
    code, again, errors = run(*same, "--out", str(out), "--resume")
    assert code == 0, errors
    assert again == told
    assert contents(out) == contents(whole)
    assert not unfinished(out).exists()


def test_figures_state_their_finding_and_mark_the_years_beyond() -> None:
    for code in ("da", "en"):
        language = Language(code)
        for draw in (net_figure, years_figure):
            figure = draw(small_forecast(), "as-in-trial", language)
            assert len(figure.get_suptitle()) > 30
            marked = [p for axes in figure.axes for p in axes.patches if p.get_gid() == "beyond"]
            assert len(marked) == len(figure.axes)
            # The trial speaks to the first of three years.
            assert marked[0].get_x() == 2026.5
        assert len(blocks_figure(small_blocks(), language).axes) == 3


def test_the_python_face_is_the_commands() -> None:
    result = forecast("as-in-trial", intake=40, years=2, draws=4)
    assert isinstance(result, Forecast)
    _, text, _ = run("as-in-trial", *SMALL, "--json")
    rows = json.loads(text)["years"]
    assert [r["net"] for r in rows] == result.to_pandas()["net"].tolist()
    assert (result.years["year"].min(), result.years["year"].max()) == (2026, 2027)


# --- prices ---------------------------------------------------------------------------------------
def test_prices_are_a_rule_year_or_a_file_over_one(tmp_path: Path) -> None:
    assert chosen_prices().rule_year == 2023
    assert chosen_prices(2013).rule_year == chosen_prices("2013").rule_year == 2013
    assert chosen_prices("2016", price_level=2023).price_level == 2023
    own = tmp_path / "own.yaml"
    own.write_text("overhead_share: {value: 0.5, source: ours, certainty: A}\n", encoding="utf-8")
    over = chosen_prices(own, 2019)
    assert (over.rule_year, over.overlaid) == (2019, ("overhead_share",))
    cheap = forecast("as-in-trial", intake=40, years=1, draws=2)
    dear = forecast("as-in-trial", intake=40, years=1, draws=2, prices=own)
    assert dear.total("as-in-trial")["cost"] > 1.2 * cheap.total("as-in-trial")["cost"]
    code, text, errors = run("as-in-trial", *SMALL, "--prices", str(own), "--json")
    assert code == 0, errors
    origin = json.loads(text)["provenance"]
    assert origin["own_prices"] == str(own)
    assert origin["own_prices_from_shipped"].startswith("overhead_share ")
    assert origin["prices"] != chosen_prices().digest()


def test_the_yardstick_is_the_users_own_figure_where_they_have_one(tmp_path: Path) -> None:
    result = forecast("as-in-trial", intake=40, years=1, draws=2, prices=2026)
    row = result.ceiling.iloc[0]
    assert row["draft"] == pytest.approx(10602)
    assert row["per_person"] == pytest.approx(row["cost"] / row["full_time_persons"])
    own = {"mentor_cap": {"value": 11000, "price_level": 2026, "source": "law", "certainty": "A"}}
    ours = forecast("as-in-trial", intake=40, years=1, draws=2, prices=own, rule_year=2026)
    assert ours.ceiling["draft"].tolist() == pytest.approx([11000])


@pytest.mark.parametrize(
    ("prices", "rule_year", "words"),
    [
        ("2020", None, "rule year"),
        ("2016", 2019, "two rule years"),
        ("no-such.yaml", None, "no such prices"),
        (None, 1999, "rule year"),
    ],
)
def test_prices_that_cannot_be_are_refused(
    prices: str | None, rule_year: int | None, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        chosen_prices(prices, rule_year)


# --- wrong input ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["POLICY", "--blocks"]),
        (["104-week"], ["did you mean 104-weeks?"]),
        (["no-mentor"], ["nothing to compare"]),
        (["104-weeks", "--intake", "0"], ["--intake"]),
        (["104-weeks", "--years", "40"], ["--years", "40"]),
        (["104-weeks", "--years", "3", "--intake-years", "4"], ["--intake-years"]),
        (["104-weeks", "--start-year", "12"], ["--start-year"]),
        (["104-weeks", "--prices", "2020"], ["2020", "2023"]),
        (["104-weeks", "--prices", "2016", "--rule-year", "2019"], ["two rule years"]),
        (["104-weeks", "--prices", "nowhere.yaml"], ["nowhere.yaml"]),
        (["104-weeks", "--price-level", "1850"], ["1850"]),
        (["104-weeks", "--full-time-persons", "-3", *SMALL], ["--full-time-persons"]),
        (["104-weeks", "--blocks"], ["duration alone"]),
        (["--blocks", "--years", "3"], ["--blocks", "more --years"]),
        (["104-weeks", "--people", "3"], ["--people", "--population"]),
        (["104-weeks", "--draws", "1"], ["--draws"]),
        (["104-weeks", "--draws", "99999"], ["--draws", "99999"]),
        (["104-weeks", "--language", "tlh"], ["tlh"]),
        (["104-weeks", "--reading", "none"], ["none"]),
        (["104-weeks", "--resume"], ["--out"]),
        (["104-weeks", "--out", __file__], ["file"]),
    ],
)
def test_wrong_input_is_one_message_and_exit_2(arguments: list[str], words: list[str]) -> None:
    code, text, errors = run(*arguments)
    assert code == 2
    assert text == ""
    for word in words:
        assert word in errors
    assert "Traceback" not in errors


def test_a_municipality_has_a_forecast_of_its_own() -> None:
    shares = "scenarios/examples/shares.csv"
    code, text, errors = run(
        "as-in-trial",
        "--population",
        shares,
        "--people",
        "640",
        "--draws",
        "2",
        "--intake",
        "30",
        "--years",
        "1",
        "--json",
    )
    assert code == 0, errors
    assert json.loads(text)["provenance"]["population"]
