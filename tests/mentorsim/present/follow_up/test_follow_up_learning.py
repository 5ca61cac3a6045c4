"""What a follow-up teaches and how it is explained: right directions, and the effect stays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import read_posterior
from mentorsim.language import Language
from mentorsim.present.follow_up.checked import Asked, Checked, checked_as_asked
from mentorsim.present.follow_up.figures import control_chart
from mentorsim.present.follow_up.files import template
from mentorsim.present.follow_up.last_look import figures_at_last_look
from mentorsim.present.follow_up.words import check_sentences
from mentorsim.request.request import situated
from scenarios.follow_up.bands import Observed
from scenarios.follow_up.figures import figure_names
from scenarios.follow_up.honesty_page import page
from scenarios.follow_up.learning import Update, learned_names, own_draws, scores_of
from scenarios.follow_up.reading import ALL, read_follow_up
from scenarios.follow_up.reasons import (
    AS_EXPECTED,
    Reason,
    SimulatedReasons,
    normal_log_density,
    reasons,
    with_reason,
)
from scenarios.follow_up.setting import follow_up_setting
from scenarios.follow_up.worlds import ProgrammeWorld, SimulatedCounts
from scenarios.policy.policies import load_policy
from sim.parameters import parameter_space
from tests.worlds import small_follow_up as small

NAMES = figure_names()
EXAM = Path("docs/calibration/follow-up")


def copies(rate: float, seed: int, draws: int = 200) -> SimulatedCounts:
    """Copies whose counts are Poisson of one rate."""
    chance = np.random.default_rng(seed)
    return SimulatedCounts(
        chance.poisson(rate, (draws, 2, 1, len(NAMES), 1)).astype(float), np.arange(draws)
    )


def seen(count: float) -> Observed:
    counts = np.full((1, len(NAMES), 1), count)
    told = np.ones(counts.shape, bool)
    told[0, NAMES.index("came")] = False
    return Observed(counts, told, 1)


def test_the_density_is_that_of_a_normal() -> None:
    # Independent standard normals: with many copies the log density of the origin is that of the
    # mean, and two standard deviations away in one direction cost two.
    rows = np.random.default_rng(1).standard_normal((2000, 2, 3))
    middle = normal_log_density(rows, np.zeros(3), 0.0)
    away = normal_log_density(rows, np.array([2.0, 0.0, 0.0]), 0.0)
    assert middle - away == pytest.approx(2.0, abs=0.15)


def test_the_reason_that_made_the_counts_is_the_likeliest() -> None:
    lives = SimulatedReasons(
        {
            (AS_EXPECTED, 1.0): copies(40.0, 1),
            ("contact", 0.5): copies(20.0, 2),
            ("contact", 0.7): copies(28.0, 3),
            ("starts", 0.5): copies(60.0, 4),
        }
    )
    setting = follow_up_setting()
    for count, name, factor in ((40.0, AS_EXPECTED, 1.0), (28.0, "contact", 0.7)):
        best = reasons(lives, seen(count), (ALL,), setting)[0]
        assert best.name == name
        assert best.factor == pytest.approx(factor, abs=0.01)
        assert best.chance > 0.9
    found = reasons(lives, seen(28.0), (ALL,), setting)
    assert sum(reason.chance for reason in found) == pytest.approx(1.0)


def test_a_reason_moves_its_parameters_and_no_others() -> None:
    values = next(small.posterior().values())
    world = ProgrammeWorld(values, 0, 1)
    moved = with_reason(world, "contact", 0.5).values
    changed = {name for name in values if moved[name] != values[name]}
    assert changed == {"contact_base", "contact_trust"}
    low = parameter_space()["contact_base"].low
    assert moved["contact_base"] == max(low, 0.5 * values["contact_base"])
    assert with_reason(world, "young_people", 0.5).heavier == 0.5


def linear(draws: int = 400) -> tuple[pd.DataFrame, SimulatedCounts]:
    """Own draws, and copies in which hours follow the direct share and nothing else."""
    posterior = small.posterior()
    many = pd.concat([posterior.draws] * (draws // len(posterior) + 1), ignore_index=True)
    own = many.iloc[:draws].copy()
    chance = np.random.default_rng(2)
    for name in own.columns:
        parameter = parameter_space()[str(name)]
        if not parameter.two_valued:
            own[name] = parameter.from_standard(np.clip(chance.standard_normal(draws), -2, 2))
    score = scores_of(own, ["direct_share"])[:, 0]
    shape = (draws, 2, 1, len(NAMES), 1)
    counts = chance.poisson(100.0, shape).astype(float)
    # On the root scale: a mean of 10, a standard deviation of the copies of a half.
    rooted = 10.0 + score[:, None] + 0.5 * chance.standard_normal((draws, 2))
    counts[:, :, 0, NAMES.index("hours"), 0] = rooted**2
    return own, SimulatedCounts(counts, np.arange(draws))


def test_what_follows_a_parameter_teaches_it_as_a_normal_model_would() -> None:
    own, lives = linear()
    counted = seen(100.0)
    counted.counted[:] = False
    counted.counted[0, NAMES.index("hours")] = True
    counted.counts[0, NAMES.index("hours")] = 11.0**2
    update = Update.of(own, lives, counted, (ALL,), follow_up_setting())
    after = update.moved(own)
    score = scores_of(after, ["direct_share"])[:, 0]
    before = scores_of(own, ["direct_share"])[:, 0].var()
    # One above what is expected: the mean goes there by before / (before + a quarter), and the
    # variance left is the inverse of the sum of the inverses.
    assert score.mean() == pytest.approx(before / (before + 0.25), abs=0.15)
    assert score.var() == pytest.approx(1 / (1 / before + 4.0), abs=0.08)


def test_the_effect_stays_and_so_does_what_no_count_speaks_of() -> None:
    own, lives = linear()
    counted = seen(100.0)
    counted.counts[0, NAMES.index("hours")] = 11.0**2
    after = Update.of(own, lives, counted, (ALL,), follow_up_setting()).moved(own)
    moving = learned_names(follow_up_setting())
    for name in own.columns:
        if name not in moving:
            assert (after[name] == own[name]).all(), name
    for name in ("readiness_education", "readiness_gain", "mechanism", "half_minutes"):
        assert name not in moving
    for name in moving:
        shift = scores_of(after, [name]).mean() - scores_of(own, [name]).mean()
        assert abs(shift) < 0.35 or name == "direct_share", name


def test_places_differ_before_they_have_counted() -> None:
    posterior, setting = small.posterior(), follow_up_setting()
    none, some = (own_draws(posterior, setting, spread, 1) for spread in (0.0, 0.3))
    assert np.allclose(none["education_start"], posterior.draws["education_start"])
    assert not np.allclose(some["education_start"], posterior.draws["education_start"])
    # The trial taught how the direct share differs: it is drawn whatever the spread.
    assert not np.allclose(none["direct_share"], posterior.draws["direct_share"])
    assert np.allclose(none["direct_share_spread"], setting.own_spread.value, atol=1e-5)


def test_a_posterior_that_has_learned_is_read_like_any_other(tmp_path: Path) -> None:
    posterior = small.posterior()
    draws = posterior.draws.assign(contact_base=0.5)
    learned = posterior.replaced(draws, "moved by counts")
    learned.save(tmp_path)
    found = read_posterior(tmp_path)
    assert (found.draws["contact_base"] == 0.5).all()
    assert found.provenance.changes[-1].startswith("moved by counts, from ")
    assert found.estimate["contact_base"] == 0.5


# --- told -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Far too few contacts, of a small municipality and few draws."""
    frame = small.counts(meetings=["20", "60"], begun=["41", "<5"])
    asked = Asked(
        read_follow_up(frame),
        situated(small.situation(), None, None),
        load_policy("78-weeks"),
        small.posterior(),
        draws=small.DRAWS,
        setting=small.setting(),
    )
    return checked_as_asked(asked)


