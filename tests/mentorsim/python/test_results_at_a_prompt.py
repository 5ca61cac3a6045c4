"""Every kind of result shows itself in a few lines, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from html.parser import HTMLParser
from typing import Any

import pytest

import mentorsim
from calibration.stored_posterior import shipped_posterior
from mentorsim.python import sensitivity
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import least_draws
from scenarios.sensitivity.question import Question
from sim.shown import MOST, ResultShown, Shown, number, with_interval
from tests.worlds.hand_made_follow_up import checked
from tests.worlds.hand_made_search import searched
from tests.worlds.small_decision import small_decision

#: A name that a user may give, with all that a page must not take for its own.
NASTY = "<script>alert('&')</script>\nsecond \t line"


@cache
def question() -> Question:
    return sensitivity.question("104-weeks", "as-in-trial", "education", week=60)


@cache
def few() -> Comparison:
    return mentorsim.compare("as-in-trial", "26-weeks", weeks=60, draws=3)


@cache
def many() -> Comparison:
    return mentorsim.compare("as-in-trial", weeks=60, draws=least_draws())


#: Every kind of result, by name: how it is made, and words that it must hold.
KINDS: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "comparison": (few, ("as-in-trial, 26-weeks against no-mentor", "60 weeks", "3 posterior")),
    "decided": (small_decision, ("caseload-25", "week 104", "40 posterior", "prices of 2023")),
    "decision": (lambda: small_decision().decision, ("cost, kroner", ".ratios")),
    "forecast": (
        lambda: mentorsim.forecast("as-in-trial", years=2, intake=60, draws=2),
        ("60 young people a year", "2 posterior draws", "net, public"),
    ),
    "ranking": (
        lambda: mentorsim.rank("as-in-trial", hours=40_000, weeks=30, draws=2),
        ("40,000 paid mentor hours", "P(first)"),
    ),
    "follow_up": (
        lambda: checked({"meetings": (-1.0, -4.5)}),
        ("Follow-up after", "of 4 looks", "verdict"),
    ),
    "search": (searched, ("3 of 2,000 policies", "10 mentors", "choice-2 *", "P(first)")),
    "world": (lambda: mentorsim.run("as-in-trial", weeks=60), ("2,588 young people", "60 weeks")),
    "accounts": (lambda: made("world").accounts, ("2,588 young people", "60 weeks")),
    "posterior": (shipped_posterior, ("1,024 draws", shipped_posterior().provenance.draws)),
    "question": (question, ("104-weeks against as-in-trial", "week 60")),
    "sensitivity": (
        lambda: sensitivity.sensitivity(question(), "uptake", "mechanism", samples=4),
        ("morris over the priors", "2 factors", "12 runs"),
    ),
    "tornado": (
        lambda: sensitivity.tornado(question(), "uptake", draws=2),
        ("2 draws", "parameter:uptake"),
    ),
    "threshold": (
        lambda: sensitivity.threshold(question(), "duration", low=44, high=60, points=3, draws=2),
        ("duration", "crosses it at 52"),
    ),
    "two_way": (lambda: sensitivity.two_way(question(), points=2, draws=2), ("4 cells",)),
    "discovery": (
        lambda: sensitivity.discover(question(), "uptake", samples=64),
        ("of 64 cases", "posterior"),
    ),
    "regret": (lambda: sensitivity.regret(question(), draws=2), ("2 policies", "largest regret")),
}


@cache
def made(kind: str) -> Any:
    return KINDS[kind][0]()


class _Reader(HTMLParser):
    """Tags that are opened and not closed again, all tags, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_shown_in_a_few_lines(kind: str) -> None:
    result, words = made(kind), KINDS[kind][1]
    text, page = repr(result), result._repr_html_()
    assert len(text) <= MOST
    assert len(page) <= MOST
    assert text.count("\n") < 12
    assert str(result) == text
    reader = read(page)
    for word in words:
        assert word in text
        assert word in reader.text
    assert "Next: " in text
    assert reader.tags <= {"div", "b", "br", "table", "tr", "th", "td", "code"}


def test_every_result_of_the_python_face_is_looked_at() -> None:
    """Whatever shows itself has a case above: a new kind of result needs one."""
    shown = {type(made(kind)) for kind in KINDS}
    kinds = {kind for kind in ResultShown.__subclasses__() if kind is not _Long}
    assert kinds == shown


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_says_to_call_next_is_there(kind: str) -> None:
    result = made(kind)
    for call in result.shown().further:
        name = call.lstrip(".").partition("(")[0]
        if call.startswith("."):
            assert reduce(getattr, name.split("."), result) is not None, call
        else:
            assert hasattr(mentorsim, name) or hasattr(sensitivity, name), call


def test_few_draws_show_no_interval_and_no_probability() -> None:
    row = few().difference("as-in-trial", "education", 60)
    interval = f"({number(row['low'])} to {number(row['high'])})"
    assert interval not in repr(few())
    assert number(row["mean"]) in repr(few())
    assert f"{least_draws()} or more" in repr(few())
    ranking = made("ranking")
    assert "–" in repr(ranking)


def test_enough_draws_show_the_interval_of_the_table() -> None:
    row = many().difference("as-in-trial", "education", 60)
    interval = f"{number(row['mean'])} ({number(row['low'])} to {number(row['high'])})"
    assert interval in repr(many())
    assert "too few" not in repr(many())


def test_a_name_of_a_user_is_text_and_stays_on_its_line() -> None:
    mine = mentorsim.load("as-in-trial", name=NASTY, duration={"weeks": 20})
    result = mentorsim.compare(mine, weeks=30, draws=2)
    page = result._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "second line" in read(page).text
    assert "<script>" in repr(result)
    assert "\nsecond" not in repr(result)


@dataclass(frozen=True, repr=False)
class _Long(ResultShown):
    """Says far too much."""

    words: str

    def shown(self) -> Shown:
        cells = tuple((self.words, self.words, self.words) for _ in range(50))
        return Shown(self.words, (self.words,) * 9, (self.words,) * 3, cells, (self.words,) * 9)


@pytest.mark.parametrize(
    "words", ["&" * 500, "long " * 300, "<" * 5000, "short"], ids=["and", "long", "less", "short"]
)
def test_nothing_makes_it_long(words: str) -> None:
    result = _Long(words)
    for text in (repr(result), result._repr_html_()):
        assert len(text) <= MOST
    assert read(result._repr_html_()).text.startswith(words[:3])
    if words == "short":
        assert "... and 45 more" in repr(result)


def test_numbers_are_shown_as_they_are() -> None:
    assert number(1234.56) == "1,234.6"
    assert number(float("nan")) == "–"
    assert with_interval(1, 0.5, 2, enough=True) == "1.0 (0.5 to 2.0)"
    assert with_interval(1, 0.5, 2, enough=False, beyond=True) == "1.0†"
