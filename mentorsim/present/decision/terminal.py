"""Tables of a decision for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.decision.fairness_terminal import fairness_view, families_table
from mentorsim.present.decision.words import (
    others,
    policy_title,
    question_line,
    sentences,
    success_sentence,
    told_as,
    units,
)
from mentorsim.present.kroner import (
    amount,
    amount_interval,
    kroner,
    signed_amount,
    whole_kroner,
)
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.population.comparison import population_comparison_view
from mentorsim.present.results import DAGGER, interval_level
from mentorsim.present.terminal_tables import beyond_note, blank_table
from scenarios.budget.budget import budget_setting, net_verdict
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import BILL, WELFARE
from scenarios.decision.policy_decision import PRICE, SAVES, Ratio
from scenarios.economics.purse_names import PUBLIC_TOTAL

#: Sums shown, in the order of a bill: what the programme costs, who pays, who receives, society.
SUMS_SHOWN = (BILL, "municipality", "state", PUBLIC_TOTAL, "person", WELFARE)
#: Values of a unit of effect shown besides those told: these quantiles of the grid.
GRID_QUANTILES = (0.0, 0.1, 0.25, 0.5, 1.0)


def level(decided: Decided, language: Language) -> str:
    """How likely the intervals are to hold the truth, or that they are not yet such."""
    words = interval_level(language)
    return words if decided.decision.enough else language.text("decide.level.few", level=words)


def decision_view(decided: Decided, language: Language) -> Group:
    """Question, answer in sentences, tables, and what they lean on."""
    said = [Text(f"• {words}") for words in sentences(decided, language)]
    parts: list[Text | Table | Group] = [
        Text(question_line(decided, language), style="bold"),
        Text(),
        *said,
        Text(),
        ratios_table(decided, language),
        sums_table(decided, language),
    ]
    if decided.decision.enough:
        parts += [
            choice_table(decided, language),
            success_table(decided, language),
            Text(success_sentence(decided, language), style="bold"),
            value_of_information_table(decided, language),
        ]
    if decided.left_out:
        names = (language.text(f"family.{family}") for family in decided.left_out)
        hidden = language.text("decide.hidden", families=language.list_of(names))
        parts.append(Text(hidden, "bold"))
    if decided.families and decided.decision.enough:
        parts.append(families_table(decided, language))
    if decided.fair is not None:
        parts.append(fairness_view(decided, decided.fair, language))
    own = own_price_lines(decided.decision.values.prices, language)
    if own:
        parts.append(Text(language.text("own_price.heading"), "bold"))
        parts += [Text(f"• {line}") for line in own]
    parts.append(leaning_view(decided, language))
    if decided.population_comparison is not None:
        parts.append(population_comparison_view(decided.population_comparison, language))
    return Group(*parts)


def _marked(decided: Decided, name: str, language: Language) -> str:
    question = decided.decision.question
    beyond = decided.extrapolated(name, decided.decision.last_week, question.effect)
    return policy_title(decided, name, language) + (DAGGER if beyond else "")


def ratios_table(decided: Decided, language: Language) -> Table:
    """Each policy against the reference: extra cost, extra effect, price of a unit, frontier."""
    d = decided.decision
    shown_as, scale, digits = told_as(decided)
    note = language.text("decide.note.ratios", **units(decided, language))
    table = blank_table(
        language.text(
            "decide.caption.ratios",
            reference=policy_title(decided, d.names[0], language),
            purse=language.text(f"purse.head.{d.question.perspective}"),
            weeks=language.integer(d.last_week),
            level=str(d.values.prices.price_level),
        ),
        f"{note}\n{beyond_note(language)}",
    )
    table.add_column(language.text("report.column.policy"), max_width=20, overflow="fold")
    table.add_column(
        language.text("decide.column.cost", level=level(decided, language)), justify="right"
    )
    head = language.text(f"decide.column.effect.{shown_as}", level=level(decided, language))
    table.add_column(head, justify="right")
    table.add_column(language.text("decide.column.ratio"), justify="right", max_width=22)
    table.add_column(language.text("decide.column.undecided"), justify="right", max_width=16)
    table.add_column(language.text("decide.column.frontier"), max_width=16)
    for ratio in d.ratios:
        effect, strategy = ratio.effect, d.cost_effectiveness.frontier[ratio.policy]
        best_buy = language.text(f"decide.status.{strategy.status}")
        beyond = (
            DAGGER if decided.extrapolated(ratio.policy, d.question.week, d.question.effect) else ""
        )
        table.add_row(
            Text(_marked(decided, ratio.policy, language)),
            Text(
                f"{signed_amount(ratio.cost.mean, language)}\n"
                f"{amount_interval(ratio.cost.low, ratio.cost.high, language)}"
            ),
            Text(
                f"{language.signed(scale * effect.mean, digits)}{beyond}\n"
                f"{language.interval(scale * effect.low, scale * effect.high, digits)}"
            ),
            Text(ratio_cell(ratio, language)),
            Text(undecided_cell(decided, ratio, language)),
            Text(best_buy if d.enough else language.text("number.none")),
        )
    return table


def ratio_cell(ratio: Ratio, language: Language) -> str:
    """A ratio where it is one, else why it is none."""
    if ratio.kind in (PRICE, SAVES):
        return language.text(f"decide.cell.{ratio.kind}", value=kroner(ratio.value, language))
    return language.text(f"decide.cell.{ratio.kind}")


def undecided_cell(decided: Decided, ratio: Ratio, language: Language) -> str:
    """Values of a unit at which neither is surely better.

    Args:
        decided: the decision analysis of all policies, by draw.
        ratio: cost and effect of a policy against the reference.
        language: of the words.
    """
    segments = decided.cost_effectiveness.plane[ratio.policy].undecided
    if not segments or not decided.decision.enough:
        return language.text("number.none")
    low, high = segments[0][0], segments[-1][1]
    if math.isinf(high):
        return language.text("decide.cell.from", low=amount(low, language))
    return amount_interval(low, high, language)


def sums_table(decided: Decided, language: Language) -> Table:
    """Net kroner per young person of every purse."""
    d = decided.decision
    table = blank_table(
        language.text("decide.caption.sums", reference=policy_title(decided, d.names[0], language)),
        language.text("decide.note.sums", step=kroner(budget_setting().step.value, language)),
    )
    table.add_column(language.text("report.column.policy"), max_width=30, overflow="fold")
    table.add_column(language.text("decide.column.purse"))
    table.add_column(language.text("decide.column.net"), justify="right")
    table.add_column(
        language.text("decide.column.interval", level=level(decided, language)), justify="right"
    )
    table.add_column(language.text("decide.column.verdict"))
    for policy in others(decided):
        for k, name in enumerate(SUMS_SHOWN):
            net = d.net(policy, name)
            cells = (
                _marked(decided, policy, language) if k == 0 else "",
                language.text(f"purse.head.{name}"),
                signed_amount(net.mean, language),
                amount_interval(net.low, net.high, language),
                language.text(f"decide.verdict.{net_verdict(net).replace(' ', '_')}"),
            )
            last = k == len(SUMS_SHOWN) - 1
            table.add_row(*(Text(cell) for cell in cells), end_section=last)
    return table


def shown_worths(decided: Decided) -> list[float]:
    """Values of a unit of effect that tables show: those told, the peak, some of the grid."""
    d = decided.decision
    grid = d.cost_effectiveness.curves.thresholds
    some = {float(grid[round(q * (len(grid) - 1))]) for q in GRID_QUANTILES}
    return sorted({*d.question.told_willingness_to_pay, d.peak, *some})


def choice_table(decided: Decided, language: Language) -> Table:
    """What to choose at a value of a unit of effect, how sure, and what certainty is worth."""
    d = decided.decision
    curves = d.cost_effectiveness.curves
    table = blank_table(
        language.text("decide.caption.choice", **units(decided, language)),
        language.text("decide.note.choice"),
    )
    table.add_column(language.text("decide.column.worth"), justify="right")
    table.add_column(language.text("decide.column.best"), max_width=24, overflow="fold")
    for head in ("sure", "likeliest"):
        table.add_column(language.text(f"decide.column.{head}"), justify="right", max_width=24)
    table.add_column(language.text("decide.column.evpi"), justify="right")
    if d.question.target_group is not None:
        people = language.integer(d.question.target_group)
        table.add_column(language.text("decide.column.evpi_all", people=people), justify="right")
    for worth in shown_worths(decided):
        t = d.at(worth)
        likeliest = int(curves.ceac[t].argmax())
        probability = language.probability(float(curves.ceac[t, likeliest]), d.draws)
        told = worth in d.question.told_willingness_to_pay
        cells = [
            language.integer(worth),
            policy_title(decided, curves.names[int(curves.best[t])], language),
            language.probability(float(curves.ceaf[t]), d.draws),
            f"{policy_title(decided, curves.names[likeliest], language)} ({probability})",
            amount(float(curves.evpi[t]), language),
        ]
        if d.question.target_group is not None:
            cells.append(amount(float(curves.evpi[t]) * d.question.target_group, language))
        table.add_row(*(Text(cell, "bold" if told else "") for cell in cells))
    return table


def success_table(decided: Decided, language: Language) -> Table:
    """Years in work or education that would pay the programme's bill, and those expected."""
    table = blank_table(
        language.text("decide.caption.success"), language.text("decide.note.success")
    )
    table.add_column(language.text("report.column.policy"), max_width=20, overflow="fold")
    heads = ("success", "worth_year", "needed", "achieved", "pays")
    for head in heads:
        left = head == "success"
        table.add_column(
            language.text(f"decide.column.{head}"),
            justify="left" if left else "right",
            max_width=20,
        )
    for found in decided.decision.success:
        rate, worth = found.rate, float(found.year_value.mean())
        cells = [
            _marked(decided, found.policy, language),
            language.text(f"outcome.{found.success}"),
            signed_amount(worth, language),
        ]
        if rate is None:
            achieved = 100 * float(found.achieved.mean())
            never = language.text("decide.cell.never_pays")
            cells += [never, language.signed(achieved, 1), language.text("number.none")]
        else:
            cells += [
                f"{language.number(100 * rate.needed)}\n{_hundred(rate.interval, language)}",
                f"{language.signed(100 * rate.achieved)}\n"
                f"{_hundred(rate.achieved_interval, language)}",
                language.probability(rate.probability, decided.decision.draws),
            ]
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _hundred(ends: tuple[float, float], language: Language) -> str:
    return language.interval(100 * ends[0], 100 * ends[1])


