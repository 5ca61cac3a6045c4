"""No verdict from too few draws: no bold, no words of sureness, no probability, in any form."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.drawn import Shown
from mentorsim.page.setting import page_setting
from mentorsim.page.words import headline
from mentorsim.present.comparison.answer import answer
from mentorsim.present.comparison.cells import effect_cells, main_blocks, totals_rows
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.comparison.terminal import comparison_table
from mentorsim.present.comparison.view_figures import view_forest
from mentorsim.present.comparison.views import few_views, hanging_sentences, view_rows, views_note
from mentorsim.present.figure_files import alt_text
from mentorsim.present.forecast.figures import net_figure, years_figure
from mentorsim.present.forecast.terminal import blocks_view, purses_view, years_view
from mentorsim.present.results import Verdict, better, effect, waiting_words
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.views import dependences
from scenarios.economics.price_choice import chosen_prices
from tests.worlds.small_comparison import clear_comparison, previewed, small_comparison
from tests.worlds.small_forecast import small_blocks, small_forecast, with_draws

CODES = tuple(LOCALES)
#: Words of sureness in sentences of effects.
SURE = {
    "en": r"likely|distinguishable|certain difference|interval includes|clearly|probability that",
    "da": r"sandsynligt|sandsynligvis|skelnes fra|sikker forskel|rummer nul|klart|Sandsynligheden",
}


def few() -> Comparison:
    """As many draws as the page's first picture."""
    return previewed(("as-in-trial", "26-weeks"), draws=page_setting().count("quick_draws"))


def shown_on(name: str, code: str, *, quick: bool) -> list[str]:
    """Sentences and notes of a part of the page; no cell of it is judged."""
    comparison = few()
    shown = Shown(comparison, "education", Language(code), quick, chosen_prices(None, None, None))
    block = BLOCKS[name](shown)
    cells = [c for grid in block.grids for _, row in grid.rows for c in row]
    assert not any(c.clear for c in cells)
    assert not any("%" in c.value for c in cells)
    return [*block.sentences, *(words for _, words in block.notes)]


def test_the_first_picture_of_the_page_has_too_few_draws_for_a_verdict() -> None:
    """If it had enough, it would say what it shows, and could be taken back by the full one."""
    assert page_setting().count("quick_draws") < least_draws()
    assert page_setting().count("full_draws") >= least_draws()


@pytest.mark.parametrize("draws", [2, 16, 38])
def test_a_difference_is_not_judged(draws: int) -> None:
    found = effect(clear_comparison(), "as-in-trial", "education", 52)
    assert found.verdict is Verdict.MORE
    fewer = replace(found, draws=draws)
    assert fewer.verdict is Verdict.WAITING
    assert not fewer.clear
    for code in CODES:
        language = Language(code)
        waiting = language.text("number.waiting")
        value, chance, _ = effect_cells(fewer, language)
        assert (value.interval, value.clear, chance.value) == (waiting, False, waiting)
        assert better(fewer, language) == waiting
        assert effect_cells(found, language)[0].clear
        assert "39" in waiting_words(draws, language)
        assert str(draws) in waiting_words(draws, language)
        assert waiting_words(39, language) == ""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("quick", [True, False])
def test_the_page_waits(code: str, quick: bool) -> None:
    language, comparison = Language(code), few()
    draws = str(comparison.draw_count)
    waiting = language.text("page.waiting", draws=draws)
    if not quick:
        waiting = waiting_words(comparison.draw_count, language)
    assert headline(comparison, language, quick=quick) == [waiting]
    for name in ("effects", "chances"):
        sentences = shown_on(name, code, quick=quick)
        assert sentences[0] == waiting, name
        assert not any(re.search(SURE[code], words) for words in sentences[:1])
    (finding, *_) = shown_on("groups", code, quick=quick)
    assert finding.startswith(
        language.text(
            "finding.subgroups.waiting",
            policy=language.quoted(language_title(code)),
            week="52",
            draws=draws,
        )
    )
    assert all(draws in words for words in (waiting, finding))
    # With enough draws the same parts judge.
    assert re.search(SURE[code], " ".join(headline(clear_comparison(), language, quick=quick)))


def language_title(code: str) -> str:
    return {"en": "As in the trial", "da": "Som i forsøget"}[code]


