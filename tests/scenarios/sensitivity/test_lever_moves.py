"""Which of the two policies a lever moves; what is said of it, in every form of a result."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from matplotlib.text import Text
from rich.console import Console

from mentorsim.language import Language
from mentorsim.page.one_way_blocks import bars_block, threshold_block
from mentorsim.present.sensitivity.discovery_terminal import discovery_view
from mentorsim.present.sensitivity.factor_words import label
from mentorsim.present.sensitivity.json import (
    discovery_json,
    map_json,
    sensitivity_json,
    threshold_json,
    tornado_json,
)
from mentorsim.present.sensitivity.moved_words import factor_label, moved_sentences, quoted_factor
from mentorsim.present.sensitivity.terminal import (
    map_view,
    sensitivity_view,
    threshold_view,
    tornado_view,
)
from mentorsim.python import sensitivity
from scenarios.comparison.intervals import least_draws
from scenarios.policy.levers import lever_ranges
from scenarios.sensitivity.factors import lever_factor
from scenarios.sensitivity.question import Question
from sim.errors import InputError
from tests.mentorsim.cli.test_command import run
from tests.support.sensitivity_cases import few_lives

#: Levers of the setting, and what is a policy's own.
SETTING = {"caseload", "mentors", "direct_share", "contact_every", "turnover"}
OWN = {"duration", "taper", "aftercare", "return_weeks"}


def asked(policy: str, against: str, moves: str | None = None, week: int = 20) -> Question:
    return sensitivity.question(policy, against, "net_public", week, moves=moves)


def moved(question: Question, lever: str) -> tuple[bool, bool, str]:
    (found,) = question.moved([lever_factor(lever)])
    return found.first, found.second, found.why


def test_what_belongs_to_the_setting_moves_both_policies_and_a_choice_its_own() -> None:
    question = asked("104-weeks", "as-in-trial")
    found = {lever: moved(question, lever) for lever in lever_ranges()}
    assert {k for k, v in found.items() if v == (True, True, "setting")} == SETTING
    assert {k for k, v in found.items() if v == (True, False, "own")} == OWN
    assert found["share_without_marks"] == (True, True, "people")
    model = question.model([lever_factor("caseload"), lever_factor("duration")])
    first, second = model.policies({"caseload": 12.0, "duration": 78.0})
    assert (first.capacity.caseload, second.capacity.caseload) == (12.0, 12.0)
    assert (first.duration.weeks, second.duration.weeks) == (78, 52)


def test_whoever_asks_for_it_gets_the_other_way() -> None:
    question = asked("104-weeks", "as-in-trial", "first")
    assert moved(question, "caseload") == (True, False, "asked")
    first, second = question.model([]).policies({"caseload": 12.0})
    assert first.capacity.caseload == 12.0
    assert second.capacity.caseload != 12.0
    question = asked("104-weeks", "as-in-trial", "all")
    assert moved(question, "taper") == (True, True, "asked")
    assert [p.ending.taper_weeks for p in question.model([]).policies({"taper": 9.0})] == [9, 9]


@pytest.mark.parametrize("moves", [None, "all"])
def test_a_policy_that_cannot_take_a_lever_stays(moves: str | None) -> None:
    """Nobody has a mentor; or the hours are fixed, which rules a caseload out."""
    question = asked("as-in-trial", "no-mentor", moves)
    assert moved(question, "caseload") == (True, False, "nobody")
    before = question.ready.policies[1].policy
    assert question.model([]).policies({"caseload": 12.0})[1] == before
    assert moved(asked("as-in-trial", "budget-thin", moves), "caseload") == (
        True,
        False,
        "ruled_out",
    )
    # The other way round the policy that is looked at has nothing to move, the other has.
    assert moved(asked("no-mentor", "as-in-trial", moves), "caseload") == (False, True, "nobody")


def test_policies_that_would_be_one_are_not_both_moved() -> None:
    """Two caseloads are compared: moved in both, nothing would be left to compare."""
    assert moved(asked("caseload-25", "as-in-trial"), "caseload") == (True, False, "same")
    assert moved(asked("caseload-25", "as-in-trial"), "turnover") == (True, True, "setting")
    with pytest.raises(InputError, match="the two would be the same policy"):
        moved(asked("caseload-25", "as-in-trial", "all"), "caseload")


def test_impossible_moves_are_refused() -> None:
    with pytest.raises(InputError, match="which policies"):
        asked("104-weeks", "as-in-trial", "second")
    with pytest.raises(InputError, match="a policy without mentors"):
        asked("no-mentor", "as-in-trial").model([lever_factor("duration")])
    code, _, said = run("threshold", "104-weeks", "--factor", "caseload", "--moves", "both")
    assert code == 2
    assert "which policies are the levers to move?" in said
    assert "all or first" in said


def test_longer_support_does_not_pay_because_mentors_carry_more() -> None:
    """With more young people per mentor in one policy only, that one is cheaper: no wonder."""
    found, side = {}, {}
    for moves in (None, "first"):
        question = asked("104-weeks", "as-in-trial", moves, week=104)
        found[moves] = sensitivity.threshold(question, "caseload", points=3, draws=least_draws())
        side[moves] = found[moves].side
        said = sensitivity.tell(question, found[moves])
        if moves is None:
            assert said[:2] == [
                "“104 weeks” does not pay at any value of “Young people per mentor” (in both "
                "policies) from 10 to 25: there is no threshold",
                "Moved in both policies, because both have the same setting: “Young people per "
                "mentor”.",
            ]
        else:
            assert "“Young people per mentor” (in “104 weeks” only) is above 2" in said[0]
            assert said[1] == (
                "Moved in “104 weeks” only, as asked for; “As in the trial” stays as it is: “Young "
                "people per mentor”."
            )
    assert side == {None: "below", "first": "crosses"}


SENTENCES = {
    ("104-weeks", "as-in-trial", None, "caseload"): (
        "Ændret i begge indsatser, fordi rammerne er de samme for begge: »Unge pr. mentor "
        "(sagsstamme)«."
    ),
    ("104-weeks", "as-in-trial", None, "duration"): (
        "Kun ændret i »104 uger«, fordi det er indsatsens eget valg; »Som i forsøget« er uændret: "
        "»Støttens længde (højst)«."
    ),
    ("104-weeks", "as-in-trial", "first", "caseload"): (
        "Kun ændret i »104 uger«, som I har bedt om; »Som i forsøget« er uændret: »Unge pr. "
        "mentor (sagsstamme)«."
    ),
    ("104-weeks", "as-in-trial", "all", "taper"): (
        "Ændret i begge indsatser, som I har bedt om: »Nedtrapning«."
    ),
    ("as-in-trial", "no-mentor", None, "caseload"): (
        "Kun ændret i »Som i forsøget«, fordi »Ingen mentor« ikke giver nogen en mentor og derfor "
        "er uændret: »Unge pr. mentor (sagsstamme)«."
    ),
}


@pytest.mark.parametrize("case", SENTENCES, ids=str)
def test_sentences_say_which_policies_are_moved(case: tuple[str, str, Any, str]) -> None:
    policy, against, moves, lever = case
    question = asked(policy, against, moves)
    said = moved_sentences(question, [lever_factor(lever)], Language("da"))
    assert said == [SENTENCES[case]]


def test_names_of_levers_say_which_policies_are_moved() -> None:
    question, danish = asked("104-weeks", "as-in-trial"), Language("da")
    assert quoted_factor(question, "lever:caseload", danish) == (
        "»Unge pr. mentor (sagsstamme)« (i begge indsatser)"
    )
    assert factor_label(question, "group:caseload", Language("en")) == (
        "Young people per mentor, in both policies"
    )
    only = factor_label(question, "lever:duration", danish)
    assert only == "Støttens længde (højst), kun i »104 uger«"
    for key in ("lever:share_without_marks", "parameter:direct_share", "group:trust"):
        assert factor_label(question, key, danish) == label(key, danish)


def rendered(view: Any) -> str:
    paper = StringIO()
    Console(width=400, file=paper).print(view)
    return paper.getvalue()


def test_every_form_of_a_result_says_which_policies_are_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few_lives(monkeypatch)
    question, english = asked("104-weeks", "as-in-trial", week=60), Language("en")
    caseload = ("caseload",)
    bars = sensitivity.tornado(question, "trust_growth", levers=caseload, draws=2)
    along = sensitivity.threshold(question, "caseload", points=3, draws=2)
    over_two = sensitivity.two_way(question, points=2, draws=2)
    cases = sensitivity.discover(question, "trust_growth", levers=caseload, samples=64)
    indices = sensitivity.sensitivity(question, "trust_growth", levers=caseload, samples=4)
    forms = [
        (bars, tornado_view(question, bars, english), tornado_json(question, bars)),
        (along, threshold_view(question, along, english), threshold_json(question, along)),
        (over_two, map_view(question, over_two, english), map_json(question, over_two)),
        (
            cases,
            discovery_view(question, cases, "net loss", english, beyond=False),
            discovery_json(question, cases, "net loss", beyond=False),
        ),
        (
            indices,
            sensitivity_view(question, indices, english, beyond=False),
            sensitivity_json(question, indices, {}, beyond=False),
        ),
    ]
    both, sentence = "in both policies", "Moved in both policies, because both have the same"
    for found, view, content in forms:
        assert any(sentence in line for line in sensitivity.tell(question, found))
        assert sentence in rendered(view)
        (lever,) = [x for x in content["question"]["levers"] if x["lever"] == "caseload"]
        assert lever == {
            "lever": "caseload",
            "moves": ["104-weeks", "as-in-trial"],
            "stays": [],
            "why": "setting",
        }
        if found is cases:
            continue  # its picture names a lever where a box has it as a condition
        texts = sensitivity.plot(question, found).findobj(Text)
        shown = (text.get_text() for text in texts if isinstance(text, Text))
        words = " ".join(shown).replace("\n", " ")
        assert both in words
    for block in (bars_block(question, bars, english), threshold_block(question, along, english)):
        assert any(sentence in line for line in block.sentences)
        (grid,) = block.grids
        assert both in f"{grid.heads} {grid.rows}"
