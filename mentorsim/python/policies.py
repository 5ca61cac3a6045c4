"""Policies in Python: found by name, changed, acting by a function, or under rules of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.language import LOCALES, Language
from mentorsim.present.clean import said
from mentorsim.present.policy.changed import changed, nested
from scenarios.policy import own_rules
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from scenarios.policy.python_policy import Act, with_act
from sim.own_rules import RULES, Rule
from sim.programme import Text

if TYPE_CHECKING:
    from calibration.posterior import Posterior

#: A policy: a name in the library, the path of a YAML file, or one that was loaded.
PolicyLike = str | Path | NamedPolicy
#: A policy, or several by the names under which they stand in results.
PoliciesLike = PolicyLike | Mapping[str, PolicyLike]


def library() -> tuple[str, ...]:
    """Names of the policies that come with the project.

    Returns:
        The names, in order: each can be given wherever a policy is asked for.

    Example:
        >>> "as-in-trial" in library()
        True
    """
    return library_names()


def load(policy: PolicyLike, **changes: Any) -> NamedPolicy:
    """A policy, with some of its fields changed.

    Args:
        policy: a name in the library, or the path of a YAML file.
        changes: fields of the policy language (docs/policies.md) as plain values; a set of fields
            is merged into those that there are, a list replaces the whole list. A field in a set
            may be named with dots, `**{"targeting.max_wait_weeks": 26}`. Also `name`, under
            which the changed policy stands in results; by default it is named after what was
            changed, as in "as-in-trial, 40 weeks". Title and description say it, too.

    Returns:
        The policy under its name: `name`, and `policy` with every field of the policy language.

    Raises:
        InputError: no such policy, or a field that is misspelt, given twice or has an impossible
            value.

    Example:
        >>> load("as-in-trial", duration={"weeks": 40}).name
        'as-in-trial, 40 weeks'
    """
    named = policy if isinstance(policy, NamedPolicy) else load_policy(str(policy))
    name = changes.pop("name", None)
    return changed(named, nested(changes), None if name is None else str(name))


def python_policy(name: str, base: PolicyLike = "as-in-trial", *, act: Act) -> NamedPolicy:
    """A policy in Python: what another policy offers, and a function that acts between weeks.

    It stands wherever a policy does in `run`, `compare`, `rank`, `decide` and `forecast`. Its
    worlds live week by week (slower, see docs/python.md), and all of it is extrapolation.

    Args:
        name: under which it stands in results.
        base: what is offered besides.
        act: called before each week but the first with the world as a Mesa model
            (`sim.model.MentoringModel`), whose people it can look at and treat otherwise. What it
            does may depend on the model alone: it is called in many worlds, several at a time.

    Returns:
        A policy, under this name, with a fingerprint of the code of `act`.

    Raises:
        InputError: as `load`, no name, or a function whose code cannot be read or that looks up
            something that has no fingerprint (`scenarios.policy.act_code.act_fingerprint`).

    Example:
        >>> from mentorsim import compare
        >>> idle = python_policy("idle", base="as-in-trial", act=lambda model: None)
        >>> idle.name, compare(idle, weeks=20, draws=2).draw_count
        ('idle', 2)
    """
    named = load(base)

    def in_both(part: str) -> Text:
        texts = {}
        for code in LOCALES:
            words = Language(code)
            own = said(named.policy.title, words)
            texts[code] = words.text(f"python_policy.{part}", name=name, base=own)
        return Text(**texts)

    return with_act(name, named, act, in_both("title"), in_both("description"))


def with_rules(policy: PolicyLike, rules: Mapping[str, Rule]) -> NamedPolicy:
    """A policy in a world in which rules of one's own stand in the place of the project's.

    It stands wherever a policy does in `run`, `compare`, `rank`, `decide` and `forecast`; its name,
    and a sentence in every result, say which rules are one's own. The parameters that come with the
    project were fitted to its rules: all of it is extrapolation, unless they are fitted again under
    the same rules (`mentorsim.calibrate`) and given as `posterior`.

    Args:
        policy: what is offered.
        rules: functions by name of the rule in `sim/rules.py` that they replace (those of
            `sim.own_rules.RULES`), and of its bound (`BOUNDS` there). They take the rule's
            arguments and give a number; numba compiles them into the engine, which takes half a
            minute and is nearly as fast as before, or a third as fast where a hazard is replaced
            without a bound (docs/python.md).

    Returns:
        A policy named after the rules, with a fingerprint of their code.

    Raises:
        InputError: as `load`, a rule that there is not or that takes other arguments, or a function
            whose code cannot be read. While worlds are lived: a rule gave what it may not give.

    Example:
        >>> def contact_probability(trust, base, by_trust):
        ...     return min(1.0, base + by_trust * trust * trust)
        >>> with_rules("104-weeks", {"contact_probability": contact_probability}).name
        '104-weeks, own contact_probability'
    """
    named = load(policy)

    def in_both(part: str) -> Text:
        texts = {}
        for code in LOCALES:
            words = Language(code)
            own = said(named.policy.title, words)
            which = ", ".join(sorted(name for name in rules if name in RULES))
            texts[code] = words.text(f"ruled_policy.{part}", base=own, rules=which)
        return Text(**texts)

    return own_rules.with_rules(named, rules, in_both("title"), in_both("description"))


def fitted_to(policies: Sequence[NamedPolicy], posterior: Posterior | None) -> list[NamedPolicy]:
    """Policies that say under which rules the parameters were fitted, where they were one's own.

    Args:
        policies: as they are lived.
        posterior: draws of the parameters; None are those that come with the project.
    """
    fitted = {} if posterior is None else posterior.provenance.rules
    which = ", ".join(sorted(fitted))

    def marked(named: NamedPolicy) -> NamedPolicy:
        texts = {
            words.code: words.text(
                "ruled_policy.fitted_title", base=said(named.policy.title, words), rules=which
            )
            for words in map(Language, LOCALES)
        }
        return own_rules.fitted_under(named, fitted, Text(**texts))

    return [marked(named) for named in policies]


def named_policies(
    policies: Sequence[PoliciesLike],
    against: PolicyLike,
    posterior: Posterior | None = None,
    rules: Mapping[str, Rule] | None = None,
) -> tuple[list[NamedPolicy], NamedPolicy]:
    """The policies, and what they are set against, which may be a name of a mapping among them.

    Args:
        policies, against, rules: as in `mentorsim.compare`.
        posterior: draws of the parameters; policies say so where they do not belong to the rules.

    Raises:
        InputError: as `load`.
    """
    named: dict[str, NamedPolicy] = {}
    found: list[NamedPolicy] = []
    for each in policies:
        if isinstance(each, Mapping):
            given = {str(name): replace(load(p), name=str(name)) for name, p in each.items()}
            named |= given
            found += given.values()
        else:
            found.append(load(each))
    found.append(named[against] if isinstance(against, str) and against in named else load(against))
    if rules is not None:
        found = [with_rules(policy, rules) for policy in found]
    *found, reference = fitted_to(found, posterior)
    return found, reference
