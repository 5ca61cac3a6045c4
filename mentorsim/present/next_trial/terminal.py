"""Tables for the terminal: chances by size, what a trial is worth, which design tells most."""

from __future__ import annotations

import math

import numpy as np
from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.next_trial import words
from mentorsim.present.results import DAGGER, DIGITS, interval_level
from mentorsim.present.terminal_tables import beyond_note, blank_table
from scenarios.next_trial.assumptions import assumptions
from scenarios.next_trial.next_trial import EVEN, QUESTIONS, STATED, NextTrial
from scenarios.next_trial.setting import next_trial_setting

#: Sizes that have a column on screen; the files have them all.
MOST_SIZES = 4
#: Designs that have a row on screen for each question.
MOST_DESIGNS = 6


def next_trial_view(result: NextTrial, language: Language) -> Group:
    """The answer and the tables behind it."""
    parts: list[Text | Table] = [
        Text(sentence, "bold" if k == 0 else "")
        for k, sentence in enumerate(words.sentences(result, language))
    ]
    parts += [power_table(result, language), worth_table(result, language)]
    parts += [discrimination_table(result, language), assumptions_table(result, language)]
    return Group(*parts)


def shown_sizes(result: NextTrial) -> list[int]:
    """Sizes evenly spread over those asked for, the headline's among them."""
    sizes, main = result.plan.sizes, words.headline_size(result)
    if len(sizes) <= MOST_SIZES:
        return list(sizes)
    spread = {sizes[round(k)] for k in np.linspace(0, len(sizes) - 1, MOST_SIZES)}
    if main not in spread:
        inside = sorted(spread - {sizes[0], sizes[-1]}, key=lambda n: abs(math.log(n / main)))
        spread = spread - {inside[0]} | {main}
    return sorted(spread)


def power_table(result: NextTrial, language: Language) -> Table:
    """Chances of finding the difference, by arm, follow-up and size."""
    plan, sizes = result.plan, shown_sizes(result)
    heading = language.text(
        "next.caption.power",
        first=words.arm_title(result, plan.arms[0].name, language),
        outcome=language.text(f"views.in.{plan.outcome}"),
    )
    notes = [language.text("next.note.power"), beyond_note(language)]
    clusters = plan.test.clusters
    if clusters is not None:
        own = result.own_icc
        assert own is not None
        notes.insert(
            1,
            language.text(
                "next.note.clusters",
                people=language.integer(clusters.people),
                icc=language.number(clusters.icc, 3),
                own=language.number(own[0], 4),
                error=language.number(own[1], 4),
            ),
        )
    table = blank_table(heading, "\n".join(notes))
    table.add_column(language.text("next.column.arm"), max_width=16, overflow="fold")
    table.add_column(language.text("report.column.week"), justify="right")
    level = language.text("next.column.difference", level=interval_level(language))
    table.add_column(level, justify="right", min_width=12, no_wrap=True)
    for n in sizes:
        head = language.text("next.column.size", n=language.integer(n))
        table.add_column(head, justify="right", no_wrap=True)
    wanted = language.percent(next_trial_setting().wanted.value)
    head = language.text("next.column.needed", wanted=wanted)
    table.add_column(head, justify="right", overflow="fold")
    for effect in result.effects.to_dict("records"):
        mark = DAGGER if effect["extrapolated"] else ""
        rows = result.power[
            (result.power["arm"] == effect["arm"]) & (result.power["week"] == effect["week"])
        ].set_index("n")
        ends = language.interval(float(effect["low"]), float(effect["high"]), DIGITS)
        table.add_row(
            Text(words.arm_title(result, str(effect["arm"]), language)),
            Text(language.integer(int(effect["week"])) + mark),
            Text(f"{language.signed(float(effect['mean']), DIGITS)}\n{ends}"),
            *(
                Text(
                    f"{words.chance(float(rows.loc[n, 'assurance']), language)}\n"
                    f"({words.chance(float(rows.loc[n, 'power']), language)})"
                )
                for n in sizes
            ),
            Text(words.people(float(effect["needed_assurance"]), language)),
        )
    return table


