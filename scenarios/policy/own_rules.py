"""A policy that is lived under rules of one's own: a researcher changes how the world goes.

The rules of the week are the project's for every policy (`sim.rules`). Here a function in Python
stands in the place of one or more of them (`sim.own_rules`). The policy's name, its place in the
results and everything that is said of it tell so; and since the posterior was fitted to a world
with the project's rules, all of it is extrapolation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scenarios.policy.act_code import act_fingerprint
from scenarios.policy.policies import NamedPolicy
from scenarios.policy.python_policy import CodedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.own_rules import Rule, check_rules, engine_with
from sim.programme import Policy, Text
from sim.simulation import Natures, Scene, Simulation, build


@dataclass(frozen=True)
class RuledPolicy(CodedPolicy):
    """A policy whose worlds have rules of one's own.

    Attributes:
        rules: functions by name of the rule that they replace.
    """

    rules: Mapping[str, Rule] = field(kw_only=True, compare=False, repr=False)

    def world(
        self,
        lived: Policy,
        scene: Scene,
        values: Mapping[str, float],
        seed: int,
        *,
        horizon: int,
        offered: npt.NDArray[np.bool_] | None = None,
        nature: Natures | None = None,
    ) -> Simulation:
        """A world in week 0 in which these rules hold.

        Args:
            lived: the policy as it is offered.
            scene: the people, their entry and their jobcentres.
            values: the parameters by name.
            seed: of the world.
            horizon: weeks since entry that are lived.
            offered: to whom it is offered, shape (n,); None is to everybody.
            nature: what is drawn for the people once; None draws it here.

        Raises:
            InputError: as `sim.simulation.build`; while it lives, a rule that gives no number, or
                one that it may not give.
        """
        return build(
            scene,
            lived,
            values,
            seed,
            horizon=horizon,
            offered=offered,
            nature=nature,
            own=engine_with(self.rules),
        )


def with_rules(
    base: NamedPolicy, rules: Mapping[str, Rule], title: Text, description: Text
) -> RuledPolicy:
    """A policy under rules of one's own; its name says whose they are.

    Args:
        base: what is offered.
        rules: functions by name of the rule that they replace (`sim.own_rules.RULES`).
        title, description: in results.

    Raises:
        InputError: as `sim.own_rules.check_rules`, a base with code of its own, or a function
            whose code cannot be read.
    """
    name = own_name(base, rules)
    check_rules(rules, name)
    if isinstance(base, CodedPolicy):
        raise InputError(
            Said("scenarios.rules_for_a_policy_with_code"),
            file=name,
            field="base",
            found=base.name,
            allowed=Said("scenarios.a_policy_without_function_or_rules"),
        )
    codes = [act_fingerprint(rules[rule], f"{name}, {rule}") for rule in sorted(rules)]
    code = hashlib.sha256(" ".join([*sorted(rules), *codes]).encode()).hexdigest()[:16]
    texts = {
        "title": title,
        "description": description,
        "reason": None,
        "reference": f"Python (code {code})",
    }
    return RuledPolicy(
        name,
        base.policy.model_copy(update=texts),
        f"own rules, with {base.name}",
        rules=dict(rules),
        code=code,
        on_top_of=base.name,
    )


def own_name(base: NamedPolicy, rules: Mapping[str, Rule]) -> str:
    """The name of a policy under rules of one's own."""
    return f"{base.name}, own {', '.join(sorted(rules))}"
