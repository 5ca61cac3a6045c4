"""A search from its first proposal to its last printed number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from scenarios.search.among import those_that_stay
from scenarios.search.budget import curve_of
from scenarios.search.found import Condition, Cost, Found
from scenarios.search.front import front_of
from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Judge, Keeping, Ledger, View
from scenarios.search.optimiser import Propose, evolve
from scenarios.search.printing import Printed, condition_for, print_front
from scenarios.search.racing import Race, Seen
from scenarios.search.setting import SearchSetting
from scenarios.search.worlds import Worlds, three_sets


def search_policies(
    judge: Judge,
    grid: Grid,
    draws: int,
    seed: int,
    setting: SearchSetting,
    keeping: Keeping | None = None,
    *,
    propose: Propose = evolve,
    around: bool = True,
    posts: float | None = None,
    exact: Judge | None = None,
    given: bool = False,
    first: Seen = lambda rows: None,
) -> Found:
    """Look for policies, choose a front, and print what it gains.

    Args:
        judge: what tells how good policies are; if it has `views`, regret is told under each.
        grid: what can be chosen, and where today's policy stands.
        draws: of the posterior that there are.
        seed: of the search.
        setting: how many of everything.
        keeping: where judgements are kept.
        propose: the optimiser.
        around: whether neighbours of the best are looked at.
        posts: full-time mentors there are, for curves over their number; None draws none.
        exact: what tells printed numbers, where `judge` is only near; None is `judge`.
        given: whether the policies of the grid are given (`scenarios.search.among`): then none is
            proposed, and all stay.
        first: called with a first front as soon as there is one.

    Raises:
        InputError: fewer draws than a search takes.
    """
    kept, worlds = keeping or Keeping(), three_sets(draws, seed, setting)
    searched = Ledger(judge, worlds.search, kept)
    early: list[tuple[Ints, int]] = []

    def seen(rows: Ints) -> None:
        early.append((rows, kept.lived))
        first(rows)

    rng = np.random.default_rng([seed, 1])
    race = Race(grid, searched, setting, rng, propose, around, seen)
    finalists, after_search = race.among() if given else race.finalists(), kept.lived
    chosen, most = Ledger(judge, worlds.choose, kept), setting.count("front")
    values = chosen.values(finalists)
    if given:
        where, best = those_that_stay(values, most)
    else:
        where, best = front_of(grid, finalists, values, setting.worth_it.value, most)
    after_choice, rows = kept.lived, finalists[where]
    teller = judge if exact is None else exact
    last = Ledger(teller, worlds.printed, kept)
    printed = print_front(grid, rows, (searched, chosen, last))
    after_print, winner = kept.lived, int(best[0])
    second = _second(chosen, rows, winner)
    condition = _condition(judge, printed, chosen, rows, winner, second, worlds, setting)
    regret = _regret(teller, rows, worlds, setting, kept)
    curve = pd.DataFrame()
    if posts is not None:
        curve = curve_of(teller, rows, posts, worlds, kept)
    return Found(
        grid=grid,
        objectives=tuple(judge.objectives),
        rows=rows,
        winner=winner,
        best=best,
        second=second,
        gains=printed.gains,
        claimed=_claimed(printed, winner),
        values=printed.values,
        regret=regret,
        condition=condition,
        curve=curve,
        first_front=early[0][0],
        cost=Cost(
            candidates=searched.judged,
            searched=after_search,
            chosen=after_choice - after_search,
            printed=after_print - after_choice,
            besides=kept.lived - after_print,
            to_first=early[0][1],
        ),
    )


def _second(chosen: Ledger, rows: Ints, winner: int) -> int | None:
    """The best of the others by the first want, where the front was chosen."""
    if len(rows) < 2:
        return None
    means = chosen.values(rows).mean(axis=1)[:, 0]
    means[winner] = -np.inf
    return int(np.argmax(means))


def _claimed(printed: Printed, winner: int) -> bool:
    rows = printed.gains
    objective = rows["objective"].iloc[0]
    mine = rows[(rows["place"] == winner) & (rows["objective"] == objective)].iloc[0]
    return bool(mine["low"] > 0)


def _condition(
    judge: Judge,
    printed: Printed,
    chosen: Ledger,
    rows: Ints,
    winner: int,
    second: int | None,
    worlds: Worlds,
    setting: SearchSetting,
) -> Condition | None:
    if second is None:
        return None
    ahead = chosen.values(rows)[..., 0]
    told = printed.values[..., 0].mean(axis=2)
    return condition_for(
        judge,
        ([world.draw for world in worlds.choose], ahead[second] - ahead[winner]),
        (worlds.print_draws, told[second] - told[winner]),
        setting.condition_share.value,
        setting.worth_it.value,
    )


def _regret(
    judge: Judge, rows: Ints, worlds: Worlds, setting: SearchSetting, kept: Keeping
) -> pd.DataFrame:
    """What each policy loses against the best of the front, in each view."""
    views: Sequence[View] = getattr(judge, "views", lambda *_: ())(
        worlds.printed, setting.count("view_draws")
    )
    found: list[Mapping[str, object]] = []
    for view in views:
        values = Ledger(view.judge, view.worlds, kept).values(rows).mean(axis=1)
        for w, objective in enumerate(judge.objectives):
            best = float(values[:, w].max())
            for k in range(len(rows)):
                found.append(
                    {
                        "view": view.name,
                        "place": k,
                        "objective": objective,
                        "mean": float(values[k, w] - values[0, w]),
                        "regret": best - float(values[k, w]),
                        "worlds": len(view.worlds),
                    }
                )
    return pd.DataFrame(found)
