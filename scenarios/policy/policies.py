"""Policies by name (the library) or from a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from calibration.trial_design import trial_design
from scenarios.policy.errors import first_fault
from scenarios.policy.written_fields import certain_numbers
from sim.conditions import groups_named
from sim.errors import InputError
from sim.foreign import hint
from sim.groups import GROUP_NAMES
from sim.messages import Said
from sim.policy_support import AS_IN_TRIAL
from sim.programme import Policy
from sim.reference import reference
from sim.yaml_files import fields_in

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from calibration.trial import Trial
    from sim.simulation import Cohort, PersonTraits, Simulation

LIBRARY = Path(__file__).parent / "library"
#: A policy file is a page of text; anything far larger is not one.
LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class NamedPolicy:
    """A policy and what it is called in results.

    Attributes:
        name: the file's name without ending, or what was changed; results know a policy by it.
        policy: what is offered.
        source: the file it was read from, or the policy it was changed from; empty if neither.
        base: what it was changed from (`mentorsim.present.policy.changed`); None if it was not
            changed.
    """

    name: str
    policy: Policy
    source: str = field(default="", compare=False)
    base: NamedPolicy | None = field(default=None, compare=False, repr=False)

    def ends_in(self, trial: Trial | None) -> int:
        """Last week since entry that a study speaks to under this policy; see `evidence_ends`.

        Args:
            trial: the study; None is the one that ships.
        """
        return evidence_ends(self.policy, trial)

    @property
    def identity(self) -> dict[str, Any]:
        """All that its lives depend on, as plain values."""
        return self.policy.model_dump(mode="json")

    def world(
        self,
        lived: Policy,
        cohort: Cohort,
        values: Mapping[str, float],
        seed: int,
        *,
        horizon: int,
        offered: npt.NDArray[np.bool_] | None = None,
        person_traits: PersonTraits | None = None,
    ) -> Simulation:
        """A world in week 0 under this policy; see `sim.simulation.build`.

        Args:
            lived: its fields as they are lived here (for so many people, under a draw).
            cohort, values, seed, horizon, offered, person_traits: as there.

        Raises:
            InputError: as there.
        """
        from sim.simulation import build

        return build(
            cohort,
            lived,
            values,
            seed,
            horizon=horizon,
            offered=offered,
            person_traits=person_traits,
        )


def library_names() -> tuple[str, ...]:
    """Names of the policies that come with the project, sorted."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def load_policy(reference: str, trial: Trial | None = None) -> NamedPolicy:
    """A policy of the library by name, or one's own by path to a YAML file.

    Args:
        reference: the name or the path.
        trial: the study whose groups and jobcentres it may name; None is the one that ships.

    Raises:
        InputError: no such policy, unreadable file, or a field that is missing, misspelt or has
            an impossible value.

    Example:
        >>> load_policy("as-in-trial").policy.duration.weeks
        52
    """
    if reference in library_names():
        return replace(
            _read(LIBRARY / f"{reference}.yaml", trial, ours=True),
            source=Said("scenarios.the_library"),
        )
    path = Path(reference)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return read_policy(path, trial)
    raise InputError(
        Said("scenarios.unknown_policy_hint", hint=hint(reference, library_names())),
        found=reference,
        allowed=Said(
            "scenarios.library_names_or_the_path_of", library_names=", ".join(library_names())
        ),
    )


def load_policies(references: list[str]) -> list[NamedPolicy]:
    """Several policies.

    Raises:
        InputError: as `load_policy`, or two have the same name.
    """
    policies = [load_policy(reference) for reference in references]
    check_names(policies)
    return policies


def check_names(policies: Sequence[NamedPolicy]) -> None:
    """Results know a policy by its name: find out whether each has one of its own.

    Raises:
        InputError: two have the same name.
    """
    seen: dict[str, NamedPolicy] = {}
    for named in policies:
        if named.name in seen:
            sources = [
                p.source or Said("scenarios.made_in_python") for p in (seen[named.name], named)
            ]
            raise InputError(
                Said("scenarios.two_policies_with_the_same_name"),
                field=named.name,
                found=Said("scenarios.one_and_another", one=sources[0], other=sources[1]),
                allowed=Said("scenarios.each_policy_once_under_a_name"),
            )
        seen[named.name] = named


def besides(policies: Sequence[NamedPolicy], reference: NamedPolicy) -> list[NamedPolicy]:
    """The policies without the reference, which may stand among them.

    Raises:
        InputError: two policies, the reference among them, have the same name.
    """
    named = [policy for policy in policies if policy != reference]
    check_names([*named, reference])
    return named


def read_policy(path: Path, trial: Trial | None = None) -> NamedPolicy:
    """A policy from a YAML file.

    Args:
        path: of the file.
        trial: as in `load_policy`.

    Raises:
        InputError: as `load_policy`.
    """
    return _read(path, trial)


def _read(path: Path, trial: Trial | None, *, ours: bool = False) -> NamedPolicy:
    """A policy from a YAML file, which is one of the library if it is ours."""
    content = fields_in(path, "policy", Policy.model_fields, LARGEST_FILE, ours=ours)
    return NamedPolicy(path.stem, parse_policy(content, file=path, trial=trial), source=str(path))


