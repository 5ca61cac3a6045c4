"""Whether a search is honest, on invented worlds whose truth is known: ``make search-honesty``.

Four questions. How often does a search claim a winner where no policy differs? How often does the
winner's interval hold its true gain? Is the best policy found where it is known by construction?
And does the optimiser beat random proposals in the same race and with as many worlds?
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from scenarios.search.found import Found
from scenarios.search.grid import Grid
from scenarios.search.invented import Invented
from scenarios.search.optimiser import scatter
from scenarios.search.search import search_policies
from scenarios.search.setting import SearchSetting, search_setting
from sim.executor import Progress, run_all, silent

#: Where the results are kept that the documentation shows.
RESULTS = Path(__file__).parent / "honesty.json"
#: Levers of the invented worlds: as many places as the real ones have, about.
LEVERS = ("who", "first", "duration", "taper", "aftercare", "caseload", "contact")
SIZES, TODAY = (6, 5, 6, 5, 5, 6, 4), (0, 0, 2, 0, 0, 2, 0)
#: Parameters that move policies, draws of them, and the number of the draw that is the truth.
PARAMETERS, DRAWS = 5, 512
TRUTH = DRAWS
#: In the world whose best is known: the rule worth twice the others, and the caseload in between.
BEST_RULE, BEST_CASELOAD = 3, 4


@dataclass(frozen=True)
class Honesty:
    """What came out.

    Attributes:
        null_searches, null_claims: searches where no policy differs, and claims of a winner there.
        worlds, held: simulated worlds, and those in which the winner's interval held its gain.
        seeds, found: worlds whose best is known, and searches that found it.
        raced, ahead, level: pairs of searches, and those in which the optimiser's winner was truly
            better than that of random proposals, or the same policy's equal.
        gain, random_gain: true mean gain of the winners of both.
    """

    null_searches: int
    null_claims: int
    worlds: int
    held: int
    seeds: int
    found: int
    raced: int
    ahead: int
    level: int
    gain: float
    random_gain: float


def small_setting() -> SearchSetting:
    """A search of a few tenths of a second, with the same steps."""
    return search_setting().changed(
        candidates=400,
        population=32,
        refine_share=0.12,
        last_share=0.06,
        last_worlds=48,
        choose_worlds=64,
    )


def grid() -> Grid:
    """The levers of the invented worlds."""
    return Grid(LEVERS, SIZES, TODAY)


def null_world(seed: int) -> Invented:
    """A world in which no policy differs from another but by luck."""
    rng = np.random.default_rng([seed, 11])
    none = tuple(np.zeros((size, 1)) for size in SIZES)
    still = tuple(np.zeros((size, 1, PARAMETERS)) for size in SIZES)
    return Invented(grid(), none, still, rng.normal(size=(DRAWS + 1, PARAMETERS)), 1.0)


def simulated_world(seed: int) -> Invented:
    """A world in which policies differ, by how much depends on parameters, and luck hides it."""
    rng = np.random.default_rng([seed, 12])
    effects = tuple(rng.normal(0.0, 0.3, (size, 1)) for size in SIZES)
    moved = tuple(rng.normal(0.0, 0.1, (size, 1, PARAMETERS)) for size in SIZES)
    return Invented(grid(), effects, moved, rng.normal(size=(DRAWS + 1, PARAMETERS)), 0.5)


def known_world(seed: int) -> Invented:
    """A world whose best is known: a rule worth twice the others, a caseload with an optimum."""
    rng = np.random.default_rng([seed, 13])
    effects = [rng.normal(0.0, 0.05, (size, 1)) for size in SIZES]
    effects[0][:, 0] = 0.5
    effects[0][[0, BEST_RULE], 0] = 0.0, 1.0
    caseload = np.arange(SIZES[5])
    effects[5][:, 0] = 0.15 * (BEST_CASELOAD**2 - (caseload - BEST_CASELOAD) ** 2)
    moved = tuple(rng.normal(0.0, 0.05, (size, 1, PARAMETERS)) for size in SIZES)
    return Invented(grid(), tuple(effects), moved, rng.normal(size=(DRAWS + 1, PARAMETERS)), 0.3)


def rugged_world(seed: int) -> Invented:
    """A world in which every lever matters, so that few policies are near the best."""
    rng = np.random.default_rng([seed, 14])
    effects = tuple(rng.normal(0.0, 0.5, (size, 1)) for size in SIZES)
    moved = tuple(rng.normal(0.0, 0.1, (size, 1, PARAMETERS)) for size in SIZES)
    return Invented(grid(), effects, moved, rng.normal(size=(DRAWS + 1, PARAMETERS)), 0.5)


def searched(world: Invented, seed: int, setting: SearchSetting) -> Found:
    """A search in an invented world; its truth is no draw of the posterior.

    Args:
        world: an invented one, whose truth is known.
        seed: of the search.
        setting: how many of everything.
    """
    return search_policies(world, world.grid, DRAWS, seed, setting)


def claims(seed: int, setting: SearchSetting) -> bool:
    """Whether a winner is claimed where no policy differs."""
    found = searched(null_world(seed), seed, setting)
    return found.winner != found.today and found.claimed


def holds(seed: int, setting: SearchSetting) -> bool:
    """Whether the winner's interval holds what it truly gains."""
    world = simulated_world(seed)
    found = searched(world, seed, setting)
    told = found.gain(found.winner)
    truth = world.truth(found.rows, TRUTH)[:, 0]
    gain = truth[found.winner] - truth[found.today]
    return bool(told["low"] <= gain <= told["high"])


