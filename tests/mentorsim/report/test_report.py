"""The report and the tables of the terminal: whole in themselves, honest, escaped."""

from __future__ import annotations

import io
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from rich.console import Console

from calibration.targets import targets
from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.comparison.answer import answer, pair_sentences
from mentorsim.present.comparison.cells import lives_rows
from mentorsim.present.comparison.money import kroner_section
from mentorsim.present.comparison.overview import overview
from mentorsim.present.comparison.terminal import comparison_table, totals_table
from mentorsim.present.comparison.views import view_rows
from mentorsim.present.results import Verdict, effect, table_weeks
from mentorsim.present.trial_terminal import trial_table
from mentorsim.report.report import report_html
from mentorsim.terminal.console import PIPED_WIDTH
from scenarios.budget.budget import budget
from tests.worlds.small_comparison import HOSTILE, judged_comparison, with_difference, with_title

CODES = ("da", "en")
PROVENANCE = {"version": "0 <b>test</b>", "seed": "1"}


@cache
def html(code: str) -> str:
    return report_html(judged_comparison(), Language(code), PROVENANCE)


@cache
def hostile_html() -> str:
    return report_html(with_title(judged_comparison(), HOSTILE), Language("en"), PROVENANCE)


def plain(words: str) -> str:
    return " ".join(words.split())


class Page(HTMLParser):
    """Tags with their attributes, and the words of each cell."""

    VOID = ("meta", "img", "br", "link", "source")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return plain(" ".join(self.words))


@pytest.mark.parametrize("code", CODES)
def test_one_file_without_scripts_or_requests(code: str) -> None:
    page = Page(html(code))
    assert ("html", {"lang": code}) in page.tags
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href", "srcset"):
                assert value.startswith(("data:image/svg+xml;base64,", "#"))
    assert "http:" not in html(code)
    assert "https:" not in html(code)
    assert "url(" not in html(code)
    assert "@import" not in html(code)


@pytest.mark.parametrize("code", CODES)
def test_headings_do_not_skip_and_pictures_have_words(code: str) -> None:
    page = Page(html(code))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    pictures = [a for tag, a in page.tags if tag == "img"]
    # Two effects and a level, subgroups, views, mentors, kroner.
    assert len(pictures) == 7
    assert all(len(a["alt"]) > 40 for a in pictures)


@pytest.mark.parametrize("code", CODES)
def test_what_lies_beyond_the_trial_is_marked(code: str) -> None:
    comparison, language = judged_comparison(), Language(code)
    page = Page(html(code))
    cells = [a for tag, a in page.tags if tag == "td" and a.get("class") == "beyond"]
    weeks = table_weeks(comparison)
    rows = [
        effect(comparison, name, "education", week, against=against).extrapolated
        for name, against in (
            ("as-in-trial", "no-mentor"),
            ("104-weeks", "no-mentor"),
            ("104-weeks", "as-in-trial"),
        )
        for week in weeks
    ]
    assert 0 < sum(rows) < len(rows)
    # Six cells a row in the tables of differences, seven in the totals of the longer policy, one
    # for every view of the three pairs in the two weeks of the table of views; what becomes of the
    # young people; all policies in one table; and of kroner what a test of its own counts.
    views = [cell for row in view_rows(comparison, language) for cell in row.cells]
    assert all(cell.beyond for cell in views)
    money = budget(comparison)
    section = kroner_section(money, language)
    priced = [cell for block in section.blocks for row in block.rows for cell in row.cells]
    priced += [cell for row in section.parts for cell in row.cells]
    lived = [cell for row in lives_rows(comparison, language) for cell in row.cells]
    summed = [cell for row in overview(money, language).rows for cell in row.cells]
    others = sum(cell.beyond for cell in (*priced, *lived, *summed))
    assert len(cells) == 6 * sum(rows) + 7 + len(views) + others
    assert html(code).count('class="dagger"') == len(cells)
    assert f"† {language.text('report.note.beyond')}" in page.text


@pytest.mark.parametrize("code", CODES)
def test_numbers_in_the_answer_are_those_of_the_table(code: str) -> None:
    comparison, language = judged_comparison(), Language(code)
    shown = effect(comparison, "as-in-trial", "education", 52)
    assert shown.verdict is Verdict.MORE
    first, _ = pair_sentences(comparison, "as-in-trial", "no-mentor", "education", language)
    assert answer(comparison, language)[0].startswith(first)
    people = [language.per_thousand(x) for x in (shown.mean, shown.low, shown.high)]
    numbers = re.findall(r"\d+", first.replace("1.000", "").replace("1,000", ""))
    assert [n for n in numbers if n not in ("52", "95")] == people
    cell = f"{language.signed(shown.mean)} ({language.interval(shown.low, shown.high)})"
    text = Page(html(code)).text
    assert cell in text
    assert plain(first) in text
    assert [10 * float(language.number(x).replace(",", ".")) for x in (shown.low, shown.high)] == [
        float(n) for n in people[1:]
    ]


