"""A policy in Python: what another policy offers, and a function that acts between weeks.

Policies are data as far as they go (`sim.programme.Policy`). What they cannot say is said by a
function of the Mesa face (`sim.model.MentoringModel`), which sees everybody, ends and lengthens
support and changes mentors. Such a world lives week by week, all jobcentres together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.programme import Policy, Text

if TYPE_CHECKING:
    from calibration.trial import Trial
    from sim.model import MentoringModel
    from sim.simulation import Cohort, PersonTraits, Simulation

#: Called before each week but the first, with the world as a Mesa model.
Act = Callable[["MentoringModel"], object]
#: The last week that the trial speaks to: none, as nobody can tell what a function does.
NOTHING_TOLD = -1


@dataclass(frozen=True)
class CodedPolicy(NamedPolicy):
    """A policy that is more than its fields: code in Python belongs to it.

    Attributes:
        code: fingerprint of its functions (`scenarios.policy.act_code`).
        on_top_of: name of the policy that offers what it offers.
    """

    code: str = field(kw_only=True)
    on_top_of: str = field(kw_only=True)

    def ends_in(self, trial: Trial | None) -> int:
        """None: it is extrapolated from week 0 on, whatever the study."""
        return NOTHING_TOLD

    @property
    def identity(self) -> dict[str, Any]:
        """As of any policy, and the fingerprint of the functions."""
        return super().identity | {"python": self.code}


@dataclass(frozen=True)
class PythonPolicy(CodedPolicy):
    """A policy with a function that acts between weeks.

    Attributes:
        act: called before each week but the first. What it does may depend on the model alone:
            worlds are lived in any order, and several at a time.
    """

    act: Act = field(kw_only=True, compare=False, repr=False)

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
        """A world in week 0 in which the function acts, whoever lives its weeks.

        Args:
            lived: the policy as it is offered.
            cohort: the people, their entry and their jobcentres.
            values: the parameters by name.
            seed: of the world.
            horizon: weeks since entry that are lived.
            offered: to whom it is offered, shape (n,); None is to everybody.
            person_traits: what is drawn for the people once; None draws it here.

        Raises:
            InputError: as `sim.simulation.build`; while it lives, an error of the function.
        """
        # Mesa loads slowly, and nobody else needs it.
        from sim.model import MentoringModel

        return MentoringModel(
            cohort,
            lived,
            values,
            seed=seed,
            horizon=horizon,
            offered=offered,
            person_traits=person_traits,
            between_weeks=Acting(self.name, self.act),
        ).simulation


@dataclass(frozen=True)
class Acting:
    """A function that acts between weeks, and whose it is.

    Attributes:
        policy: name of the policy.
        act: the function.
    """

    policy: str
    act: Act

    def __call__(self, model: MentoringModel) -> None:
        """Let it act.

        Raises:
            InputError: the function raised anything; the message names policy and week.
        """
        try:
            self.act(model)
        except Exception as error:
            what = _told(error) if isinstance(error, InputError) else repr(error)
            raise InputError(
                Said("scenarios.the_function_that_acts_between_weeks"),
                file=self.policy,
                field=Said("scenarios.act_before_week_week", week=model.week),
                found=what,
                allowed=Said("scenarios.a_function_that_ends_without_an"),
            ) from error


def _told(error: InputError) -> str:
    """An error of the function in one line: where, what was found, what is allowed."""
    if error.field is None or error.found is None or error.allowed is None:
        return error.problem
    return Said(
        "scenarios.an_error_in_one_line",
        field=error.field,
        problem=error.problem,
        found=error.found,
        allowed=error.allowed,
    )


def with_act(name: str, base: NamedPolicy, act: Act, title: Text, description: Text) -> NamedPolicy:
    """A policy in Python.

    Args:
        name: under which it stands in results.
        base: what is offered besides.
        act: the function.
        title, description: in results.

    Raises:
        InputError: no name, a base that is a policy in Python itself, or a function whose code
            cannot be read.
    """
    from scenarios.policy.act_code import act_fingerprint

    if not name.strip():
        raise InputError(Said("scenarios.a_policy_without_a_name"), field="name", found=repr(name))
    if isinstance(base, CodedPolicy):
        raise InputError(
            Said("scenarios.a_policy_in_python_on_top"),
            file=name,
            field="base",
            found=base.name,
            allowed=Said("scenarios.a_policy_without_a_function_one"),
        )
    code = act_fingerprint(act, name)
    texts = {
        "title": title,
        "description": description,
        # Why the other policy is worth a look, and where it comes from, was said of it alone.
        "reason": None,
        "reference": f"Python (code {code})",
    }
    return PythonPolicy(
        name,
        base.policy.model_copy(update=texts),
        f"Python, on top of {base.name}",
        act=act,
        code=code,
        on_top_of=base.name,
    )


def in_python(policies: Sequence[NamedPolicy]) -> tuple[CodedPolicy, ...]:
    """Those of some policies that code in Python belongs to."""
    return tuple(named for named in policies if isinstance(named, CodedPolicy))


def fields_alone(policies: Sequence[NamedPolicy]) -> None:
    """Stop where policies are taken by their fields, which levers move, and one is in Python.

    Raises:
        InputError: one is.
    """
    for named in in_python(policies):
        raise InputError(
            Said("scenarios.a_policy_in_python_is_more"),
            field="policy",
            found=named.name,
            allowed=Said("scenarios.a_policy_without_a_function_one_with_a"),
        )
