"""Tables and figures of boxes in which a policy fails, and of regret."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from rich.console import Group
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_layout import finish, panels, wrapped
from mentorsim.present.figure_style import BLUE, GREY, INK, PALETTE, STYLE, VERMILLION
from mentorsim.present.sensitivity import discovery_words
from mentorsim.present.sensitivity.factor_words import axis, outcome, plain
from mentorsim.present.sensitivity.figure_parts import explained
from mentorsim.present.sensitivity.held_words import heading
from mentorsim.present.terminal_tables import blank_table
from scenarios.sensitivity.discovery import Discovery
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.regret import Regret

#: Boxes that a figure shows, and characters of their words.
MOST, COLUMNS = 8, 52
#: Inches of a box.
TALL = 0.62


def discovery_view(
    question: Question, found: Discovery, fails: str, language: Language, *, beyond: bool
) -> Group:
    """The boxes, those said to fail first.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the boxes in which the policy fails.
        fails: what counts as failing, by name.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    table = blank_table(
        heading(question, discovery_words.held_by(question, found), language, beyond=beyond)
    )
    table.add_column(language.text("discover.column.conditions"), overflow="fold", ratio=1)
    for name in ("density", "coverage", "cases"):
        table.add_column(language.text(f"discover.column.{name}"), justify="right")
    for box in found.boxes:
        style = "bold" if box.fails else ""
        coverage = "" if np.isnan(box.coverage) else language.percent(box.coverage)
        table.add_row(
            Text(discovery_words.box_words(question, box, language), style),
            Text(language.percent(box.density), style),
            Text(coverage),
            Text(language.integer(box.cases)),
        )
    said = discovery_words.discovery_sentences(question, found, fails, language)
    texts = [Text(words, "bold" if k == 0 else "") for k, words in enumerate(said)]
    if beyond:
        texts.append(Text(language.text("sensitivity.beyond"), "dim"))
    return Group(table, *texts)


def discovery_figure(
    question: Question, found: Discovery, fails: str, language: Language, *, beyond: bool
) -> Figure:
    """How often a policy fails in each box.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the boxes in which the policy fails.
        fails: what counts as failing, by name.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    shown = found.boxes[:MOST]
    place = np.arange(len(shown))[::-1]
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=TALL * len(shown) + 0.9)
        colours = [VERMILLION if box.fails else BLUE for box in shown]
        ax.barh(place, [100 * box.density for box in shown], color=colours, height=0.55)
        for y, box in zip(place, shown, strict=True):
            words = f"{language.percent(box.density)} ({language.integer(box.cases)})"
            ax.text(100 * box.density + 1, y, words, va="center", fontsize=8)
        ax.axvline(100 * found.share, color=GREY, ls=":", lw=1.1)
        ax.set_yticks(
            place,
            [wrapped(discovery_words.box_words(question, box, language), COLUMNS) for box in shown],
        )
        ax.tick_params(axis="y", length=0)
        ax.set_xlim(0, 112)
        number_axis(ax.xaxis, language)
        unit = f"{language.text('discover.figure.share')}, %"
        ax.set_xlabel(unit)
        handles: list[Artist] = [
            Patch(facecolor=VERMILLION, label=language.text("discover.figure.fails")),
            Patch(facecolor=BLUE, label=language.text("discover.figure.holds")),
            Line2D([], [], color=GREY, ls=":", label=language.text("discover.figure.base")),
        ]
        figure = finish(
            figure,
            discovery_words.discovery_finding(question, found, fails, language),
            handles,
            columns=3,
        )
        for text in ax.get_yticklabels():
            text.set_fontsize(7.5)
        return explained(
            figure,
            heading(question, discovery_words.held_by(question, found), language),
            language,
            beyond=beyond,
        )


def regret_view(question: Question, found: Regret, language: Language) -> Group:
    """Regret of each policy in each state; the best there has none.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the regret of each policy in each state.
        language: of the words.
    """
    table = blank_table(
        language.text("regret.table", outcome=outcome(question, language))
        + ("†" if found.extrapolated else "")
    )
    table.add_column(language.text("regret.column.policy"), overflow="fold", max_width=26)
    order = list(dict.fromkeys(zip(found.table["mechanism"], found.table["barriers"], strict=True)))
    for mechanism, barriers in order:
        table.add_column(
            discovery_words.state_words(mechanism, barriers, language), justify="right"
        )
    table.add_column(language.text("regret.column.worst"), justify="right")
    titles = {p.name: p for p in found.policies}
    keys = ("mechanism", "barriers", "policy")
    rows = {tuple(row[k] for k in keys): row for row in found.table.to_dict("records")}
    for name, worst in zip(map(str, found.worst.index), found.worst, strict=True):
        cells = []
        for mechanism, barriers in order:
            row = rows[mechanism, barriers, name]
            style = "bold" if row["best"] else ""
            against = plain(question.outcome, float(row["mean"]), language, signed=True)
            regret = plain(question.outcome, float(row["regret"]), language)
            cells.append(Text(f"{regret} ({against})", style))
        title = discovery_words.regret_title(titles[name], language)
        table.add_row(
            Text(title), *cells, Text(plain(question.outcome, float(worst), language), "bold")
        )
    said = discovery_words.regret_sentences(question, found, language)
    texts = [Text(words, "bold" if k == 0 else "") for k, words in enumerate(said)]
    if found.extrapolated:
        texts.append(Text(language.text("sensitivity.beyond"), "dim"))
    return Group(table, *texts)


def regret_figure(question: Question, found: Regret, language: Language) -> Figure:
    """Regret of each policy in each state, the policies in the order of their worst.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the regret of each policy in each state.
        language: of the words.
    """
    order = list(dict.fromkeys(zip(found.table["mechanism"], found.table["barriers"], strict=True)))
    names = [str(name) for name in found.worst.index]
    by_name = {p.name: p for p in found.policies}
    place = np.arange(len(names))[::-1]
    rows = found.table.set_index(["mechanism", "barriers", "policy"])["regret"]
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=0.45 * len(names) + 1.0)
        handles: list[Artist] = []
        for k, (mechanism, barriers) in enumerate(order):
            x = [float(rows.loc[(mechanism, barriers, name)]) for name in names]
            marker = "osD^"[k % 4]
            colour = PALETTE[k % len(PALETTE)]
            shift = 0.12 * (k - (len(order) - 1) / 2)
            ax.plot(x, place - shift, marker, color=colour, ms=6, zorder=3)
            words = discovery_words.state_words(mechanism, barriers, language).replace("\n", " ")
            handles.append(Line2D([], [], color=colour, marker=marker, ls="", ms=6, label=words))
        ax.hlines(place, 0, [float(found.worst[name]) for name in names], color=GREY, lw=1.0)
        ax.axvline(0, color=INK, lw=0.9)
        titles = [
            wrapped(discovery_words.regret_title(by_name[name], language), 34) for name in names
        ]
        ax.set_yticks(place, titles)
        ax.set_ylim(-0.6, len(names) - 0.4)
        ax.tick_params(axis="y", length=0)
        number_axis(ax.xaxis, language)
        ax.set_xlabel(language.text("regret.axis", unit=axis(question.outcome, language)))
        said = discovery_words.regret_sentences(question, found, language)
        figure = finish(figure, said[0], handles)
        words = language.text("regret.outcome", outcome=outcome(question, language))
        return explained(figure, words, language, beyond=found.extrapolated)
