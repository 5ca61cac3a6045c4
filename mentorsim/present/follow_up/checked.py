"""A programme beside what the model expects of it: asked, lived and judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from calibration.posterior import Posterior
from mentorsim.present.situation.words import Told
from mentorsim.request.request import Situated
from scenarios.comparison.intervals import enough_draws
from scenarios.follow_up.bands import MIDDLE, Bands, bands, observed
from scenarios.follow_up.figures import figure_names
from scenarios.follow_up.learning import Learned, learn
from scenarios.follow_up.programme import Programme, programme_of
from scenarios.follow_up.published import protected
from scenarios.follow_up.reading import FollowUp
from scenarios.follow_up.reasons import (
    AS_EXPECTED,
    Reason,
    directions,
    reason_names,
    reasons,
    simulate_reasons,
)
from scenarios.follow_up.setting import FollowUpSetting, follow_up_setting
from scenarios.follow_up.worlds import dealt_draws, each_draw, seeded_worlds, simulate_worlds
from scenarios.policy.policies import NamedPolicy
from sim.executor import Progress, silent
from sim.shown import ResultShown, Shown

#: What a figure's place beside the boundary is called.
BELOW, ON_TRACK, ABOVE = "below", "on_track", "above"


@dataclass(frozen=True)
class Asked:
    """What is asked of a follow-up.

    Attributes:
        counted: what the municipality counted.
        here: who lives, in which situation.
        policy: what is offered.
        posterior: of the parameters.
        draws: at most, of the posterior; None is as many as the bands take.
        seed, workers: as everywhere.
        setting: the method's numbers.
    """

    counted: FollowUp
    here: Situated
    policy: NamedPolicy
    posterior: Posterior
    draws: int | None = None
    seed: int = 1
    workers: int = 2
    setting: FollowUpSetting = field(default_factory=follow_up_setting)

    @cached_property
    def usable(self) -> FollowUp:
        """What may be used and shown of what was counted."""
        return protected(self.counted)

    @property
    def programme(self) -> Programme:
        """What is followed up.

        Raises:
            InputError: as `scenarios.follow_up.programme.programme_of`.
        """
        named = self.here.policies([self.policy])[0]
        return programme_of(self.usable, self.told.situation, self.here.people, named)

    @property
    def told(self) -> Told:
        """The situation, and the mentors that it employs."""
        situation = self.here.situation
        assert situation is not None, "a follow-up is in a situation"
        return Told(situation, self.here.employed())


@dataclass(frozen=True, repr=False)
class Checked(ResultShown):
    """A programme beside what is expected.

    Attributes:
        counted: what may be used and shown of what was counted.
        programme: what is followed up.
        bands: what is expected, the boundary, and where the counts lie.
        reasons: how likely each is, the likeliest first.
        draws: posterior draws behind it.
        told: the situation.
    """

    counted: FollowUp
    programme: Programme
    bands: Bands
    reasons: tuple[Reason, ...]
    draws: int
    told: Told

    @property
    def situation(self) -> str:
        """The situation on one line, in plain English."""
        return self.told.situation.told(self.told.posts)

    @property
    def enough(self) -> bool:
        """Whether there are draws enough for a verdict."""
        return enough_draws(self.draws)

    @property
    def beyond(self) -> int:
        """Place of the first period in which somebody may be further from entry than the trial
        speaks to under this policy with its mentors; the number of periods if there is none."""
        after = self.programme.ends > self.programme.named.ends_in(self.programme.people.trial)
        return int(np.argmax(after)) if after.any() else len(self.programme.periods)

    @property
    def off_track(self) -> pd.DataFrame:
        """Figures that were outside the boundary at a look: the first look of each.

        One row per figure and group, or reason towards which all figures together point: `name`,
        `group`, `period` (its place), `verdict` and `false_alarm`.
        """
        rows = []
        score = self.bands.score[..., : self.programme.seen]
        for g, group in enumerate(self.bands.groups):
            for j, name in enumerate(figure_names()):
                rows.append((name, group, score[g, j]))
        for k, name in enumerate(self.bands.directions):
            rows.append((name, "", self.bands.towards[k, : self.programme.seen]))
        found = []
        for name, group, scores in rows:
            off = np.flatnonzero(np.abs(np.nan_to_num(scores)) > self.bands.boundary)
            if off.size:
                first = int(off[0])
                verdict = ABOVE if scores[first] > 0 else BELOW
                chance = float(self.bands.chance_of(scores[first : first + 1])[0])
                found.append((name, group, first, verdict, chance))
        return pd.DataFrame(found, columns=["name", "group", "period", "verdict", "false_alarm"])

    @property
    def charted(self) -> tuple[str, ...]:
        """Groups that a figure is expected of, everybody first: each has a control chart."""
        counted = set(self.table["group"])
        return tuple(group for group in self.bands.groups if group in counted)

    @property
    def explained(self) -> Reason | None:
        """The likeliest reason other than that everything is as expected; None if on track."""
        if self.off_track.empty or not self.enough:
            return None
        return next((reason for reason in self.reasons if reason.name != AS_EXPECTED), None)

    @property
    def table(self) -> pd.DataFrame:
        """One row per group, figure and planned period.

        `found` (NaN where it is not counted or may not be shown), `approximate` (whether it rests
        on stand-ins for one to four that the file has), `expected`, `low` and `high` (95
        %), `chance_low` and `chance_high` (chance alone), `boundary_low` and `boundary_high`,
        `verdict`, `false_alarm` and `extrapolated` (see `beyond`). Flows are sums since the first
        period.
        """
        band = self.bands
        low, high = band.ends(MIDDLE)
        chance_low, chance_high = band.ends(MIDDLE * np.sqrt(band.chance))
        edge_low, edge_high = band.ends(band.boundary)
        rows = []
        for g, group in enumerate(band.groups):
            for j, name in enumerate(figure_names()):
                for t, period in enumerate(self.programme.periods):
                    if np.isnan(band.expected[g, j, t]):
                        continue
                    told = self._may_be_shown(group, name, t)
                    rows.append(
                        {
                            "group": group,
                            "figure": name,
                            "period": str(period),
                            "found": band.found[g, j, t] if told else np.nan,
                            "approximate": told and self._rests_on_stand_ins(group, name, t),
                            "expected": band.middle[g, j, t],
                            "low": low[g, j, t],
                            "high": high[g, j, t],
                            "chance_low": chance_low[g, j, t],
                            "chance_high": chance_high[g, j, t],
                            "boundary_low": edge_low[g, j, t],
                            "boundary_high": edge_high[g, j, t],
                            "verdict": self.verdict(g, j, t),
                            "false_alarm": band.false_alarm[g, j, t] if told else np.nan,
                            "extrapolated": t >= self.beyond,
                        }
                    )
        return pd.DataFrame(rows)

    def _may_be_shown(self, group: str, name: str, period: int) -> bool:
        """Whether a number that was counted is not one that its stand-in stands for."""
        hidden = self.counted.hidden.get((group, name))
        return hidden is None or (period < self.programme.seen and not hidden[period])

    def _rests_on_stand_ins(self, group: str, name: str, period: int) -> bool:
        """Whether a number that was counted holds some of which the file says only that they are
        one to four."""
        seen = period < self.programme.seen
        return seen and bool(self.counted.approximate(group, name)[period])

    def verdict(self, group: int, figure: int, period: int) -> str:
        """Of `BELOW`, `ON_TRACK` and `ABOVE`; empty if it is not counted, or draws are too few.

        Args:
            group: its place among the groups.
            figure: its place among the figures.
            period: its place among the periods.
        """
        score = self.bands.score[group, figure, period]
        if np.isnan(score) or not self.enough:
            return ""
        if abs(score) <= self.bands.boundary:
            return ON_TRACK
        return ABOVE if score > 0 else BELOW

    def shown(self) -> Shown:
        """The last look in a few lines."""
        now = self.table[
            self.table["period"] == str(self.programme.periods[self.programme.seen - 1])
        ]
        rows = tuple(
            (
                row["figure"] if row["group"] == "all" else f"{row['figure']}, {row['group']}",
                "–" if np.isnan(row["found"]) else f"{row['found']:,.0f}",
                f"{row['expected']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})",
                row["verdict"],
            )
            for row in now.to_dict("records")
        )
        return Shown(
            f"Follow-up after {self.programme.seen} of {len(self.programme.periods)} looks",
            facts=(self.situation,),
            columns=("figure", "counted", "expected", "verdict"),
            rows=rows,
            further=(".table", ".off_track", ".reasons", ".bands"),
        )


def checked_as_asked(asked: Asked, progress: Progress = silent) -> Checked:
    """Live the programme and judge it.

    Args:
        asked: what is asked.
        progress: called with the share that is done, about.

    Raises:
        InputError: anything that cannot be.
    """
    programme, setting = asked.programme, asked.setting
    each = each_draw(programme)
    wanted = max(
        setting.count("least_draws"),
        -(-setting.count("realisations") // (programme.copies * each)),
    )
    draws = dealt_draws(asked.posterior, asked.draws or wanted, asked.seed)
    worlds = seeded_worlds(asked.posterior, draws, asked.seed, 0, each)
    cases = len(setting.reason_factors.value)
    # Worlds that are lived in all: for the bands, and for reasons.
    others = len(reason_names(programme)) - 1
    share = len(worlds) / (len(worlds) + (others * cases + 1) * setting.count("reason_draws"))
    lives = simulate_worlds(
        programme,
        asked.posterior,
        worlds,
        workers=asked.workers,
        progress=lambda done: progress(share * done),
    )
    reasoned = simulate_reasons(
        programme,
        asked.posterior,
        setting,
        seed=asked.seed,
        workers=asked.workers,
        progress=lambda done: progress(share + (1.0 - share) * done),
    )
    seen = observed(asked.usable, programme)
    towards = directions(reasoned, seen, programme.groups, setting.smoothness.value)
    band = bands(lives, seen, programme.groups, setting.false_alarm.value, towards)
    found = reasons(reasoned, seen, programme.groups, setting)
    return Checked(asked.usable, programme, band, tuple(found), len(draws), asked.told)


def learned_as_asked(
    asked: Asked, spreads: tuple[float, ...], progress: Progress = silent
) -> list[Learned]:
    """What the counts teach, for each spread between places that is assumed.

    Args:
        asked: what is asked.
        spreads: between places in starts and dropouts, sd of the logarithm.
        progress: called with the share that is done.

    Raises:
        InputError: anything that cannot be, or counts that lie too far off.
    """
    programme = asked.programme
    seen = observed(asked.usable, programme)
    found = []
    for k, spread in enumerate(spreads):

        def so_far(done: float, k: int = k) -> None:
            progress((k + done) / len(spreads))

        found.append(
            learn(
                programme,
                asked.posterior,
                seen,
                asked.setting,
                spread,
                seed=asked.seed,
                workers=asked.workers,
                progress=so_far,
            )
        )
    return found
