"""What a search in a situation found: the front as policies that can be opened and changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from calibration.evidence import Evidence
from mentorsim.present.policy.changed import renamed
from scenarios.comparison.intervals import enough_draws
from scenarios.decision.outcome_names import made_of
from scenarios.policy.policies import NamedPolicy
from scenarios.search.among import Among
from scenarios.search.found import Found
from scenarios.search.grid import Ints
from scenarios.search.simulator import Simulator
from scenarios.search.wants import WANTS, YEARS, Want
from scenarios.situation.policies import in_situation
from sim.shown import ResultShown, Shown, number

#: What policies of a front are called: by how many of them are simpler.
NAMES = "choice-{}"
#: Kroner that the value of money is told for.
MILLION = 1e6


@dataclass(frozen=True, repr=False)
class Searched(ResultShown):
    """Policies that do best in a situation, and how far to trust it.

    Attributes:
        found: every number (`scenarios.search.found.Found`).
        policies: the front, from the simplest (today's) to the finest, with the situation's mentors
            and intake; each can be written to a file, compared, changed.
        wants: what was wanted, the first counts most.
        week: since entry, the last that is followed.
        posts: full-time mentors there are.
        young: young people a year, or in the cohort.
        kind: how they come: `per_year` or `cohort`.
        mentor_year: kroner of a full-time mentor for a year, in the price level used.
        weights: by group, what somebody's gain counts.
        print_draws: posterior draws behind every printed number.
        situation: on one line.
        given: whether the policies are given by name, and all of them stay; else they were searched
            for.
        evidence: what the study behind the people saw.
        ends: last week since entry that it speaks to under each policy, -1 for none.
    """

    found: Found
    policies: tuple[NamedPolicy, ...]
    wants: tuple[Want, ...]
    week: int
    posts: float
    young: int
    kind: str
    mentor_year: float
    weights: dict[str, float]
    print_draws: int
    situation: str
    evidence: Evidence
    ends: tuple[int, ...]
    given: bool = False

    @property
    def winner(self) -> NamedPolicy:
        """The best by what counts most."""
        return self.policies[self.found.winner]

    @property
    def today(self) -> NamedPolicy:
        """The policy that all are set against."""
        return self.policies[self.found.today]

    def extrapolated(self, place: int, want: str) -> bool:
        """Whether a gain lies beyond what the trial speaks to, by its week or by what it is of.

        Args:
            place: of the policy.
            want: its name.
        """
        of = () if WANTS[want].purse else made_of(want)
        return self.week > self.evidence.last_week(self.ends[place], of)

    @property
    def rests_on_model(self) -> bool:
        """Whether any gain lies beyond what the trial speaks to."""
        return any(
            self.extrapolated(k, want.name)
            for k in range(len(self.policies))
            for want in self.wants
        )

    @property
    def gains(self) -> pd.DataFrame:
        """Gains over today's policy: one row per policy and want."""
        table = self.found.gains
        names = [self.policies[k].name for k in table["place"]]
        units = {want.name: want.unit for want in self.wants}
        beyond = [
            self.extrapolated(k, want)
            for k, want in zip(table["place"], table["objective"], strict=True)
        ]
        return (
            table.drop(columns="place")
            .assign(unit=table["objective"].map(units), extrapolated=beyond)
            .pipe(lambda t: t.assign(policy=names)[["policy", *t.columns]])
        )

    @property
    def curve(self) -> pd.DataFrame:
        """What each number of mentors brings over none, per young person.

        One row per number and want: mentors, kroner (a year); mean, low, high over none; `more_`
        for one more mentor, `million_` for a million kroner a year more; `extrapolated`, whether
        the last week lies beyond what the trial speaks to.
        """
        table = self.found.curve
        names = [self.policies[k].name for k in table["place"]]
        kroner = table["mentors"] * self.mentor_year
        a_million = {
            f"million_{end}": table[f"more_{end}"] * MILLION / self.mentor_year
            for end in ("mean", "low", "high")
        }
        beyond = [
            self.extrapolated(k, want)
            for k, want in zip(table["place"], table["objective"], strict=True)
        ]
        return table.drop(columns="place").assign(
            policy=names, kroner=kroner, **a_million, extrapolated=beyond
        )

    @property
    def regret(self) -> pd.DataFrame:
        """What each policy loses against the best of the front, whatever is true."""
        table = self.found.regret
        if table.empty:
            return table
        names = [self.policies[k].name for k in table["place"]]
        return table.drop(columns="place").assign(policy=names)

    def shown(self) -> Shown:
        """The front in a few lines."""
        found, want = self.found, self.wants[0]
        enough = enough_draws(self.print_draws)
        rows = []
        for k, named in enumerate(self.policies):
            told = found.gain(k)
            digits = 0 if want.purse else 3 if want.unit == YEARS else 1
            ends = (
                f" ({number(told['low'], digits)} to {number(told['high'], digits)})"
                if enough and k != found.today
                else ""
            )
            mark = "†" if self.extrapolated(k, want.name) else ""
            rows.append(
                (
                    named.name + (" *" if k == found.winner else ""),
                    named.policy.title.en,
                    f"{number(told['mean'], digits)}{mark}{ends}",
                    number(told["first"], 2) if enough else "–",
                )
            )
        return Shown(
            f"Search: {len(self.policies)} of {found.cost.candidates:,} policies are left",
            facts=(
                self.situation,
                f"By {want.name} in week {self.week} against today's policy; * does best",
            ),
            columns=("policy", "what", f"gain, {want.unit}", "P(first)"),
            rows=tuple(rows),
            further=(".policies", ".gains", ".curve", ".regret", "tell(result)"),
        )


def front_policies(judge: Simulator, rows: Ints) -> tuple[NamedPolicy, ...]:
    """The policies of a front under names of their own, in the situation.

    Title, description and source say what is changed of today's policy, in both languages; given
    policies keep their own.

    Args:
        judge: knows today's policy, the situation and its mentors.
        rows: of the front, from the simplest, shape (n, levers).
    """
    if isinstance(judge.space, Among):
        return tuple(judge.named(row) for row in rows)
    found = []
    for k, row in enumerate(rows):
        content = judge.space.content(row)
        today = judge.space.named
        if not judge.space.moved(row):
            found.append(today)
            continue
        found.append(renamed(today, content, NAMES.format(k)))
    placed = in_situation(found, judge.situation, judge.posts)
    return tuple(replace(named, source="a search") for named in placed)