@pytest.mark.parametrize("code", CODES)
def test_the_answer_says_how_many_draws_it_takes(code: str) -> None:
    language, comparison = Language(code), few()
    first, *others = answer(comparison, language)
    assert first == waiting_words(comparison.draw_count, language)
    assert f"{least_draws()}" in first
    for words in others[:3]:
        assert not re.search(SURE[code], words)
        assert str(comparison.draw_count) in words
    # Each of them could say that it is no verdict yet: one of them does.
    told = language.text("answer.not_yet")
    assert catalogue(code)["answer.education.waiting"].endswith(told)
    assert catalogue(code)["situation.effect.education.waiting"].endswith(told)
    assert " ".join(others).count(told) == 1
    assert all(words.endswith((told, ".")) and ";." not in words for words in others[:2])
    shown = effect(comparison, "as-in-trial", "education", 52)
    assert f"+{language.per_thousand(shown.mean)}" in others[0]
    assert language.per_thousand(shown.high) not in re.findall(r"\d+", others[0])
    assert waiting_words(39, language) not in answer(clear_comparison(), language)[0:1]


@pytest.mark.parametrize("code", CODES)
def test_figures_show_curves_and_do_not_judge(code: str) -> None:
    language, comparison = Language(code), few()
    waiting = language.text("number.waiting")
    level = language.percent(0.95)
    span = language.text("figure.band.waiting", level=level, draws=str(comparison.draw_count))
    for figure in (
        effect_curves(comparison, "education", language),
        level_curves(comparison, "education", language),
        subgroup_effects(comparison, "as-in-trial", "education", 52, language),
        mentors_and_queue(comparison, language),
    ):
        words = alt_text(figure)
        assert not re.search(SURE[code], words)
        assert str(comparison.draw_count) in words
        entries = [t.get_text().replace("\n", " ") for t in figure.legends[0].get_texts()]
        assert span in entries
        assert language.text("figure.band", level=level) not in entries
    assert f"({waiting})" in alt_text(effect_curves(comparison, "education", language))
    entries = [
        text.get_text()
        for text in effect_curves(clear_comparison(), "education", language).legends[0].get_texts()
    ]
    assert language.text("figure.band", level=level) in entries


@pytest.mark.parametrize("code", CODES)
def test_tables_have_no_bold_no_interval_and_no_probability(code: str) -> None:
    language, comparison = Language(code), small_comparison()
    waiting = language.text("number.waiting")
    rows = [row for block in main_blocks(comparison, language) for row in block.rows]
    assert not any(cell.clear for row in rows for cell in row.cells)
    assert {cell.interval for row in rows for cell in row.cells} == {waiting, ""}
    assert {cell.interval for row in totals_rows(comparison, language) for cell in row.cells} <= {
        waiting,
        "",
    }
    console = Console(width=100, record=True, force_terminal=True)
    console.print(comparison_table(comparison, language, [52]))
    styled = console.export_text(styles=True)
    assert waiting in styled
    assert not re.search(r"\x1b\[1m[+−]", styled)


@pytest.mark.parametrize("code", CODES)
def test_no_order_hangs_on_views_of_few_draws(code: str) -> None:
    language, comparison = Language(code), small_comparison()
    assert comparison.dependences == ()
    assert hanging_sentences(comparison, language) == []
    assert few_views(comparison, language)
    assert str(least_draws()) in views_note(comparison, language)
    cells = [cell for row in view_rows(comparison, language) for cell in row.cells]
    assert not any(cell.clear for cell in cells)
    assert {cell.interval for cell in cells} == {language.text("number.waiting")}
    assert not re.search(SURE[code], alt_text(view_forest(comparison, language)))


def test_a_view_without_a_probability_settles_nothing() -> None:
    """A view that waits neither makes an order hang nor keeps it from hanging."""
    row = {
        "policy": "a",
        "against": "b",
        "outcome": "education",
        "week": 52,
        "group": "all",
        "extrapolated": False,
    }
    seen = {"as_drawn": 0.99, "trust_limited": 0.99, "trust": np.nan}
    frame = pd.DataFrame([row | {"view": v, "prob_better": p} for v, p in seen.items()])
    assert dependences(frame, ["a", "b"], "education", 52) == []
    frame.loc[1, "prob_better"] = 0.5
    (found,) = dependences(frame, ["a", "b"], "education", 52)
    assert (found.beats, found.open, found.loses) == (("as_drawn",), ("trust_limited",), ())


def test_machines_are_told() -> None:
    ran = CliRunner().invoke(
        app, ["compare", "as-in-trial", "--draws", "3", "--weeks", "30", "--json"]
    )
    assert ran.exit_code == 0
    content = json.loads(ran.stdout)
    assert content["draws"] == 3
    assert content["intervals"]["enough_draws"] is False
    assert content["intervals"]["draws_needed"] == least_draws()
    assert content["intervals"]["text"]["en"] == waiting_words(3, Language("en"))
    assert {row["prob_better"] for row in content["outcomes"]} == {None}
    enough = comparison_json(clear_comparison(), {})
    assert enough["intervals"]["enough_draws"] is True
    assert enough["intervals"]["text"] == {"en": "", "da": ""}
    assert any(row["prob_better"] is not None for row in enough["outcomes"])


