"""Tables of a search on the terminal: the front, and what more or fewer mentors bring."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.comparison.terminal import beyond_note, blank_table
from mentorsim.present.kroner import rounded
from mentorsim.present.results import DAGGER
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
    young_words,
)
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import search_sentences
from scenarios.comparison.intervals import enough_draws


def search_view(result: Searched, language: Language) -> Group:
    """The front, its sentences, and the curve."""
    parts: list[Table | Text] = [Text(result.situation, "dim"), front_table(result, language)]
    for k, words in enumerate(search_sentences(result, language)):
        parts.append(Text(words, "bold" if k == 0 else ""))
    if not result.found.curve.empty:
        parts.append(curve_table(result, language))
    return Group(*parts)


def front_table(result: Searched, language: Language) -> Table:
    """One row per policy, from today's to the finest; the best is bold."""
    found, enough = result.found, enough_draws(result.print_draws)
    heading = language.text(
        "search.caption",
        mentors=posts_words(result.posts, language),
        want=want_words(result.wants[0], result.week, language),
    )
    note = beyond_note(language) if result.rests_on_model else ""
    table = blank_table(heading, note)
    table.add_column(language.text("search.column.choice"), overflow="fold", ratio=1)
    table.add_column(language.text("search.column.policy"), overflow="fold", ratio=3)
    for want in result.wants:
        head = language.text(
            "search.column.gain",
            want=want_words(want, result.week, language),
            unit=language.text(f"search.unit.{want.unit}"),
        )
        table.add_column(head, justify="right", overflow="fold", ratio=2)
    table.add_column(language.text("search.column.first"), justify="right", no_wrap=True)
    table.expand = True
    for k, named in enumerate(result.policies):
        style = "bold" if k == found.winner else ""
        cells = []
        for want in result.wants:
            row = found.gain(k, want.name)
            most = max(abs(float(row[end])) for end in ("low", "high"))
            mean = plain(want, float(row["mean"]), language, signed=True, beside=most)
            words = mean + (DAGGER if result.extrapolated(k, want.name) else "")
            if k == found.today:
                words = "0"
            elif enough:
                low, high = (
                    plain(want, float(row[end]), language, beside=most) for end in ("low", "high")
                )
                words += "\n" + language.text("number.interval", low=low, high=high)
            cells.append(Text(words, style))
        first = language.text("number.waiting")
        if enough:
            first = language.probability(float(found.gain(k)["first"]), result.print_draws)
        told = choice_sentence(named, result.today, language)
        table.add_row(
            Text(choice(result, k, language), style), Text(told, style), *cells, Text(first, style)
        )
    return table


def curve_table(result: Searched, language: Language) -> Table:
    """One row per number of mentors, by what counts most."""
    want, curve = result.wants[0], result.found.curve
    unit = language.text(f"search.unit.{total_unit(want)}")
    table = blank_table(language.text("search.curve.heading"))
    table.add_column(language.text("search.curve.mentors"), justify="right")
    table.add_column(language.text("search.curve.kroner"), justify="right")
    table.add_column(language.text("search.curve.policy"), overflow="fold", ratio=1)
    young = young_words(result, language)
    head = language.text("search.curve.total", young=young, unit=unit)
    table.add_column(head, justify="right", overflow="fold", ratio=2)
    table.add_column(
        language.text("search.curve.more", unit=unit), justify="right", overflow="fold", ratio=2
    )
    table.expand = True
    enough = enough_draws(result.print_draws)
    for row in curve[curve["objective"] == want.name].to_dict("records"):
        cells = []
        for start in ("", "more_"):
            mean, low, high = (
                total(want, float(row[f"{start}{name}"]), result.young)
                for name in ("mean", "low", "high")
            )
            words = plain_total(want, mean, language, signed=True)
            if enough:
                words += "\n" + language.text(
                    "number.interval",
                    low=plain_total(want, low, language),
                    high=plain_total(want, high, language),
                )
            cells.append(Text(words))
        mentors = float(row["mentors"])
        style = "bold" if row["multiple"] == 1.0 else ""
        table.add_row(
            Text(count_words(mentors, language), style),
            Text(language.integer(rounded(mentors * result.mentor_year)), style),
            Text(choice(result, int(row["place"]), language), style),
            *cells,
        )
    return table
