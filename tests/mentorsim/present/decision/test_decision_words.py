"""What is said of a decision: plainly, in both languages, and no more than the intervals bear."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from mentorsim.language import LOCALES, Language
from mentorsim.present.decision.figures import (
    acceptability_figure,
    certainty_figure,
    information_figure,
    plane_figure,
)
from mentorsim.present.decision.files import tables
from mentorsim.present.decision.terminal import decision_view, ratio_cell
from mentorsim.present.decision.words import (
    best_guess,
    choice,
    cost_words,
    ratio_sentence,
    returns,
    sentences,
    success_sentence,
    who_pays,
)
from mentorsim.present.kroner import amount, amount_interval, kroner, rounded, whole_kroner
from scenarios.decision.decided import Decided
from scenarios.decision.policy_decision import Ratio
from scenarios.decision.spans import Span
from scenarios.decision.value_of_information import ValueOfInformation
from sim.programme import Text
from tests.worlds.small_comparison import HOSTILE
from tests.worlds.small_decision import small_decision

EN, DA = Language("en"), Language("da")


def shown(decided: Decided, language: Language) -> str:
    stream = StringIO()
    Console(file=stream, width=100).print(decision_view(decided, language))
    return stream.getvalue()


def with_net(decided: Decided, **sums: tuple[float, float]) -> Decided:
    """The same with other kroner of the first policy: from a low to a high over the draws."""
    outcomes, d = decided.decision.outcomes, decided.decision
    net = dict(outcomes.net)
    for name, (low, high) in sums.items():
        table = net[name].copy()
        table[:, :, 1] = np.linspace(low, high, d.draws)[:, None]
        net[name] = table
    return replace(decided, decision=replace(d, outcomes=replace(outcomes, net=net)))


# --- plain words ------------------------------------------------------------------------------


def test_as_in_the_trial_is_told_to_be_a_net_cost_with_numbers_that_add_up() -> None:
    decided = small_decision()
    words = returns(decided, EN)
    assert "is a net cost to the public" in words
    assert "nettoudgift for det offentlige" in returns(decided, DA)
    net, bill, startup, study, saved, pension = (
        float(x.replace(",", "")) for x in re.findall(r"DKK ([\d,]+)", words)
    )
    # Each is rounded by itself: to the nearest thousand, or hundred below ten thousand.
    assert net == pytest.approx(bill + study - saved, abs=2000)
    assert 0 < startup < bill
    assert 0 < pension < saved


@pytest.mark.parametrize("code", LOCALES)
def test_years_that_pay_are_told_beside_years_expected(code: str) -> None:
    decided, language = small_decision(), Language(code)
    found = next(s for s in decided.decision.success if s.success == "employment")
    assert found.rate is not None
    words = success_sentence(decided, language)
    assert language.number(100 * found.rate.needed) in words
    assert language.number(100 * found.rate.achieved) in words
    never = replace(found, rate=None)
    without = replace(decided, decision=replace(decided.decision, success=(never,)))
    assert not re.search(r"\d", success_sentence(without, language))


def test_what_comes_back_is_not_told_where_the_sign_is_open() -> None:
    words = returns(with_net(small_decision(), public=(-1000.0, 5000.0)), EN)
    assert "cannot be told" in words
    assert "paid for itself" in returns(with_net(small_decision(), public=(1e3, 5e3)), EN)


def test_no_ratio_to_an_effect_that_may_be_none() -> None:
    """Section 8: effects on which nothing is significant are not presented as bought."""
    decided = small_decision("self_support_weeks")
    (first, *_) = decided.decision.ratios
    assert first.effect.holds_zero
    words = ratio_sentence(decided, first, EN)
    assert "cannot be said" in words
    assert not re.search(r"\d", words)
    assert "none" in ratio_cell(first, EN)
    assert "no difference" in best_guess(decided, EN)


def test_no_file_holds_a_ratio_to_an_effect_that_may_be_none() -> None:
    found = tables(small_decision("self_support_weeks"))
    plane = found["plane"].set_index("policy")
    assert plane.loc["as-in-trial", "kind"] == "unclear"
    assert np.isnan(plane.loc["as-in-trial", "ratio"])
    assert found["frontier"].query("kind == 'unclear'")["icer"].isna().all()
    sure = tables(small_decision())["plane"].set_index("policy")
    ratios = {r.policy: r.value for r in small_decision().decision.ratios}
    assert sure["ratio"].to_dict() == pytest.approx(ratios)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(100.0, 50.0, 150.0, 0.0, 40), "more"),
        (Span(-100.0, -150.0, -50.0, 0.0, 40), "less"),
        (Span(100.0, -50.0, 250.0, 0.0, 40), "perhaps more, perhaps less"),
    ],
)
def test_a_saving_is_one_only_if_the_whole_interval_is(span: Span, words: str) -> None:
    assert words in cost_words(small_decision(), span, EN)


def test_who_pays_names_both_purses_and_their_conflict() -> None:
    words = who_pays(small_decision(), EN)
    assert "the municipality loses" in words
    assert "the state" in words
    opposite = with_net(small_decision(), municipality=(100.0, 900.0), state=(-900.0, -100.0))
    assert "opposite interests" in who_pays(opposite, EN)
    assert "modsatte interesser" in who_pays(opposite, DA)


@pytest.mark.parametrize(
    "kind",
    ["price", "saves", "unclear", "dominates", "dominated", "no difference", "too few draws"],
)
@pytest.mark.parametrize("code", LOCALES)
def test_every_kind_of_ratio_has_words(kind: str, code: str) -> None:
    decided, language = small_decision(), Language(code)
    span = Span(1.0, 1.0, 1.0, 0.0, 40)
    made = Ratio("as-in-trial", "no-mentor", span, span, kind, 5.0)
    assert ratio_sentence(decided, made, language)
    assert ratio_cell(made, language)


@pytest.mark.parametrize("code", LOCALES)
def test_the_answer_is_a_handful_of_sentences(code: str) -> None:
    said = sentences(small_decision(), Language(code))
    assert 4 <= len(said) <= 7
    assert all(words.endswith((".", "†")) for words in said)
    assert not any(re.search(r"[{}]|nan|None", words) for words in said)


@pytest.mark.parametrize("code", LOCALES)
def test_tables_fit_a_hundred_columns_and_mark_what_lies_beyond(code: str) -> None:
    text = shown(small_decision(), Language(code))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "†" in text
    assert not re.search(r"\bnan\b", text)


def test_too_few_draws_name_no_single_thing() -> None:
    decided = small_decision()
    assert decided.decision.value_of_information.fewest
    assert "Most worth knowing" not in " ".join(sentences(decided, EN))
    assert "Not assessed" in shown(decided, EN)


def learnt(evppi: list[float], error: float, bias: float) -> ValueOfInformation:
    table = np.array(evppi)[:, None]
    names = ("contact", "trust", "mechanism", "response")
    ones = np.ones_like(table)
    return ValueOfInformation(names, np.array([5.0]), table, error * ones, bias * ones, {})


def test_what_is_most_worth_knowing_is_named_with_what_cannot_be_told_from_it() -> None:
    """Behind the first by 30 and 100, with an error of the difference of 50 x the root of 2."""
    assert learnt([300, 270, 200, 0], 50.0, 10.0).most(0) == ("contact", "trust")
    assert learnt([300, 270, 290, 0], 50.0, 10.0).most(0) == ("contact", "mechanism", "trust")
    assert learnt([300, 100, 100, 0], 50.0, 10.0).most(0) == ("contact",)


def test_what_noise_alone_may_give_is_not_named() -> None:
    assert learnt([300, 200, 100, 0], 50.0, 200.0).most(0) == ()
    assert learnt([0, 0, 0, 0], 0.0, 0.0).most(0) == ()


def test_the_value_asked_for_is_the_one_told() -> None:
    assert "DKK 150,000" in choice(small_decision(), EN)
    assert "150.000 kr." in choice(small_decision(), DA)


# --- users' words -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LOCALES)
def test_hostile_titles_are_words(code: str) -> None:
    decided = small_decision()
    text = Text(da=HOSTILE, en=HOSTILE)
    policies = tuple(
        replace(p, policy=p.policy.model_copy(update={"title": text})) for p in decided.policies
    )
    hostile = replace(decided, policies=policies)
    assert "[red]{0}{week}" in shown(hostile, Language(code)).replace("\n", "")
    for draw in (plane_figure, acceptability_figure, certainty_figure, information_figure):
        draw(hostile, Language(code)).savefig(StringIOBytes(), format="png")


class StringIOBytes(StringIO):
    """Takes bytes and forgets them."""

    def write(self, content: object) -> int:
        return len(content)


# --- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LOCALES)
def test_figures_state_their_finding(code: str) -> None:
    decided, language = small_decision(), Language(code)
    price = kroner(decided.decision.ratios[0].value, language)
    titles = [
        draw(decided, language).get_suptitle().replace("\n", " ")
        for draw in (plane_figure, acceptability_figure, certainty_figure, information_figure)
    ]
    assert price in titles[0]
    assert all(titles)
    best = decided.cost_effectiveness.frontier.efficient
    assert kroner(best[1].icer, language) in titles[1]
    peak = decided.cost_effectiveness.curves.evpi.max()
    assert kroner(float(peak), language) in titles[2]


def test_a_plane_without_a_price_says_so() -> None:
    title = plane_figure(small_decision("self_support_weeks"), EN).get_suptitle()
    assert "no price" in title


# --- amounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "shown_as"),
    [
        (34_728.2, "34,700"),
        (654_625.0, "655,000"),
        (11_061.4, "11,100"),
        (8.4, "8"),
        (0.0, "0"),
        (-26_411.0, "−26,400"),
        (999.6, "1,000"),
        (float("nan"), "–"),
    ],
)
def test_amounts_have_three_digits(x: float, shown_as: str) -> None:
    assert amount(x, EN) == shown_as


def test_sums_are_written_as_each_language_writes_them() -> None:
    """Sentences say amounts to two or three digits; what was asked for keeps all of them."""
    assert rounded(8_130_000.0) == 8_130_000.0
    assert (kroner(8_134_000.0, EN), kroner(8_134_000.0, DA)) == (
        "DKK 8.1 million",
        "8,1 mio. kr.",
    )
    assert kroner(34_728.0, DA) == "35.000 kr."
    assert whole_kroner(12_345.0, DA) == "12.345 kr."
    assert amount_interval(1_234.0, 5_678.0, EN) == "1,230 to 5,680"
    assert amount_interval(0.0, float("inf"), EN) == "–"
