"""A search as tables, for page and report: the front, mentors and kroner, regret by view."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Cell, Row
from mentorsim.present.search import amounts
from mentorsim.present.search.searched import Searched
from scenarios.comparison.intervals import enough_draws
from scenarios.search.wants import WEEKS, YEARS, Want


@dataclass(frozen=True)
class SearchTable:
    """A table of a search.

    Attributes:
        caption: what it shows.
        heads: of the columns; the first is that of the rows.
        rows: in order.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def front_rows(result: Searched, language: Language) -> SearchTable:
    """One row per policy, from today's to the finest: what is changed, what it gains, how sure."""
    found, enough = result.found, enough_draws(result.print_draws)
    heads = [language.text("search.column.policy")]
    if not result.given:
        heads.insert(0, language.text("search.column.choice"))
    for want in result.wants:
        heads.append(_gain_head(want, result.week, language))
    heads.append(language.text(amounts.said_of(result, "search.column.searched")))
    heads.append(language.text("search.column.first"))
    rows = []
    for k, named in enumerate(result.policies):
        cells = []
        if not result.given:
            cells.append(Cell(amounts.choice_sentence(named, result.today, language)))
        for want in result.wants:
            row = found.gain(k, want.name)
            most = max(abs(float(row[end])) for end in ("low", "high"))
            mean = amounts.plain(want, float(row["mean"]), language, signed=True, beside=most)
            if k == found.today:
                cells.append(Cell("0"))
                continue
            words = language.text("number.waiting")
            if enough:
                low, high = (
                    amounts.plain(want, float(row[e]), language, beside=most)
                    for e in ("low", "high")
                )
                words = language.text("number.interval", low=low, high=high)
            clear = enough and (float(row["low"]) > 0 or float(row["high"]) < 0)
            cells.append(Cell(mean, words, result.extrapolated(k, want.name), clear))
        want = result.wants[0]
        looked = float(found.gain(k)["searched"])
        cells.append(
            Cell("0" if k == found.today else amounts.plain(want, looked, language, signed=True))
        )
        chance = language.text("number.waiting")
        if enough:
            chance = language.probability(float(found.gain(k)["first"]), result.print_draws)
        mark = language.text("overview.mark.best") if k == found.winner else ""
        cells.append(Cell(chance, mark=mark))
        rows.append(Row(amounts.choice(result, k, language), tuple(cells)))
    caption = language.text(
        "search.caption",
        mentors=amounts.posts_words(result.posts, language),
        want=amounts.want_words(result.wants[0], result.week, language),
    )
    return SearchTable(caption, tuple(heads), tuple(rows))


def _gain_head(want: Want, week: int, language: Language) -> str:
    """What is wanted, with its unit where the words do not begin with it."""
    told = amounts.want_words(want, week, language)
    if want.unit not in (YEARS, WEEKS):
        unit = language.text(f"search.unit.{want.unit}")
        told = language.text("search.column.gain", want=told, unit=unit)
    return told[:1].upper() + told[1:]


def curve_rows(result: Searched, language: Language) -> SearchTable:
    """One row per number of mentors: what they bring, what one more and a million kroner bring."""
    want, curve = result.wants[0], result.curve
    unit = language.text(f"search.unit.{amounts.total_unit(want)}")
    young = amounts.young_words(result, language)
    heads = (
        language.text("search.curve.mentors"),
        language.text("search.curve.kroner"),
        language.text("search.curve.policy"),
        language.text("search.curve.total", young=young, unit=unit),
        language.text("search.curve.more", unit=unit),
        language.text("search.curve.million", unit=unit),
    )
    names, rows = [named.name for named in result.policies], []
    for row in curve[curve["objective"] == want.name].to_dict("records"):
        place = names.index(str(row["policy"]))
        mentors = float(row["mentors"])
        cells = [
            Cell(amounts.yearly(result, mentors, language)),
            Cell(amounts.choice(result, place, language)),
        ]
        for start in ("", "more_", "million_"):
            mean, low, high = (
                amounts.total(want, float(row[f"{start}{name}"]), result.young)
                for name in ("mean", "low", "high")
            )
            words = language.text("number.waiting")
            if enough_draws(result.print_draws):
                low_words, high_words = (
                    amounts.plain_total(want, x, language) for x in (low, high)
                )
                words = language.text("number.interval", low=low_words, high=high_words)
            told = amounts.plain_total(want, mean, language, signed=True)
            cells.append(Cell(told, words, bool(row["extrapolated"]), False))
        key = "search.curve.row.one" if mentors == 1 else "search.curve.row"
        head = language.text(key, number=amounts.count_words(mentors, language))
        rows.append(Row(head, tuple(cells)))
    return SearchTable(language.text("search.curve.heading"), heads, tuple(rows))


def regret_rows(result: Searched, language: Language) -> SearchTable:
    """What each policy loses against the best of the front, whatever is true."""
    want, table = result.wants[0], result.found.regret
    mine = table[table["objective"] == want.name]
    views = list(dict.fromkeys(map(str, mine["view"])))
    rows = []
    for k in range(len(result.policies)):
        own = mine[mine["place"] == k]
        by_view = dict(zip(map(str, own["view"]), own["regret"], strict=True))
        cells = tuple(
            Cell(
                amounts.plain(want, float(by_view[view]), language),
                beyond=result.extrapolated(k, want.name),
            )
            for view in views
        )
        rows.append(Row(amounts.choice(result, k, language), cells))
    caption = language.text(
        "search.regret.caption",
        want=amounts.want_words(want, result.week, language),
        unit=language.text(f"search.unit.{want.unit}"),
    )
    first = language.text(f"search.column.{'policy' if result.given else 'choice'}")
    heads = [first, *(_view(view, language) for view in views)]
    return SearchTable(caption, tuple(heads), tuple(rows))


def _view(view: str, language: Language) -> str:
    mechanism, barriers = view.split("/")
    told = language.text(
        "search.state",
        mechanism=language.text(f"views.if.{mechanism}"),
        barriers=language.text(f"views.if.{barriers}"),
    )
    return told[:1].upper() + told[1:]
