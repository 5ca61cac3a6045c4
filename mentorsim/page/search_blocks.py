"""What the page shows of a search: the front in one table, regret, what mentors and money bring."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.page.blocks import Block
from mentorsim.page.html import Cell, Grid, both_pictures
from mentorsim.present.figure_style import alt_text
from mentorsim.present.search.amounts import (
    choice,
    choice_sentence,
    count_words,
    plain,
    plain_total,
    posts_words,
    total,
    total_unit,
    want_words,
    yearly,
    young_words,
)
from mentorsim.present.search.figures import mentors_figure, more_figure
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import regret_words
from scenarios.comparison.intervals import enough_draws


def search_blocks(result: Searched, language: Language) -> list[Block]:
    """The parts of the page, in order; the sentences stand above them."""
    found = [_front(result, language)]
    if not result.found.curve.empty:
        found += [_curve(result, language), _more(result, language)]
    if not result.regret.empty:
        found.append(_regret(result, language))
    return found


def _front(result: Searched, language: Language) -> Block:
    return Block(
        name="front",
        heading=language.text("page.search.front"),
        sentences=[],
        picture=None,
        grids=[front_grid(result, language)],
        notes=[(language.text("page.sure.table"), language.text("page.search.front.note"))],
        open=True,
    )


def front_grid(result: Searched, language: Language) -> Grid:
    """One row per policy, from today's to the finest: what is changed, what it gains, how sure."""
    found, enough = result.found, enough_draws(result.print_draws)
    heads = [language.text("search.column.choice"), language.text("search.column.policy")]
    for want in result.wants:
        told = want_words(want, result.week, language)
        unit = language.text(f"search.unit.{want.unit}")
        heads.append(language.text("search.column.gain", want=told, unit=unit))
    heads += [language.text("page.search.searched"), language.text("search.column.first")]
    rows = []
    for k, named in enumerate(result.policies):
        cells = [Cell(choice_sentence(named, result.today, language))]
        for want in result.wants:
            row = found.gain(k, want.name)
            most = max(abs(float(row[end])) for end in ("low", "high"))
            mean = plain(want, float(row["mean"]), language, signed=True, beside=most)
            if k == found.today:
                cells.append(Cell("0"))
                continue
            words = language.text("number.waiting")
            if enough:
                low, high = (
                    plain(want, float(row[e]), language, beside=most) for e in ("low", "high")
                )
                words = language.text("number.interval", low=low, high=high)
            clear = enough and (float(row["low"]) > 0 or float(row["high"]) < 0)
            cells.append(Cell(mean, words, result.extrapolated[k], clear))
        want = result.wants[0]
        looked = float(found.gain(k)["searched"])
        cells.append(Cell("0" if k == found.today else plain(want, looked, language, signed=True)))
        chance = language.text("number.waiting")
        if enough:
            chance = language.probability(float(found.gain(k)["first"]), result.print_draws)
        mark = language.text("overview.mark.best") if k == found.winner else ""
        cells.append(Cell(chance, mark=mark))
        rows.append((choice(result, k, language), cells))
    caption = language.text(
        "search.caption",
        mentors=posts_words(result.posts, language),
        want=want_words(result.wants[0], result.week, language),
    )
    return Grid(caption, heads, rows)


def _curve(result: Searched, language: Language) -> Block:
    """What mentors bring in all, and what one more mentor and a million bring, as curves."""
    return Block(
        name="mentors",
        heading=language.text("page.search.curve"),
        sentences=[],
        picture=both_pictures(lambda: mentors_figure(result, language), alt_text),
        grids=[_curve_grid(result, language)],
        notes=[(language.text("page.sure.counted"), language.text("page.search.curve.note"))],
    )


def _more(result: Searched, language: Language) -> Block:
    """What one more mentor brings, from each number of them."""
    return Block(
        name="more",
        heading=language.text("page.search.more"),
        sentences=[],
        picture=both_pictures(lambda: more_figure(result, language), alt_text),
        grids=[],
        notes=[],
    )


def _curve_grid(result: Searched, language: Language) -> Grid:
    want, curve = result.wants[0], result.curve
    unit = language.text(f"search.unit.{total_unit(want)}")
    young = young_words(result, language)
    heads = [
        language.text("search.curve.mentors"),
        language.text("search.curve.kroner"),
        language.text("search.curve.total", young=young, unit=unit),
        language.text("search.curve.more", unit=unit),
        language.text("page.search.million", unit=unit),
    ]
    rows = []
    for row in curve[curve["objective"] == want.name].to_dict("records"):
        cells = [Cell(yearly(result, float(row["mentors"]), language))]
        for start in ("", "more_", "million_"):
            mean, low, high = (
                total(want, float(row[f"{start}{name}"]), result.young)
                for name in ("mean", "low", "high")
            )
            words = language.text("number.waiting")
            if enough_draws(result.print_draws):
                low_words, high_words = (plain_total(want, x, language) for x in (low, high))
                words = language.text("number.interval", low=low_words, high=high_words)
            cells.append(Cell(plain_total(want, mean, language, signed=True), words))
        rows.append((count_words(float(row["mentors"]), language), cells))
    return Grid(language.text("search.curve.heading"), heads, rows)


def _regret(result: Searched, language: Language) -> Block:
    """What each policy loses against the best of the front, whatever is true."""
    want, table = result.wants[0], result.found.regret
    mine = table[table["objective"] == want.name]
    views = list(dict.fromkeys(map(str, mine["view"])))
    rows = []
    for k in range(len(result.policies)):
        own = mine[mine["place"] == k]
        by_view = dict(zip(map(str, own["view"]), own["regret"], strict=True))
        cells = [Cell(plain(want, float(by_view[view]), language)) for view in views]
        rows.append((choice(result, k, language), cells))
    heads = [language.text("search.column.choice"), *(_view(view, language) for view in views)]
    caption = language.text(
        "page.search.regret.caption",
        want=want_words(want, result.week, language),
        unit=language.text(f"search.unit.{want.unit}"),
    )
    return Block(
        name="regret",
        heading=language.text("page.search.regret"),
        sentences=regret_words(result, language) if enough_draws(result.print_draws) else [],
        picture=None,
        grids=[Grid(caption, heads, rows)],
        notes=[],
    )


def _view(view: str, language: Language) -> str:
    mechanism, barriers = view.split("/")
    return language.text(
        "search.state",
        mechanism=language.text(f"views.if.{mechanism}"),
        barriers=language.text(f"views.if.{barriers}"),
    )
