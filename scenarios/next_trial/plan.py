"""A trial that could be held: its arms, sizes, follow-up, people, test and costs; checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scenarios.comparison.outcomes import BETTER, STATUS_NAMES
from scenarios.comparison.setting import report_weeks
from sim.conditions import Text
from sim.errors import InputError
from sim.messages import Said
from sim.programme import TEXTS
from sim.written_numbers import read_number

if TYPE_CHECKING:
    from calibration.evidence import Evidence
    from calibration.trial import Trial
    from scenarios.next_trial.power import Test
    from scenarios.next_trial.recruits import Recruits
    from scenarios.next_trial.setting import Ranged
    from scenarios.policy.policies import NamedPolicy

#: What an arm without mentors is called, besides 0 weeks.
NONE = "none"
LONGEST = 520
MOST_ARMS = 6
#: Statuses that a trial can read: those of which more, or less, is better.
READ = tuple(name for name in STATUS_NAMES if BETTER[name] is not None)
SMALLEST_SIZE, LARGEST_SIZE = 10, 1_000_000


@dataclass(frozen=True)
class Costs:
    """What a trial costs and what an answer is worth, kroner.

    Attributes:
        fixed: of a trial of any size.
        person: per young person in it.
        hour: per paid hour of a mentor.
        values: of one more year in the outcome, for one person; rising.
        people: whom the decision is taken for.
        given: by name of `scenarios/next_trial/next_trial.yaml`, what the user said instead.
    """

    fixed: float
    person: float
    hour: float
    values: tuple[float, ...]
    people: float
    given: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialPlan:
    """A trial, in every size and with every follow-up that is looked at.

    Attributes:
        arms: the first is what people would be given anyway; the others are set against it.
        sizes: people per arm, rising.
        weeks: since entry to follow lives for, over which an arm's worth is counted.
        follow_up: weeks since entry in which outcomes are read, rising.
        outcome: status that is read (`READ`).
        recruits: who is in it.
        targeting: how that was said.
        test: how a difference is judged; each comparison has its share of the false alarms.
        costs: kroner.
        effect: true difference that power is worked out for, percentage points; None is the mean
            over the posterior.
    """

    arms: tuple[NamedPolicy, ...]
    sizes: tuple[int, ...]
    weeks: int
    follow_up: tuple[int, ...]
    outcome: str
    recruits: Recruits
    targeting: str
    test: Test
    costs: Costs
    effect: float | None = None

    @property
    def main_week(self) -> int:
        """The follow-up that an answer begins with: the last."""
        return self.follow_up[-1]


def read_arms(text: str, trial: Trial | None = None) -> tuple[NamedPolicy, ...]:
    """Arms from a list with commas: weeks of support, `none`, policies by name or file.

    Args:
        text: as somebody wrote them.
        trial: the study whose groups and jobcentres they may name; None is the one that ships.

    Raises:
        InputError: fewer than two, one twice, impossible weeks, or no such policy.
    """
    from scenarios.policy.policies import check_names

    parts = [part.strip() for part in text.split(",") if part.strip()]
    arms = tuple(_arm(part, trial) for part in parts)
    if not 2 <= len(arms) <= MOST_ARMS:
        raise InputError(
            Said("scenarios.a_trial_compares_arms"),
            field="--arms",
            found=text,
            allowed=Said("scenarios.2_to_most_arms_with_commas", most_arms=MOST_ARMS),
        )
    twice = [arm.name for k, arm in enumerate(arms) if arm in arms[:k]]
    if twice:
        raise InputError(
            Said("scenarios.an_arm_stands_twice"),
            field="--arms",
            found=twice[0],
            allowed=Said("scenarios.each_arm_once"),
        )
    check_names(arms)
    return arms


def _arm(part: str, trial: Trial | None) -> NamedPolicy:
    from scenarios.policy.policies import NamedPolicy, load_policy

    if part == NONE or (part.lstrip("-").isdigit() and int(part) == 0):
        return load_policy("no-mentor")
    if not part.lstrip("-").isdigit():
        return load_policy(part, trial)
    weeks = int(part)
    if not 1 <= weeks <= LONGEST:
        raise InputError(
            Said("scenarios.impossible_weeks_of_support"),
            field="--arms",
            found=part,
            allowed=Said("calibration.0_to_count", count=LONGEST),
        )
    base = load_policy("as-in-trial").policy
    words = {
        "title": Text(da=f"{weeks} uger", en=f"{weeks} weeks"),
        "description": Text(
            da=f"Som i forsøget, men i højst {weeks} uger",
            en=f"As in the trial, but for at most {weeks} weeks",
        ),
        "duration": base.duration.model_copy(update={"weeks": weeks}),
    }
    return NamedPolicy(f"{weeks}-weeks", base.model_copy(update=words))


def read_sizes(text: str) -> tuple[int, ...]:
    """Sizes from `100..5000` (evenly spread in logarithms) or a list with commas; rising.

    Raises:
        InputError: not numbers, out of range, or an end before its beginning.
    """
    from scenarios.next_trial.setting import next_trial_setting

    allowed = Said("scenarios.low_high_or_a_list", low=SMALLEST_SIZE, high=LARGEST_SIZE)
    low, dots, high = text.partition("..")
    parts = (low, high) if dots else text.split(",")
    ends = [int(read_number(part, whole=True, field="--n")) for part in parts]
    wrong = [n for n in ends if not SMALLEST_SIZE <= n <= LARGEST_SIZE]
    if wrong or (dots and ends[0] > ends[1]):
        raise InputError(
            Said("scenarios.impossible_sizes"), field="--n", found=text, allowed=allowed
        )
    if not dots:
        return tuple(sorted(set(ends)))
    count = int(next_trial_setting().sizes.value)
    spread = np.geomspace(ends[0], ends[1], count)[1:-1]
    rounded = {int(float(f"{n:.2g}")) for n in spread}
    return tuple(sorted({*ends, *(n for n in rounded if ends[0] < n < ends[1])}))


def read_follow_up(
    text: str | None, arms: Sequence[NamedPolicy], weeks: int, evidence: Evidence | None = None
) -> tuple[int, ...]:
    """Weeks in which outcomes are read; by default the reported ones in which arms can differ.

    Args:
        text: weeks as somebody wrote them, with commas; None is the default.
        arms: the policies of the trial.
        weeks: the last week that is followed.
        evidence: of the study behind the people; None is the one that ships with the project.

    Raises:
        InputError: not weeks, not among those that are kept, or before the arms part.
    """
    from calibration.evidence import shipped_evidence

    parted = _arms_part(arms)
    kept = [
        week for week in report_weeks(weeks + 1, evidence or shipped_evidence()) if week > parted
    ]
    if not kept:
        raise InputError(
            Said("scenarios.followed_for_too_short_a_time"),
            field="--weeks",
            found=weeks,
            allowed=Said("scenarios.fewest_draws_or_more", fewest_draws=parted + 1),
        )
    if text is None:
        return tuple(kept)
    allowed = Said("scenarios.kept_weeks", weeks=kept)
    parts = text.split(",")
    asked = sorted({int(read_number(part, whole=True, field="--follow-up")) for part in parts})
    early = [week for week in asked if week <= parted]
    if early:
        raise InputError(
            Said("scenarios.until_week_parted_all_arms_have", parted=parted),
            field="--follow-up",
            found=early[0],
            allowed=allowed,
        )
    unknown = [week for week in asked if week not in kept]
    if unknown:
        raise InputError(
            Said("scenarios.nothing_is_kept_for_this_week"),
            field="--follow-up",
            found=unknown[0],
            allowed=allowed,
        )
    return tuple(asked)


def _arms_part(arms: Sequence[NamedPolicy]) -> int:
    """Week until which some two arms are alike, as far as their durations alone tell.

    Arms that differ from the first in their caps only are alike until the lowest of these; others
    may part at once.
    """
    first, *others = (arm.policy for arm in arms)
    latest = 0
    for other in others:
        caps = {"weeks", "exceptions"}
        alike = first.model_dump(exclude={*TEXTS, "duration"}) == other.model_dump(
            exclude={*TEXTS, "duration"}
        ) and first.duration.model_dump(exclude=caps) == other.duration.model_dump(exclude=caps)
        if alike:
            lowest = (
                min(d.weeks, *(e.weeks for e in d.exceptions), d.weeks)
                for d in (first.duration, other.duration)
            )
            latest = max(latest, min(lowest))
    return latest


def read_outcome(text: str) -> str:
    """A status that a trial can read.

    Raises:
        InputError: no such status.
    """
    if text not in READ:
        raise InputError(
            Said("scenarios.no_such_outcome"),
            field="--outcome",
            found=text,
            allowed=", ".join(READ),
        )
    return text


def read_test(
    alpha: float | None, comparisons: int, cluster: str | None, icc: float | None, people: float
) -> Test:
    """How a difference is judged; the false alarms are shared by the comparisons (Bonferroni).

    Args:
        alpha: two-sided, of the whole trial; None is the convention's.
        comparisons: of the trial.
        cluster: `jobcentre` if whole jobcentres are drawn; None is people within jobcentres.
        icc: share of the variance that lies between jobcentres; None is the data file's.
        people: of the trial in a jobcentre.

    Raises:
        InputError: impossible values, or an ICC without jobcentres drawn.
    """
    from scenarios.next_trial.power import Clusters, Test
    from scenarios.next_trial.setting import next_trial_setting

    setting = next_trial_setting()
    level = setting.alpha.value if alpha is None else alpha
    if not 0 < level < 1:
        raise InputError(
            Said("scenarios.impossible_chance_of_a_false_alarm"),
            field="--alpha",
            found=alpha,
            allowed=Said("scenarios.above_0_and_below_1"),
        )
    if cluster is None:
        if icc is not None:
            raise InputError(
                Said("scenarios.this_is_about_drawing_whole_jobcentres"),
                field="--icc",
                found=icc,
                allowed=Said("scenarios.together_with_cluster_jobcentre"),
            )
        return Test(level / comparisons)
    if cluster != "jobcentre":
        raise InputError(
            Said("scenarios.unknown_cluster"),
            field="--cluster",
            found=cluster,
            allowed=Said("scenarios.jobcentre"),
        )
    share = setting.icc.value if icc is None else icc
    if not 0 <= share < 1:
        raise InputError(
            Said("scenarios.impossible_share_of_the_variance"),
            field="--icc",
            found=icc,
            allowed=Said("scenarios.0_or_more_and_below_1"),
        )
    return Test(level / comparisons, Clusters(people, share))


def read_costs(
    outcome: str,
    *,
    fixed: float | None = None,
    person: float | None = None,
    value: float | None = None,
    people: float | None = None,
) -> Costs:
    """Costs and values: those given, the data file's otherwise.

    Args:
        outcome: name of a status.
        fixed: kroner for the trial as such.
        person: kroner for each participant.
        value: kroner for a year in the outcome.
        people: how many the decision is for.

    Raises:
        InputError: something below zero, nobody to decide for, or an outcome whose worth neither
            the data file nor the user says.
    """
    from scenarios.economics.mentor_cost import mentor_hour
    from scenarios.economics.price_draws import central_prices
    from scenarios.economics.price_file import load_prices
    from scenarios.next_trial.setting import next_trial_setting

    setting = next_trial_setting()
    asked = {
        "fixed_cost": ("--fixed-cost", fixed),
        "person_cost": ("--cost-per-person", person),
        "year_value": ("--value", value),
        "target_group": ("--target-group", people),
    }
    for option, found in asked.values():
        least = 1.0 if option == "--target-group" else 0.0
        if found is not None and not least <= found < np.inf:
            raise InputError(
                Said("scenarios.impossible_amount"),
                field=option,
                found=found,
                allowed=Said("scenarios.least_or_more", least=least),
            )
    worth = setting.year_value.get(outcome)
    if worth is None and value is None:
        raise InputError(
            Said("scenarios.nobody_says_what_a_year_of"),
            field="--value",
            found=f"--outcome {outcome}",
            allowed=Said(
                "scenarios.kroner_per_person_and_year_or", year_value=", ".join(setting.year_value)
            ),
        )
    prices = central_prices(load_prices(int(setting.rule_year.value)))
    hour = float(mentor_hour(lambda name: prices[name])[0])
    return Costs(
        fixed=setting.fixed_cost.value if fixed is None else fixed,
        person=setting.person_cost.value if person is None else person,
        hour=hour,
        values=(value,) if value is not None else _range(worth),
        people=setting.target_group.value if people is None else people,
        given={name: found for name, (_, found) in asked.items() if found is not None},
    )


def _range(worth: Ranged | None) -> tuple[float, ...]:
    assert worth is not None
    return tuple(sorted({worth.span[0], worth.value, worth.span[1]}))