def finds(seed: int, setting: SearchSetting) -> bool:
    """Whether the best rule and the best caseload are found."""
    found = searched(known_world(seed), seed, setting)
    best = found.rows[found.winner]
    return bool(best[0] == BEST_RULE and best[5] == BEST_CASELOAD)


def raced(seed: int, setting: SearchSetting) -> tuple[float, float]:
    """True mean gains of the optimiser's winner and of that of random proposals.

    Random proposals run in the same race, with as many worlds of a policy as the optimiser had.
    """
    world = rugged_world(seed)
    ours = searched(world, seed, setting)
    theirs = scattered(world, seed, setting, ours.cost.searched)
    return mean_gain(world, ours), mean_gain(world, theirs)


def scattered(world: Invented, seed: int, setting: SearchSetting, worlds: int) -> Found:
    """A search by random proposals with about so many worlds of a policy; never fewer.

    Args:
        world: an invented one, whose truth is known.
        seed: of the search.
        setting: how many of everything.
        worlds: how many are lived at least.
    """
    few = setting.count("scan_worlds")
    count = setting.count("candidates")
    while True:
        chosen = setting.changed(candidates=count, scan_share=1.0)
        found = search_policies(
            world, world.grid, DRAWS, seed, chosen, propose=scatter, around=False
        )
        lacking = worlds - found.cost.searched
        if lacking <= 0:
            return found
        count += max(1, -(-lacking // few))


def mean_gain(world: Invented, found: Found) -> float:
    """What the winner gains over today's policy, on average over the posterior, without luck."""
    rows = found.rows[[found.winner, found.today]]
    means = np.mean([world.truth(rows, k)[:, 0] for k in range(DRAWS)], axis=0)
    return float(means[0] - means[1])


def examined(
    nulls: int, worlds: int, seeds: int, races: int, workers: int = 2, progress: Progress = silent
) -> Honesty:
    """All four questions.

    Args:
        nulls: searches where no policy differs.
        worlds: simulated worlds.
        seeds: worlds whose best is known.
        races: pairs of searches.
        workers: threads.
        progress: called with the share that is done.
    """
    setting = small_setting()
    work: list[tuple[Callable[[int, SearchSetting], object], int]] = []
    for ask, count in ((claims, nulls), (holds, worlds), (finds, seeds), (raced, races)):
        work += [(ask, seed) for seed in range(count)]
    answers = run_all(partial(_answer, setting), work, workers=workers, progress=progress)
    first, second, third = nulls, nulls + worlds, nulls + worlds + seeds
    claimed = sum(map(bool, answers[:first]))
    held = sum(map(bool, answers[first:second]))
    found = sum(map(bool, answers[second:third]))
    pairs = np.array(answers[third:], float).reshape(-1, 2)
    return Honesty(
        nulls,
        claimed,
        worlds,
        held,
        seeds,
        found,
        races,
        ahead=int((pairs[:, 0] > pairs[:, 1]).sum()),
        level=int((pairs[:, 0] == pairs[:, 1]).sum()),
        gain=float(pairs[:, 0].mean()),
        random_gain=float(pairs[:, 1].mean()),
    )


def _answer(
    setting: SearchSetting, work: tuple[Callable[[int, SearchSetting], object], int]
) -> object:
    ask, seed = work
    return ask(seed, setting)


def main() -> None:
    """Examine the search and keep the results."""
    parser = argparse.ArgumentParser(
        prog="python -m scenarios.search.honesty", description=__doc__.splitlines()[0]
    )
    for name, count in (("nulls", 200), ("worlds", 400), ("seeds", 10), ("races", 20)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    found = examined(asked.nulls, asked.worlds, asked.seeds, asked.races, asked.workers)
    text = json.dumps(asdict(found), indent=1)
    asked.out.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
