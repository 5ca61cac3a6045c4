"""A changed policy keeps what was not changed, and says in name and texts what was."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.policy.changed import changed_fields, fields_of, merged
from mentorsim.present.policy.changes import condition_words, said_changes
from mentorsim.present.results import title
from mentorsim.python.compare import compare
from mentorsim.python.policies import load
from sim.errors import InputError
from sim.groups import GROUP_NAMES
from tests.support.policy_cases import MEASURE

SCORE = "expected_gain_per_hour"
MARKS = [{"attribute": "mark", "weight": 2, "missing": 5}]
#: Changes of the policy as in the trial, with what the changed policy is called: every field.
NAMED: list[tuple[dict[str, Any], str]] = [
    ({"duration": {"weeks": 40}}, "40 weeks"),
    ({"duration": {"weeks": 1}}, "1 week"),
    ({"duration": {"exceptions": [{"group": "woman", "weeks": 9}]}}, "9 weeks for women"),
    ({"duration": {"until": {"trust": 0.25}}}, "until trust 0.25"),
    ({"duration": {"until": {"readiness": 0.5}}}, "until readiness 0.5"),
    ({"duration": {"until": {"foothold_weeks": 8}}}, "8 weeks into education or a job"),
    ({"ending": {"taper_weeks": 13}}, "tapering over 13 weeks"),
    ({"ending": {"aftercare_weeks": 26}}, "aftercare of 26 weeks"),
    ({"ending": {"aftercare_weeks": 0}}, "aftercare of 0 weeks"),
    ({"ending": {"aftercare_weight": 0.29}}, "aftercare with 29% of the minutes"),
    ({"ending": {"return_weeks": 52}}, "back to the mentor within 52 weeks of a start"),
    ({"capacity": {"caseload": 15}}, "caseload 15"),
    ({"capacity": {"caseload": 22.5}}, "caseload 22.5"),
    (
        {"capacity": {"mentors": 85, "follows": "places"}},
        "some wait for a place, 85 mentors",
    ),
    (
        {"capacity": {"mentors": 1, "follows": "caseload"}},
        "mentors shared by all, 1 mentor",
    ),
    (
        {"capacity": {"hours": 3145, "follows": "caseload"}},
        "mentors shared by all, 3,145 mentor hours a week",
    ),
    ({"capacity": {"direct_share": 0.5}}, "50% of paid hours with the young"),
    ({"contact": {"every_weeks": 2}}, "2 weeks between meetings"),
    (
        {"contact": {"split": {"rule": "by_need", "ratio": 2}}},
        "2 times the time for heavy barriers",
    ),
    (
        {"contact": {"split": {"rule": "front_loaded", "ratio": 1.5, "weeks": 13}}},
        "1.5 times the time in the first 13 weeks",
    ),
    ({"matching": "random"}, "matching at random"),
    ({"corps": {"under_40": 0.2}}, "20% of mentors under 40"),
    ({"corps": {"medium_education": 0.2}}, "20% of mentors with a medium education"),
    ({"corps": {"long_education": 0.2}}, "20% of mentors with a long education"),
    ({"corps": {"turnover": 2}}, "mentors leave 2 times as often"),
    ({"corps": {"supervision": "regular"}}, "regular supervision"),
    ({"targeting": {"eligible": ["under_25", "woman"]}}, "for those under 25 and women"),
    ({"targeting": {"eligible": []}}, "for nobody"),
    (
        {"targeting": {"eligible": [{"any_of": ["man", {"attribute": "age", "below": 22}]}]}},
        "for men or age at entry below 22",
    ),
    ({"targeting": {"first": ["woman", "under_25"]}}, "first women, then those under 25"),
    ({"targeting": {"score": SCORE}}, "largest expected gain per mentor hour first"),
    ({"targeting": {"score": MARKS}}, "points for mean 9th-grade mark (2)"),
    ({"targeting": {"max_wait_weeks": 26}}, "waiting at most 26 weeks"),
    (
        {"intake": {"kind": "stream", "per_year": 600, "weeks": 156}},
        "600 new a year for 156 weeks",
    ),
    ({"intake": {"kind": "cohort"}}, "one cohort, as in the trial"),
    ({"title": {"en": "Mine"}}, "other words"),
    ({"description": {"en": "Mine"}}, "other words"),
    ({"reason": {"da": "Derfor", "en": "Therefore"}}, "other words"),
    ({"reference": "me"}, "other words"),
]


@pytest.mark.parametrize(("changes", "words"), NAMED)
def test_the_name_says_what_was_changed(changes: dict[str, Any], words: str) -> None:
    assert load("as-in-trial", **changes).name == f"as-in-trial, {words}"


def test_every_field_has_its_words_in_both_languages_there_and_back() -> None:
    base, said = load("as-in-trial"), set[str]()
    measures = {"measures": [{**MEASURE, "name": {"da": "Bolig", "en": "Housing"}}]}
    for changes in (*(c for c, _ in NAMED), measures):
        own = load(base, **changes)
        for before, after in ((base.policy, own.policy), (own.policy, base.policy)):
            fields = changed_fields(before, after)
            said |= set(fields)
            for code in LOCALES:
                words = said_changes(after, fields, Language(code)).values()
                assert all(words), fields
    assert said == set(fields_of(base.policy))


@pytest.mark.parametrize(("changes", "words"), NAMED[:7])
def test_title_and_description_say_it_in_danish_and_english(
    changes: dict[str, Any], words: str
) -> None:
    base, own = load("as-in-trial").policy, load("as-in-trial", **changes).policy
    assert own.title.en == f"{words[0].upper()}{words[1:]} (from: As in the trial)"
    assert own.title.da.endswith(" (ud fra: Som i forsøget)")
    assert own.description.en == f"{base.description.en} Changed: {words}."
    assert own.description.da.startswith(f"{base.description.da} Ændret: ")
    assert own.reason is None


def test_titles_in_danish_are_danish() -> None:
    own = load("as-in-trial", duration={"weeks": 40}, capacity={"caseload": 22.5})
    assert own.policy.title.da == "40 uger; sagsstamme 22,5 (ud fra: Som i forsøget)"
    women = load("as-in-trial", targeting={"eligible": ["woman"]})
    assert women.policy.title.da == "For kvinder (ud fra: Som i forsøget)"


def test_changes_are_merged_into_the_field_and_lists_replaced() -> None:
    own = load("low-grades-first", targeting={"max_wait_weeks": 26})
    assert own.policy.targeting.first == ["grade_low"]
    assert own.policy.targeting.max_wait_weeks == 26
    assert own.policy.capacity == load("low-grades-first").policy.capacity
    assert own.name == "low-grades-first, waiting at most 26 weeks"
    assert own.policy.title.en == "Waiting at most 26 weeks (from: Low marks first)"
    other = load("low-grades-first", targeting={"first": ["woman"]})
    assert other.policy.targeting.first == ["woman"]
    deep = merged({"a": {"b": {"c": 1, "d": [1, 2]}, "e": 3}}, {"a": {"b": {"d": [4]}}})
    assert deep == {"a": {"b": {"c": 1, "d": [4]}, "e": 3}}


def test_a_value_that_another_field_contradicts_is_refused_under_the_policys_name() -> None:
    with pytest.raises(InputError, match="overdetermined") as refused:
        load("caseload-20", capacity={"mentors": 50, "follows": "caseload"})
    assert (refused.value.file, refused.value.field) == ("caseload-20", "capacity.caseload")
    shared = {"mentors": 50, "follows": "caseload", "caseload": "as_in_trial"}
    assert load("caseload-20", capacity=shared).policy.capacity.following == "caseload"


def test_what_is_changed_again_is_named_after_the_first() -> None:
    once = load("as-in-trial", duration={"weeks": 40})
    twice = load(once, duration={"weeks": 30}, ending={"taper_weeks": 4})
    assert twice.name == "as-in-trial, 30 weeks, tapering over 4 weeks"
    assert twice.policy.title.en == "30 weeks; tapering over 4 weeks (from: As in the trial)"
    assert twice.policy.description.en.count("Changed") == 1
    assert load(twice, duration={"weeks": 52}, ending={"taper_weeks": 0}) == load("as-in-trial")
    assert load("as-in-trial", duration={"weeks": 52}).name == "as-in-trial"


def test_a_name_and_a_title_of_ones_own_stay() -> None:
    own = load("as-in-trial", name="mine", duration={"weeks": 40}, title={"en": "My way"})
    assert (own.name, own.policy.title.en, own.policy.title.da) == (
        "mine",
        "My way",
        "Som i forsøget",
    )
    assert load(own, duration={"weeks": 30}).name == "mine, 30 weeks"


@pytest.mark.parametrize("code", LOCALES)
def test_every_group_has_its_words(code: str) -> None:
    words = [condition_words(group, Language(code)) for group in (*GROUP_NAMES, "Aalborg")]
    assert len(set(words)) == len(GROUP_NAMES) + 1
    assert words[-1] == "Aalborg"


def test_long_changes_are_told_apart_by_a_code() -> None:
    groups = ["su_none", "transfer_high_3_years", "heavy_barriers", "mother_low_education"]
    names = {load("as-in-trial", targeting={"first": groups[k:]}).name for k in range(2)}
    assert len(names) == 2
    assert all(
        re.fullmatch("as-in-trial, other targeting.first [(][0-9a-f]{4}[)]", n) for n in names
    )
    many = load(
        "as-in-trial",
        duration={"weeks": 40},
        ending={"taper_weeks": 4},
        corps={"under_40": 0.5, "long_education": 0.25, "turnover": 3, "supervision": "some"},
    )
    assert re.search(r", 2 more [(][0-9a-f]{4}[)]$", many.name)
    assert "some supervision" in many.policy.description.en


def test_two_changed_policies_have_results_of_their_own() -> None:
    both = [load("as-in-trial", duration={"weeks": weeks}) for weeks in (4, 16)]
    found = compare(*both, weeks=20, draws=2)
    short, long = (found.difference(p.name, "education_weeks", 20)["mean"] for p in both)
    between = found.difference(both[1].name, "education_weeks", 20, against=both[0].name)["mean"]
    assert short != long
    assert between == pytest.approx(long - short)
    assert [title(found, p.name, Language("en")) for p in both] == [
        "4 weeks (from: As in the trial)",
        "16 weeks (from: As in the trial)",
    ]