def worth_table(result: NextTrial, language: Language) -> Table:
    """What trials of each size are worth and cost, at the values of a year."""
    plan, table = result.plan, result.information
    rows = table[table["week"] == plan.main_week]
    heading = language.text(
        "next.caption.worth",
        week=language.integer(plan.main_week),
        people=language.integer(plan.costs.people),
    )
    shown = blank_table(heading, language.text("next.note.worth"))
    shown.add_column(language.text("next.column.n"), justify="right")
    shown.add_column(language.text("next.column.cost"), justify="right")
    values = [
        (kind, float(value))
        for kind in (STATED, EVEN)
        for value in sorted(rows.loc[rows["kind"] == kind, "value"].unique())
    ]
    for kind, value in values:
        head = language.text(f"next.column.value.{kind}", value=language.integer(value))
        shown.add_column(head, justify="right", overflow="fold")
    for n in shown_sizes(result):
        here = rows[rows["n"] == n]
        if here.empty:
            continue
        cells = [language.integer(n), _millions(float(here["cost"].iloc[0]), language)]
        for kind, value in values:
            one = here[(here["kind"] == kind) & (here["value"] == value)].iloc[0]
            worth, net = float(one["population_evsi"]), float(one["net"])
            cells.append(f"{_millions(worth, language)} ({_millions(net, language)})")
        shown.add_row(*(Text(cell) for cell in cells))
    return shown


def _millions(kroner: float, language: Language) -> str:
    return language.number(kroner / words.MILLION, 1)


def discrimination_table(result: NextTrial, language: Language) -> Table:
    """Designs and how often each would be right, the best first."""
    heading = language.text(
        "next.caption.discrimination", n=language.integer(words.headline_size(result))
    )
    table = blank_table(heading, language.text("next.note.discrimination"))
    table.add_column(language.text("next.column.question"), overflow="fold", ratio=3)
    table.add_column(language.text("next.column.design"), overflow="fold", ratio=5)
    table.add_column(language.text("next.column.right"), justify="right", overflow="fold", ratio=2)
    for question in QUESTIONS:
        rows = words.designs(result, question).head(MOST_DESIGNS)
        for k, row in rows.iterrows():
            right = language.number(100 * (1 - float(row["error"])), 0)
            noise = language.number(100 * float(row["noise"]), 0)
            table.add_row(
                Text(language.text(f"next.question.{question}") if k == 0 else ""),
                Text(words.design_words(result, row, language)),
                Text(f"{right} ±{noise}"),
                end_section=k == len(rows) - 1,
            )
    return table


def assumptions_table(result: NextTrial, language: Language) -> Table:
    """Costs and values that the answer leans on."""
    table = blank_table(language.text("next.caption.assumptions"), language.text("next.note.mark"))
    table.add_column(language.text("next.column.name"), overflow="fold", ratio=3)
    table.add_column(language.text("next.column.amount"), justify="right", ratio=2)
    table.add_column(language.text("screen.column.source"), overflow="fold", ratio=5)
    for row in assumptions(result.plan).to_dict("records"):
        value, low, high = (float(row[k]) for k in ("value", "low", "high"))
        digits = 0 if abs(value) >= 10 else 3
        span = f"\n{language.interval(low, high, digits)}" if low < high else ""
        source = language.text("next.given") if row["given"] else str(row["source"])
        table.add_row(
            Text(
                f"{language.name('next.assumption', str(row['name']))} {row['certainty']}".strip()
            ),
            Text(f"{language.number(value, digits)}{span}"),
            Text(source),
        )
    return table


def _assumption(name: str, language: Language) -> str:
    kind, _, year = name.partition(" ")
    if kind == "index":
        return language.text("next.assumption.index", year=year)
    return language.name("next.assumption", name)
