"""The examination of a follow-up: do bands cover, how often is the alarm false, what is found?

Municipalities are invented with the model itself, each with parameters and luck of its own, none of
which made the bands. `python -m scenarios.follow_up.honesty FOLDER` writes what
docs/calibration/follow-up shows.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binomtest, chi2

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.follow_up.bands import MIDDLE, TAIL, Observed, bands
from scenarios.follow_up.figures import figure_names
from scenarios.follow_up.honesty_page import page
from scenarios.follow_up.learning import Update, learned_names, own_draws, scores_of
from scenarios.follow_up.programme import Programme, programme_of
from scenarios.follow_up.reading import read_follow_up
from scenarios.follow_up.reasons import (
    directions,
    reasons,
    simulate_reasons,
    with_reason,
)
from scenarios.follow_up.setting import FollowUpSetting, follow_up_setting
from scenarios.follow_up.worlds import (
    SimulatedCounts,
    dealt_draws,
    each_draw,
    seeded_worlds,
    simulate_worlds,
)
from scenarios.policy.policies import load_policy
from scenarios.situation.people import people_of
from scenarios.situation.policies import in_situation
from scenarios.situation.situation import Situation

Floats = npt.NDArray[np.float64]

#: Seeds of the invented municipalities, apart from those of what judges them.
PURPOSE = 5
#: Bins of ranks.
BINS = 10


@dataclass(frozen=True)
class Case:
    """What is examined: a municipality, a policy, and how many are invented.

    Attributes:
        per_year: young people a year.
        mentors: full-time mentors.
        years: that are planned.
        quarters: that are counted when it is looked.
        municipalities: that are invented.
        policy: that is followed up, by name.
        contact: factor on the probability of contact in those that are to be found.
    """

    per_year: int = 200
    mentors: int = 8
    years: int = 2
    quarters: int = 2
    municipalities: int = 200
    policy: str = "78-weeks"
    contact: float = 0.75

    def programme(self) -> Programme:
        """The programme, before anything is counted but who came."""
        situation = Situation.model_validate(
            {
                "young_people": {"per_year": self.per_year},
                "mentors": self.mentors,
                "first_year": 2026,
                "years": self.years,
            }
        )
        named = in_situation([load_policy(self.policy)], situation, self.mentors)[0]
        came = pd.DataFrame(
            {
                "period": [f"{2026 + k // 4}Q{k % 4 + 1}" for k in range(self.quarters)],
                "came": [str(self.per_year // 4)] * self.quarters,
            }
        )
        return programme_of(
            read_follow_up(came), situation, people_of(situation, the_trial()), named
        )


def _all_counted(programme: Programme, counts: Floats) -> Observed:
    """A copy as if a municipality had counted all of it; it judges at the last period seen."""
    told = np.ones(counts.shape, bool)
    told[0, figure_names().index("came")] = False
    return Observed(counts, told, programme.seen)


def examined(
    case: Case, posterior: Posterior, setting: FollowUpSetting, *, seed: int = 1, workers: int = 2
) -> dict[str, Any]:
    """Invent municipalities and judge them.

    Args:
        case: what is examined.
        posterior: draws; some of them, by chance, are the truths of the invented municipalities.
        setting: the method's numbers.
        seed, workers: as everywhere.

    Returns:
        Plain values: `coverage` by figure, `false_alarms`, `power`, `reason_found` and `ranks`.
    """
    programme = case.programme()
    # Draws of one chain stand together: the truths are taken from all of them.
    dealt = dealt_draws(posterior, len(posterior), seed)
    posterior = replace(posterior, draws=posterior.draws.iloc[dealt].reset_index(drop=True))
    truths = len(posterior) - case.municipalities
    own = replace(posterior, draws=posterior.draws.iloc[:truths].reset_index(drop=True))
    each = each_draw(programme)
    many = max(
        setting.count("least_draws"),
        setting.count("realisations") // (programme.copies * each),
    )
    judged = simulate_worlds(
        programme,
        own,
        seeded_worlds(own, range(min(many, truths)), seed, 0, each),
        workers=workers,
    )
    reasoned = simulate_reasons(programme, own, setting, seed=seed, workers=workers)
    worlds = seeded_worlds(posterior, range(truths, len(posterior)), seed, PURPOSE)
    expected = simulate_worlds(programme, posterior, worlds, workers=workers).counts[:, 0]
    fewer = simulate_worlds(
        programme,
        posterior,
        [with_reason(world, "contact", case.contact) for world in worlds],
        workers=workers,
    ).counts[:, 0]
    like = _all_counted(programme, expected[0])
    told = directions(reasoned, like, programme.groups, setting.smoothness.value)
    level = setting.false_alarm.value
    covered, alarms, found, named = [], [], [], []
    for k in range(case.municipalities):
        as_expected = _judge(judged, _all_counted(programme, expected[k]), programme, level, told)
        covered.append(as_expected[0])
        alarms.append(as_expected[1])
        down = _all_counted(programme, fewer[k])
        found.append(_judge(judged, down, programme, level, told, programme.seen)[1])
        named.append(reasons(reasoned, down, programme.groups, setting)[0].name)
    names = figure_names()
    rate = np.mean(covered, axis=0)
    return {
        "case": asdict(case),
        "municipalities": case.municipalities,
        "copies": int(judged.counts.shape[0] * judged.counts.shape[1]),
        "coverage": {name: float(rate[j]) for j, name in enumerate(names) if name != "came"},
        "false_alarms": int(np.sum(alarms)),
        "false_alarm_p": float(binomtest(int(np.sum(alarms)), case.municipalities, level).pvalue),
        "power": float(np.mean(found)),
        "reason_found": float(np.mean([name == "contact" for name in named])),
        "ranks": _ranks(case, posterior, setting, seed, workers),
    }


def _judge(
    lives: SimulatedCounts,
    seen: Observed,
    programme: Programme,
    level: float,
    told: Any,
    until: int | None = None,
) -> tuple[Floats, bool]:
    """Whether each figure's 95 % band holds what was counted at the last look that is judged, and
    whether anything was ever outside the boundary, at all looks or up to one."""
    last = len(programme.periods) if until is None else until
    here = replace(seen, seen=last)
    band = bands(lives, here, programme.groups, level, told)
    off = np.abs(np.nan_to_num(band.score[..., :last])).max()
    towards = np.abs(np.nan_to_num(band.towards[:, :last])).max()
    low, high = band.ends(MIDDLE)
    at = min(last, programme.seen) - 1
    value = band.found[0, :, at]
    inside = (value >= low[0, :, at]) & (value <= high[0, :, at])
    return inside.astype(float), bool(max(off, towards) > band.boundary)


def _ranks(
    case: Case, posterior: Posterior, setting: FollowUpSetting, seed: int, workers: int
) -> dict[str, Any]:
    """Simulation-based calibration of what is learned: ranks of the truth among moved draws.

    Each truth is left out of the draws that are moved, and no other: a common set of draws would
    give all ranks its own accidents.
    """
    programme = case.programme()
    spread = setting.place_spread.value[1]
    place = own_draws(posterior, setting, spread, seed)
    lives = simulate_worlds(
        programme,
        posterior,
        seeded_worlds(replace(posterior, draws=place), range(len(place)), seed, 2),
        workers=workers,
    )
    names = learned_names(setting)
    true = scores_of(place.iloc[: case.municipalities], names)
    ranks = np.zeros((case.municipalities, len(names)))
    inside = np.zeros((case.municipalities, len(names)))
    for k in range(case.municipalities):
        seen = _all_counted(programme, lives.counts[k, 0])
        others = np.delete(np.arange(len(place)), k)
        kept = SimulatedCounts(lives.counts[others], lives.draws[others])
        prior = place.iloc[others].reset_index(drop=True)
        moved = Update.of(prior, kept, seen, programme.groups, setting).moved(prior)
        scores = scores_of(moved, names)
        ranks[k] = (scores < true[k]).mean(axis=0)
        low, high = np.quantile(scores, [TAIL, 1.0 - TAIL], axis=0)
        inside[k] = (true[k] >= low) & (true[k] <= high)
    expected = case.municipalities / BINS
    chances = {}
    for j, name in enumerate(names):
        counts, _ = np.histogram(ranks[:, j], bins=BINS, range=(0.0, 1.0))
        chances[name] = float(chi2.sf(((counts - expected) ** 2 / expected).sum(), BINS - 1))
    return {
        "p": chances,
        "smallest_p": min(chances.values()),
        "covered_95": {name: float(inside[:, j].mean()) for j, name in enumerate(names)},
    }


def main(folder: Path) -> None:
    """Examine, and write `exam.json` and the page."""
    found = examined(Case(), shipped_posterior(), follow_up_setting())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exam.json").write_text(
        json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    (folder / "README.md").write_text(page(found), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