def test_danish_numbers_have_a_comma() -> None:
    text = Page(html("da")).text
    assert re.search(r"[+−]\d,\d \(", text)
    assert not re.search(r"[+−]\d\.\d(?!\d\d)", text)
    assert re.search(r"−\d\d\.\d\d\d \(", text)
    assert re.search(r"[+−]\d\.\d \(", Page(html("en")).text)


@pytest.mark.parametrize(("code", "words"), [("da", "ikke skelnes"), ("en", "not distinguishable")])
def test_an_interval_with_zero_is_never_a_gain(code: str, words: str) -> None:
    language = Language(code)
    more = {"da": " flere af ", "en": " more of "}[code]
    for low, high in ((-0.5, 3.0), (-3.0, 0.5), (0.0, 3.0), (0.04, 3.0), (-2.0, -0.04)):
        changed = with_difference(judged_comparison(), (low + high) / 2, low, high)
        sentences = answer(changed, language)[:3]
        assert all(words in s for s in sentences)
        assert not any(more in s for s in sentences)


@pytest.mark.parametrize("code", CODES)
def test_a_loss_is_told_as_one(code: str) -> None:
    language = Language(code)
    first = answer(with_difference(judged_comparison(), -2.0, -3.0, -1.0), language)[0]
    told = language.text(
        "answer.education.fewer",
        policy=language.quoted({"da": "Som i forsøget", "en": "As in the trial"}[code]),
        reference=language.quoted({"da": "Ingen mentor", "en": "No mentor"}[code]),
        week="52",
        number="20",
        low="10",
        high="30",
        level=language.percent(0.95),
    )
    assert first.startswith(told)
    assert told.replace("52", "104") in first


@pytest.mark.parametrize("code", CODES)
def test_no_raw_names_of_policies(code: str) -> None:
    text = Page(html(code)).text
    for name in ("as-in-trial", "104-weeks", "no-mentor"):
        assert name not in text


def test_words_of_users_are_escaped() -> None:
    page = Page(hostile_html())
    assert not any(tag == "script" for tag, _ in page.tags)
    assert "&lt;script&gt;" in hostile_html()
    assert clean(HOSTILE) in page.text
    assert "0 <b>test</b>" in page.text
    assert "\x07" not in hostile_html()
    assert hostile_html().count("</style>") == 1


def printed(*tables: object) -> str:
    file = io.StringIO()
    screen = Console(file=file, width=PIPED_WIDTH)
    for table in tables:
        screen.print(table)
    return file.getvalue()


@pytest.mark.parametrize("code", CODES)
def test_tables_fit_and_carry_no_colour_codes(code: str) -> None:
    comparison, language = judged_comparison(), Language(code)
    rows = [
        {
            "id": t.id,
            "outcome": t.outcome,
            "subgroup": t.subgroup,
            "week_from": t.week_from,
            "week_to": t.week_to,
            "trial_low": t.low,
            "trial_high": t.high,
            "interval_low": (t.interval() or (None, None))[0],
            "interval_high": (t.interval() or (None, None))[1],
            "simulated": t.high,
            "agrees": t.agrees(t.high),
            "unit": t.unit,
            "role": t.role,
            "why": t.why,
            "source": t.source,
        }
        for t in targets(the_trial())
    ]
    out = printed(
        comparison_table(comparison, language),
        totals_table(comparison, language),
        trial_table(rows, language),
    )
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= PIPED_WIDTH
    assert "…" not in out
    shown = effect(comparison, "104-weeks", "education", 104)
    assert f"{language.signed(shown.mean)}† ({language.interval(shown.low, shown.high)})" in out


def test_titles_are_no_markup_in_the_terminal() -> None:
    comparison = with_title(judged_comparison(), "[red]x[/red]")
    out = printed(comparison_table(comparison, Language("en"), [52, 999]))
    assert "[red]x[/red]" in out
    assert "999" not in out


def test_policies_of_the_same_title_are_told_apart() -> None:
    sentences = answer(with_title(judged_comparison(), "Ours"), Language("en"))
    assert "Ours (as-in-trial)" in sentences[0]
    assert "Ours (no-mentor)" in sentences[0]


def test_no_difference_has_no_probability() -> None:
    page = Page(
        report_html(with_difference(judged_comparison(), 0.0, -0.04, 0.04), Language("en"), {})
    )
    assert "0.0 (0.0 to 0.0) –" in page.text
    assert "over " not in page.text.split("Mentors and queue")[0].split("Differences in")[1]