def test_the_command_says_that_two_draws_are_too_few() -> None:
    ran = CliRunner().invoke(
        app, ["compare", "as-in-trial", "--draws", "2", "--weeks", "30", "--language", "da"]
    )
    assert ran.exit_code == 0
    told = " ".join(ran.stdout.split())
    assert " ".join(waiting_words(2, Language("da")).split()) in told
    assert "endnu ikke" in told


def test_ranks_of_few_draws_have_no_probability() -> None:
    ran = CliRunner().invoke(
        app,
        [
            "rank",
            "as-in-trial",
            "26-weeks",
            "--hours",
            "20000",
            "--draws",
            "2",
            "--weeks",
            "60",
            "--json",
        ],
    )
    assert ran.exit_code == 0
    rows = json.loads(ran.stdout)["ranking"]
    assert len(rows) == 2
    assert {row[f"rank_{k}"] for row in rows for k in (1, 2)} == {None}


@pytest.mark.parametrize(
    "asked",
    [
        ("threshold", "as-in-trial", "--factor", "caseload", "--points", "3", "--week", "20"),
        ("tornado", "as-in-trial", "--factors", "trust_growth", "--week", "20"),
        ("regret", "as-in-trial", "26-weeks", "--week", "30"),
        ("map", "as-in-trial", "--points", "2", "--week", "20"),
    ],
)
def test_no_table_of_few_draws_has_a_chance_or_a_verdict(asked: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(app, [*asked, "--draws", "2"])
    assert ran.exit_code == 0
    told = " ".join(ran.stdout.split())
    assert f"From {least_draws()} draws on" in told
    # What a bar spans is a share of what is believed, not of the draws.
    judged = told.replace("from the 2.5% to the 97.5% quantile", "")
    assert not re.search(r"95%|97\.5%|under \d+%|above \d+%|there is no threshold|hangs on", judged)


def test_a_decision_of_few_draws_has_no_interval_by_group() -> None:
    ran = CliRunner().invoke(app, ["decide", "as-in-trial", "--draws", "2", "--week", "20"])
    assert ran.exit_code == 0
    gains = ran.stdout[ran.stdout.index("Who gains and who pays") :]
    rows = gains[: gains.index("From the first")].replace("(0 to 1", "")
    assert rows.count("not yet") > 10
    assert not re.search(r"\d to [−\d]", rows)


@pytest.mark.parametrize("code", CODES)
def test_a_forecast_of_few_draws_waits_for_its_intervals(code: str) -> None:
    """Years, purses and blocks of weeks; with as many draws as carry one they have them."""
    language = Language(code)
    few, waiting = small_blocks(), f"({language.text('number.waiting')})"
    assert few.draws < least_draws()
    for found, waits in ((few, True), (with_draws(few, least_draws()), False)):
        tables = [blocks_view(found, language)]
        for policy in found.compared:
            tables += [view(found, policy, language) for view in (years_view, purses_view)]
        for table in tables:
            console = Console(width=200, record=True, file=io.StringIO())
            console.print(table)
            assert (waiting in console.export_text()) == waits


@pytest.mark.parametrize("code", LOCALES)
def test_titles_of_a_forecasts_panels_stay_inside_the_picture_and_apart(code: str) -> None:
    """Those of few draws, and those that say how likely a programme pays for itself."""
    for result in (small_forecast(), with_draws(small_forecast(), 10)):
        for draw in (net_figure, years_figure):
            figure = draw(result, "104-weeks", Language(code))
            figure.draw_without_rendering()
            titles = [axes._left_title for axes in figure.axes if axes._left_title.get_text()]
            boxes = [title.get_window_extent() for title in titles]
            assert titles
            for title, box in zip(titles, boxes, strict=True):
                assert box.x1 <= figure.bbox.x1 + 1, title.get_text()
                assert sum(box.overlaps(other) for other in boxes) == 1, title.get_text()


@pytest.mark.parametrize("code", LOCALES)
def test_the_pictures_of_a_forecast_name_no_interval_before_there_are_draws_enough(
    code: str,
) -> None:
    language, few = Language(code), small_forecast()
    assert not few.enough
    for result, told in ((few, False), (with_draws(few, 10), True)):
        for draw in (net_figure, years_figure):
            figure = draw(result, "104-weeks", language)
            words = [t.get_text() for legend in figure.legends for t in legend.get_texts()]
            bands = [" ".join(w.split()) for w in words if "95" in w]
            assert bands
            waiting = {"da": "endnu ikke", "en": "not yet"}[code]
            assert all((waiting in w) is not told for w in bands)