def value_of_information_table(decided: Decided, language: Language) -> Table:
    """What it would be worth to know each group of parameters or prices for certain."""
    d = decided.decision
    found = d.value_of_information
    notes = [language.text("decide.note.value_of_information", draws=language.integer(d.draws))]
    if found.fewest:
        parts = [
            language.text(
                "decide.fewest.one",
                what=language.text(f"learn.{name}"),
                draws=language.integer(count),
            )
            for name, count in found.fewest.items()
        ]
        notes.append(language.text("decide.fewest", parts=language.list_of(parts)))
    table = blank_table(language.text("decide.caption.value_of_information"), "\n".join(notes))
    table.add_column(language.text("decide.column.learn"), max_width=44, overflow="fold")
    for worth in found.willingness_to_pay:
        head = language.text("decide.column.at", worth=whole_kroner(float(worth), language))
        table.add_column(head, justify="right")
    peak = int((found.willingness_to_pay == d.peak).argmax())
    order = sorted(range(len(found.names)), key=lambda k: -float(found.evppi[k, peak]))
    for k in order:
        cells = [language.text(f"learn.{found.names[k]}")]
        for t in range(len(found.willingness_to_pay)):
            value = amount(float(found.evppi[k, t]), language)
            noise = found.evppi[k, t] > 0 and not found.told(k, t)
            cells.append(language.text("decide.cell.noise", value=value) if noise else value)
        table.add_row(*(Text(cell) for cell in cells))
    everything = [
        amount(float(d.cost_effectiveness.curves.evpi[d.at(float(worth))]), language)
        for worth in found.willingness_to_pay
    ]
    table.add_section()
    row: Sequence[str] = (language.text("decide.everything"), *everything)
    table.add_row(*(Text(cell, "bold") for cell in row))
    return table


def leaning_view(decided: Decided, language: Language) -> Group:
    """Prices that nobody could source, and what nothing here counts."""
    names = [price_name(a.name, language) for a in decided.decision.assumptions()]
    lines = [
        Text(language.text("decide.assumptions", count=language.integer(len(names))), "bold"),
        Text("; ".join(names), "dim"),
        Text(language.text("decide.assumptions.more"), "dim"),
    ]
    return Group(*lines)


def price_name(name: str, language: Language) -> str:
    """A price's name in words; those of the index by their year."""
    index, _, year = name.partition(" ")
    if year:
        return language.text(f"price.{index}", year=year)
    return language.text(f"price.{name}")