def enough(result: Checked) -> Checked:
    """The same as if there had been draws enough for a verdict."""
    return replace(result, draws=128)


def test_too_few_draws_give_no_verdict(checked: Checked) -> None:
    assert not checked.enough
    assert set(checked.table["verdict"]) == {""}
    for code, words in (("en", "too few"), ("da", "for få")):
        assert words in check_sentences(checked, Language(code))[0]


def test_what_is_outside_is_named_with_its_direction(checked: Checked) -> None:
    result = enough(checked)
    off = result.off_track.set_index("name")
    assert off.loc["meetings", "verdict"] == "below"
    assert (result.table["verdict"] == "above").sum() == 0
    told = check_sentences(
        replace(result, reasons=(Reason("contact", 0.9, 0.7), *result.reasons)), Language("en")
    )
    assert told[0].startswith("Not on track: ")
    assert any(words.startswith("Weeks with contact: below") for words in told)
    wanted = "fewer contacts (probability 90%), at about 70% of what is expected"
    assert any(wanted in words for words in told)
    told = check_sentences(
        replace(result, reasons=(Reason("contact", 0.9, 0.7), *result.reasons)), Language("da")
    )
    assert told[0].startswith("Det går ikke som forventet: ")
    assert any(words.startswith("Uger med kontakt: under det") for words in told)
    wanted = "færre kontakter (sandsynlighed 90 %), på omkring 70 % af det forventede"
    assert any(wanted in words.replace("\u00a0", " ") for words in told)


