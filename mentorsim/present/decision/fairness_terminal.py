"""Who gains and who pays, by group, as tables for the terminal."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.decision.words import others, policy_title, quoted, units
from mentorsim.present.kroner import amount, amount_interval, signed_amount, whole_kroner
from mentorsim.present.results import DAGGER, interval_or_wait
from mentorsim.present.terminal_tables import beyond_note, blank_table
from scenarios.comparison.intervals import enough_draws
from scenarios.decision.decided import Decided
from scenarios.decision.fairness import EFFECT, EFFECTS_SHOWN, KRONER, LEVEL, NOT_IN_MODEL, Fairness
from scenarios.decision.group_lives import UNPRICED
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.subgroups import Stratified

#: Purses that have a column by group.
PURSES_BY_GROUP = ("person", "municipality", "public")
#: Decimals of what has no price, which runs from 0 to 1.
LEVEL_DIGITS = 2


def families_table(decided: Decided, language: Language) -> Table:
    """What it is worth to choose for each group by itself."""
    note = language.text("decide.note.families", draws=language.integer(decided.group_draws))
    table = blank_table(language.text("decide.caption.families", **units(decided, language)), note)
    table.add_column(language.text("decide.column.worth"), justify="right")
    table.add_column(language.text("decide.column.family"), max_width=20, overflow="fold")
    table.add_column(language.text("decide.column.single"), max_width=18, overflow="fold")
    table.add_column(language.text("decide.column.choices"), overflow="fold", max_width=34)
    table.add_column(language.text("decide.column.value"), justify="right")
    families = list(decided.families.items())
    for t, worth in enumerate(families[0][1].thresholds):
        parted = [(f, x) for f, x in families if len({x.uniform[t], *x.choice[t]}) > 1]
        if not parted:
            single = families[0][1].grouped.policies[int(families[0][1].uniform[t])]
            cells = [
                language.integer(float(worth)),
                language.text("decide.families.same"),
                policy_title(decided, single, language),
                language.text("decide.cell.same_for_all"),
                amount(0.0, language),
            ]
            table.add_row(*(Text(cell) for cell in cells), end_section=True)
        for k, (family, found) in enumerate(parted):
            cells = _family_cells(decided, family, found, t, language)
            first = language.integer(float(worth)) if k == 0 else ""
            end = k == len(parted) - 1
            table.add_row(*(Text(cell) for cell in (first, *cells)), end_section=end)
    return table


def _family_cells(
    decided: Decided, family: str, found: Stratified, t: int, language: Language
) -> list[str]:
    policies = found.grouped.policies
    value = language.text(
        "decide.cell.plus_minus",
        value=amount(float(found.value[t]), language),
        error=amount(float(found.error[t]), language),
    )
    parts = [language.text("decide.cell.not_told")]
    if found.told(t):
        parts = [
            f"{language.text(f'group.{g}')}: {policy_title(decided, policies[int(p)], language)}"
            for g, p in zip(found.grouped.groups, found.choice[t], strict=True)
        ]
    else:
        value = language.text("decide.cell.noise", value=value)
    single = policy_title(decided, policies[int(found.uniform[t])], language)
    return [language.text(f"family.{family}"), single, "\n".join(parts), value]


def fairness_view(decided: Decided, fair: Fairness, language: Language) -> Group:
    """Effects, kroner and what has no price by group; the weighted decision.

    Args:
        decided: the decision analysis of all policies, by draw.
        fair: effects and kroner by group, and the decision with equity weights.
        language: of the words.
    """
    tables: list[Table | Text] = [_gains(decided, fair, name, language) for name in others(decided)]
    tables.insert(0, Text(gains_sentence(decided, fair, language), "bold"))
    absent = language.list_of(language.text(f"unpriced.{name}") for name in NOT_IN_MODEL)
    tables.append(Text(language.text("fair.absent", what=absent), "bold"))
    if decided.decision.enough:
        tables.append(equity_table(decided, fair, language))
        tables.append(Text(equity_sentence(decided, fair, language), "bold"))
    return Group(*tables)


def _gains(decided: Decided, fair: Fairness, policy: str, language: Language) -> Table:
    d = decided.decision
    note = language.text("fair.note", draws=language.integer(decided.group_draws))
    heading = language.text(
        "fair.caption",
        policy=policy_title(decided, policy, language),
        reference=policy_title(decided, d.names[0], language),
        week=language.integer(d.question.week),
    )
    table = blank_table(heading, f"{note}\n{beyond_note(language)}")
    groups = fair.groups.groups
    table.add_column(language.text("fair.column.what"), max_width=34, overflow="fold")
    for group, share in zip(groups, fair.groups.shares, strict=True):
        head = language.text(f"group.{group}")
        table.add_column(
            f"{head}\n({language.percent(float(share))})", justify="right", overflow="fold"
        )
    own = fair.table[fair.table["policy"] == policy]
    rows = {(r["kind"], r["quantity"], r["group"]): r for r in own.to_dict("records")}

    def dagger(week: int, effect: str | None = None) -> str:
        return DAGGER if decided.extrapolated(policy, week, effect) else ""

    mark, money = dagger(d.question.week), dagger(d.last_week)
    shown = [(EFFECT, name, dagger(d.question.week, name)) for name in EFFECTS_SHOWN]
    shown += [(KRONER, name, money) for name in PURSES_BY_GROUP]
    shown += [(LEVEL, name, mark) for name in UNPRICED]
    for kind, name, beyond in shown:
        cells = [Text(language.text(f"fair.row.{kind}.{name}") + beyond)]
        cells += [Text(_cell(decided, rows[kind, name, group], kind, language)) for group in groups]
        table.add_row(*cells)
    return table


def gains_sentence(decided: Decided, fair: Fairness, language: Language) -> str:
    """Which groups the first policy gives more years in education or work, and which it may not.

    Args:
        decided: the decision analysis of all policies, by draw.
        fair: effects and kroner by group, and the decision with equity weights.
        language: of the words.
    """
    policy = others(decided)[0]
    own = fair.table[(fair.table["policy"] == policy) & (fair.table["quantity"] == ACTIVE_YEARS)]
    rows = {row["group"]: row for row in own.to_dict("records")}
    sides: dict[str, list[str]] = {"more": [], "fewer": [], "open": []}
    for group in fair.groups.groups:
        low, high = float(rows[group]["low"]), float(rows[group]["high"])
        side = "more" if low > 0 else "fewer" if high < 0 else "open"
        sides[side].append(language.text(f"group.{group}"))
    if not decided.decision.enough or any(math.isnan(float(r["low"])) for r in rows.values()):
        sides = {"more": [], "fewer": [], "open": [language.text(f"group.{g}") for g in rows]}
    said = [
        language.text(f"fair.gains.{side}", groups="; ".join(names))
        for side, names in sides.items()
        if names
    ]
    return language.text(
        "fair.gains",
        policy=quoted(decided, policy, language),
        reference=quoted(decided, decided.decision.names[0], language),
        said="; ".join(said),
    )


def _cell(decided: Decided, row: Mapping[Hashable, Any], kind: str, language: Language) -> str:
    mean, low, high = (float(row[end]) for end in ("mean", "low", "high"))
    if math.isnan(mean):
        return language.text("number.none")
    digits = LEVEL_DIGITS if kind == LEVEL else 1
    ends = interval_or_wait(low, high, digits, decided.group_draws, language)
    if kind != KRONER:
        return f"{language.signed(mean, digits)}\n{ends}"
    if enough_draws(decided.group_draws):
        ends = amount_interval(low, high, language)
    return f"{signed_amount(mean, language)}\n{ends}"


def equity_table(decided: Decided, fair: Fairness, language: Language) -> Table:
    """The decision with and without equity weights, the weights in sight.

    Args:
        decided: the decision analysis of all policies, by draw.
        fair: effects and kroner by group, and the decision with equity weights.
        language: of the words.
    """
    equity = fair.equity
    weights = language.list_of(
        language.text(
            "fair.weight",
            group=language.text(f"group.{group}"),
            weight=language.number(float(weight)),
        )
        for group, weight in zip(fair.groups.groups, equity.weights, strict=True)
    )
    heading = language.text(
        "fair.caption.equity",
        worth=whole_kroner(fair.threshold, language),
        **units(decided, language),
    )
    note = language.text(
        "fair.note.equity",
        weights=weights,
        mean=language.number(equity.mean_weight, 2),
        stated=language.text(f"fair.weights.{'own' if fair.own else 'stated'}"),
    )
    table = blank_table(heading, note)
    table.add_column(language.text("report.column.policy"), max_width=30, overflow="fold")
    for head in ("unweighted", "weighted"):
        table.add_column(language.text(f"fair.column.{head}"), justify="right")
    for p, policy in enumerate(fair.groups.policies):
        table.add_row(
            Text(policy_title(decided, policy, language)),
            *(
                Text(
                    ("• " if which.curves.best[0] == p else "")
                    + signed_amount(float(which.curves.net_benefit[0, p]), language)
                )
                for which in (equity.unweighted, equity.weighted)
            ),
        )
    return table


def equity_sentence(decided: Decided, fair: Fairness, language: Language) -> str:
    """Whether the weights change the choice.

    Args:
        decided: the decision analysis of all policies, by draw.
        fair: effects and kroner by group, and the decision with equity weights.
        language: of the words.
    """
    policies = fair.groups.policies
    before = policies[int(fair.equity.unweighted.curves.best[0])]
    after = policies[int(fair.equity.weighted.curves.best[0])]
    return language.text(
        "fair.changed" if fair.changes else "fair.unchanged",
        before=quoted(decided, before, language),
        after=quoted(decided, after, language),
    )