def parse_policy(content: dict[str, Any], *, file: object, trial: Trial | None = None) -> Policy:
    """A policy from its fields.

    Args:
        content: the fields.
        file: where they stand, in messages.
        trial: as in `load_policy`.

    Raises:
        InputError: a field that is missing, misspelt or has an impossible value, a number that
            can be read in two ways, or a name of a group or a price that there is not.
    """
    try:
        policy = Policy.model_validate(certain_numbers(content, file))
    except ValidationError as error:
        raise first_fault(error.errors(), file) from error
    capacity = policy.capacity
    if capacity.follows is None and capacity.following != "mentors":
        raise InputError(
            Said("scenarios.mentors_are_given_it_has_to"),
            file=file,
            field="capacity.follows",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.places_the_others_wait_or_caseload"),
        )
    _check_groups(policy, file, trial)
    _check_prices(policy, file)
    _check_corps(policy, file, trial)
    return policy


def _study(trial: Trial | None) -> Trial:
    """The study that was asked for, or the one that ships.

    Its tables load slowly: whoever can do without them does not ask.
    """
    from calibration.trial import the_trial

    return the_trial() if trial is None else trial


def _check_groups(policy: Policy, file: object, trial: Trial | None) -> None:
    for place, condition in policy.conditions():
        for where, group in groups_named(condition, place):
            if group in GROUP_NAMES:
                continue
            study = _study(trial)
            known = [*study.groups.rules, *(s.name for s in study.staffing)]
            if group not in known:
                raise InputError(
                    Said("scenarios.unknown_group_hint", hint=hint(group, known)),
                    file=file,
                    field=where,
                    found=group,
                    allowed=", ".join(known),
                )


def _check_corps(policy: Policy, file: object, trial: Trial | None) -> None:
    """Whether the mentors that a policy asks for can be, beside those of the study."""
    if not policy.corps.shares:
        return
    from sim.offers import corps_shares

    corps_shares(_study(trial).mentor_shares, policy, file=file)


def _check_prices(policy: Policy, file: object) -> None:
    """Whether the price of every measure is on file."""
    if not policy.measures:
        return
    from scenarios.economics.price_file import measure_prices

    known = measure_prices()
    for place, measure in enumerate(policy.measures):
        if measure.price not in known:
            raise InputError(
                Said("scenarios.no_such_price_of_a_measure", hint=hint(measure.price, known)),
                file=file,
                field=f"measures.{place}.price",
                found=measure.price,
                allowed=", ".join(known),
            )


def evidence_ends(policy: Policy, trial: Trial | None) -> int:
    """Last week since entry that a study speaks to under this policy.

    Args:
        policy: what is offered.
        trial: the study; None is the one that ships with the project.

    People were followed for some weeks and mentored for fewer (in the study that ships, 73 and
    52): a policy that gives support beyond those is extrapolated from there on. One that changes
    what happens from a start on (other aftercare than the trial's, none among it, a foothold,
    coming back to the mentor), or that can end earlier by how things go, is extrapolated from week
    0 on; other measures from the week they begin. Where places may be short, it is from the weeks
    on within which everybody met a mentor in the trial: whoever waits for longer begins later than
    anybody did. A caseload, a rhythm of meetings, a split of time or a corps that no jobcentre had
    is extrapolated from the
    start (-1).
    """
    design = trial_design() if trial is None else trial.design
    if not policy.targeting.eligible:
        return int(design.observed_weeks.value)
    if _is_unseen(policy, trial):
        return -1
    ends = int(design.observed_weeks.value)
    until, support = policy.duration.until, int(design.support_weeks.value)
    adaptive = until.trust is not None or until.readiness is not None
    if adaptive or until.foothold_weeks or own_ending(policy):
        return 0
    longest = max(policy.duration.weeks, *(e.weeks for e in policy.duration.exceptions), 0)
    if longest + policy.ending.taper_weeks > support:
        ends = support
    if policy.capacity.following == "places":
        # Who may wait no longer than the trial's people did is never mentored later than they were.
        wait, met = policy.targeting.max_wait_weeks, int(_met_within())
        ends = min(ends, met) if wait is None or wait > met else ends
    return min([ends, *(measure.from_week - 1 for measure in policy.measures)])


def own_ending(policy: Policy) -> bool:
    """Whether what follows a start is otherwise than in the trial: aftercare, or coming back."""
    return policy.ending.aftercare_weeks != AS_IN_TRIAL or policy.ending.return_weeks > 0


def _met_within() -> float:
    return reference().intake["match_within_weeks"].value


def _is_unseen(policy: Policy, trial: Trial | None) -> bool:
    """Whether a policy gives from the start what no jobcentre of the trial gave."""
    capacity, corps = policy.capacity, policy.corps
    if capacity.following == "caseload" or capacity.direct_share is not None:
        return True
    if capacity.caseload != "as_in_trial" and _outside(capacity.caseload, _study(trial)):
        return True
    return (
        policy.contact.every_weeks != 1
        or policy.contact.split.rule != "equal"
        or bool(corps.shares)
        or corps.turnover != 1.0
    )


def _outside(caseload: float, trial: Trial) -> bool:
    """Whether no jobcentre of a study had such a caseload."""
    # As printed, caseloads ran from 10 to more than 20; Aalborg's own was just under 25.
    caseloads = [staffing.caseload for staffing in trial.staffing]
    lowest = min(row.mentees_per_fte_min for row in trial.tables.jobcentres)
    return not lowest <= caseload <= max(trial.design.open_band_mentees.value, *caseloads)