def test_on_track_is_said_in_both_languages(checked: Checked) -> None:
    fine = enough(replace(checked, bands=replace(checked.bands, boundary=1e6)))
    assert check_sentences(fine, Language("en"))[0].startswith(
        "On track: after 2 of 4 planned looks"
    )
    assert check_sentences(fine, Language("da"))[0].startswith(
        "Det går som forventet: efter 2 af 4 planlagte opfølgninger"
    )
    assert fine.explained is None


def test_a_number_under_five_is_in_no_table(checked: Checked) -> None:
    table = checked.table
    begun = table[(table["figure"] == "begun") & table["period"].isin(["2026Q1", "2026Q2"])]
    assert begun["found"].fillna(-1.0).tolist() == [41.0, -1.0]


def test_a_control_chart_has_a_panel_for_each_figure(checked: Checked) -> None:
    figure = control_chart(enough(checked), Language("da"))
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "Mødte en mentor første gang",
        "Uger med kontakt",
    ]


def test_the_file_to_fill_in_is_read_again(tmp_path: Path) -> None:
    for code in ("en", "da"):
        text = template(Language(code), "quarter", 2026).decode("utf-8-sig")
        file = tmp_path / f"{code}.csv"
        separator = ";" if code == "da" else ","
        lines = text.splitlines()
        cells = lines[1].split(separator)
        cells[2] = "50"
        file.write_text("\n".join([lines[0], separator.join(cells)]) + "\n", encoding="utf-8")
        found = read_follow_up(file)
        assert found.counts[ALL, "came"].tolist() == [50.0]


def test_the_page_of_the_examination_shows_its_numbers() -> None:
    found = json.loads((EXAM / "exam.json").read_text(encoding="utf-8"))
    assert (EXAM / "README.md").read_text(encoding="utf-8") == page(found)
    assert found["municipalities"] == 200


def test_a_sum_with_one_to_four_in_it_is_told_as_about() -> None:
    frame = small.counts(education_starts=["<5", "9"], job_starts=["6", "7"])
    counted = read_follow_up(frame)
    assert counted.approximate(ALL, "education_starts").tolist() == [True, True]
    assert counted.approximate(ALL, "job_starts").tolist() == [False, False]
    asked = Asked(
        counted,
        situated(small.situation(), None, None),
        load_policy("78-weeks"),
        small.posterior(),
        draws=small.DRAWS,
        setting=small.setting(),
    )
    result = checked_as_asked(asked)
    for code, words in (("en", "about 12"), ("da", "ca. 12")):
        rows = {
            row.head: row.cells[0].value
            for row in figures_at_last_look(result, Language(code)).rows
        }
        assert words in rows.values()
        assert "13" in rows.values()
    told = result.table[result.table["period"] == "2026Q2"].set_index("figure")["approximate"]
    assert told.to_dict() == {"education_starts": True, "job_starts": False}
