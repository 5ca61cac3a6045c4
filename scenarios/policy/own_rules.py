"""A policy that is lived under rules of one's own: a researcher changes how the world goes.

The rules of the week are the project's for every policy (`sim.rules`). Here a function in Python
stands in the place of one or more of them (`sim.own_rules`). The policy's name, its place in the
results and everything that is said of it tell so. Where the posterior was fitted to a world with
other rules than a policy is lived under, all of it is extrapolation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.policy.act_code import act_fingerprint
from scenarios.policy.policies import NamedPolicy, evidence_ends
from scenarios.policy.python_policy import CodedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.own_rules import BOUNDS, RULES, OwnRules, Rule, check_rules, engine_with
from sim.programme import Policy, Text
from sim.simulation import Cohort, PersonTraits, Simulation, build

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from calibration.trial import Trial


@dataclass(frozen=True)
class RuledPolicy(CodedPolicy):
    """A policy whose worlds have rules of one's own, or whose parameters were fitted under some.

    Attributes:
        rules: functions by name of the rule that they replace, and of those that bound them; none
            are the project's rules.
        codes: fingerprint of each rule's code, by name.
        fitted: the same of the rules that the parameters were fitted under; none are the project's.
    """

    rules: Mapping[str, Rule] = field(kw_only=True, compare=False, repr=False)
    codes: Mapping[str, str] = field(kw_only=True, compare=False, repr=False)
    fitted: Mapping[str, str] = field(default_factory=dict, kw_only=True, compare=False, repr=False)

    @property
    def fits(self) -> bool:
        """Whether the parameters were fitted under the rules that it is lived under."""
        return dict(self.codes) == dict(self.fitted)

    def ends_in(self, trial: Trial | None) -> int:
        """As of any policy, but none where the parameters were fitted under other rules."""
        return evidence_ends(self.policy, trial) if self.fits else super().ends_in(trial)

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
        """A world in week 0 in which these rules hold.

        Args:
            lived: the policy as it is offered.
            cohort: the people, their entry and their jobcentres.
            values: the parameters by name.
            seed: of the world.
            horizon: weeks since entry that are lived.
            offered: to whom it is offered, shape (n,); None is to everybody.
            person_traits: what is drawn for the people once; None draws it here.

        Raises:
            InputError: as `sim.simulation.build`; while it lives, a rule that gives no number, or
                one that it may not give.
        """
        return build(
            cohort,
            lived,
            values,
            seed,
            horizon=horizon,
            offered=offered,
            person_traits=person_traits,
            own=engine_with(self.rules) if self.rules else None,
        )


def own_rules(rules: Mapping[str, Rule], file: object = None) -> OwnRules:
    """Rules of one's own with the fingerprints that they are known by.

    Args:
        rules: functions by name of the rule that they replace, or of its bound.
        file: where they stand, in messages.

    Raises:
        InputError: as `sim.own_rules.check_rules`, or a function whose code cannot be read.
    """
    check_rules(rules, file)
    where = "" if file is None else f"{file}, "
    names = sorted(name for name in rules if name in RULES)
    return OwnRules(
        dict(rules), {name: act_fingerprint(rules[name], f"{where}{name}") for name in names}
    )


def fitted_rules(named: NamedPolicy) -> Mapping[str, str]:
    """Fingerprints of the rules that a policy says its parameters were fitted under, by name."""
    return named.fitted if isinstance(named, RuledPolicy) else {}


def check_fitted(policies: Sequence[NamedPolicy], posterior: Posterior) -> None:
    """Find out whether policies say under which rules the parameters were fitted.

    Args:
        policies: that are to be lived.
        posterior: draws of the parameters.

    Raises:
        InputError: they were fitted under rules of one's own, and a policy does not say so.
    """
    rules = posterior.provenance.rules
    if any(dict(fitted_rules(named)) != rules for named in policies):
        raise InputError(
            Said("scenarios.fitted_under_own_rules"),
            field="posterior",
            found=", ".join(rules) or Said("scenarios.the_models_rules"),
            allowed=Said("scenarios.where_own_rules_can_be_lived"),
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
        InputError: as `own_rules`, or a base with code of its own.
    """
    name = own_name(base, rules)
    codes = own_rules(rules, name).codes
    if isinstance(base, CodedPolicy):
        raise InputError(
            Said("scenarios.rules_for_a_policy_with_code"),
            file=name,
            field="base",
            found=base.name,
            allowed=Said("scenarios.a_policy_without_function_or_rules"),
        )
    code = _code(codes)
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
        codes=codes,
        code=code,
        on_top_of=base.name,
    )


def fitted_under(base: NamedPolicy, fitted: Mapping[str, str], title: Text) -> NamedPolicy:
    """A policy that says under which rules its parameters were fitted.

    Args:
        base: as it is lived.
        fitted: fingerprints of the rules that the parameters were fitted under, by name; none are
            the project's.
        title: in results, where it is lived under the project's rules, and they were not.

    Returns:
        The same policy where that goes without saying.
    """
    if isinstance(base, RuledPolicy):
        return replace(base, fitted=dict(fitted))
    if not fitted or isinstance(base, CodedPolicy):
        return base
    return RuledPolicy(
        f"{base.name}, fitted under own {', '.join(sorted(fitted))}",
        base.policy.model_copy(update={"title": title}),
        base.source,
        rules={},
        codes={},
        fitted=dict(fitted),
        code=_code(fitted),
        on_top_of=base.name,
    )


def own_name(base: NamedPolicy, rules: Mapping[str, Rule]) -> str:
    """The name of a policy under rules of one's own."""
    return f"{base.name}, own {', '.join(sorted(name for name in rules if name not in BOUNDS))}"


def _code(codes: Mapping[str, str]) -> str:
    """Fingerprint of several rules."""
    names = sorted(codes)
    text = " ".join([*names, *(codes[name] for name in names)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
