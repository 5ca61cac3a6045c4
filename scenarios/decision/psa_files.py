"""A decision's draws as the files that tools of decision analysis read.

What they call a probabilistic sensitivity analysis is a trio: costs, effects and parameters, a row
per draw. SAVI takes every column of its three files for an option or a parameter, and dampack asks
for names that are names in R; so there is no column of draws here, and policies have plain names.
The form that each tool documents, and where: docs/other-tools.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import numpy as np
import pandas as pd

from scenarios.comparison.drawn import Drawn
from scenarios.decision.by_draw import KRONER
from scenarios.decision.policy_decision import PolicyDecision
from scenarios.decision.policy_outcomes import effect_unit
from sim.messages import Said, in_language

#: What the files are called; the last is for people.
COSTS, EFFECTS, PARAMETERS, LONG, WORTH, STRATEGIES, README = (
    "costs.csv",
    "effects.csv",
    "parameters.csv",
    "long.csv",
    "willingness_to_pay.csv",
    "strategies.csv",
    "README.txt",
)
#: Before the name of a price among the parameters.
PRICE = "price."
#: Words that are no names in R.
RESERVED = frozenset(
    ("if else repeat while function for next break in " + "TRUE FALSE NULL Inf NaN NA").split()
)

#: The lines of R, and what the web tool takes.
CODE = """\
  cost <- read.csv("costs.csv"); eff <- read.csv("effects.csv")
  parameters <- read.csv("parameters.csv"); long <- read.csv("long.csv")
  k <- read.csv("willingness_to_pay.csv")$k

BCEA     m <- bcea(as.matrix(eff), as.matrix(cost), ref = 1, interventions = names(eff), k = k)
voi      evppi(list(c = cost, e = eff, k = k), parameters, pars = "{parameter}")
dampack  make_psa_obj(cost, eff, parameters, strategies = names(cost), currency = "kr.")
hesim    cea(long, k = k, sample = "sample", strategy = "strategy", e = "effect", c = "cost")
         cea_pw(long, k = k, comparator = "{first}", sample = "sample", strategy = "strategy",
                e = "effect", c = "cost")
heemod   update(model, newdata = parameters)
"""


def trio(decision: PolicyDecision, drawn: Drawn) -> dict[str, pd.DataFrame]:
    """Costs, effects and the parameters that vary; rows are draws, the index their numbers.

    Args:
        decision: what was decided.
        drawn: the draws that were lived.

    Returns:
        By the names of the files; columns are policies (the reference first, which is 0), or
        parameters, prices among them as `price.NAME`.
    """
    rests_on, prices = decision.cost_effectiveness.outcomes, decision.values
    rows, names = drawn.rows, list(decision.names)
    parameters = drawn.parameters.set_axis(rows)
    if prices.draws is not None:
        drawn_prices = {f"{PRICE}{name}": x for name, x in prices.values.items()}
        parameters = pd.concat([parameters, pd.DataFrame(drawn_prices, rows)], axis=1)
    return {
        COSTS: pd.DataFrame(rests_on.cost, rows, names),
        EFFECTS: pd.DataFrame(rests_on.effect, rows, names),
        PARAMETERS: parameters.loc[:, parameters.nunique() > 1],
    }


def said_of(decision: PolicyDecision, drawn: Drawn) -> dict[str, object]:
    """What a README says of a decision: the fields of its text."""
    question, prices = decision.question, decision.values.prices
    return {
        "version": version("mentorsim"),
        "policies": ", ".join(decision.names[1:]),
        "reference": decision.names[0],
        "perspective": question.perspective,
        "effect": question.effect,
        "week": question.week,
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        "kroner": KRONER,
        "unit": effect_unit(question.effect),
        "price": PRICE,
        "posterior": drawn.posterior,
        "draws": decision.draws,
        "worth": f"{question.told_willingness_to_pay[0]:g}",
    }


def worth_file(decision: PolicyDecision) -> str:
    """The grid of the decision's curves."""
    worth = np.asarray(decision.cost_effectiveness.curves.thresholds)
    return pd.DataFrame({"k": worth}).to_csv(index=False, lineterminator="\n")


def psa_files(decision: PolicyDecision, drawn: Drawn, language: str = "en") -> dict[str, str]:
    """What stands in each file, by name.

    Args:
        decision: what was decided.
        drawn: the draws that were lived.
        language: code of that of the README.
    """
    tables, names = trio(decision, drawn), plain_names(decision.names)
    plain = {
        COSTS: tables[COSTS].set_axis(names, axis=1),
        EFFECTS: tables[EFFECTS].set_axis(names, axis=1),
        PARAMETERS: tables[PARAMETERS].set_axis(
            plain_names([str(n) for n in tables[PARAMETERS]]), axis=1
        ),
    }
    said = said_of(decision, drawn) | {
        "first": names[0],
        "parameter": plain[PARAMETERS].columns[0],
    }
    long = pd.DataFrame(
        {
            "sample": np.repeat(np.arange(1, decision.draws + 1), len(names)),
            "draw": drawn.rows.repeat(len(names)),
            "strategy": names * decision.draws,
            "cost": plain[COSTS].to_numpy().ravel(),
            "effect": plain[EFFECTS].to_numpy().ravel(),
        }
    )
    strategies = pd.DataFrame({"strategy": names, "policy": decision.names})
    frames = {**plain, LONG: long, STRATEGIES: strategies}
    return {
        **{name: f.to_csv(index=False, lineterminator="\n") for name, f in frames.items()},
        WORTH: worth_file(decision),
        README: _readme(said, language),
    }


def _readme(said: Mapping[str, object], language: str) -> str:
    """What people read of the files, in a language."""
    units = {name: _unit(str(said[name])) for name in ("kroner", "unit")}
    parts = {**said, **units, "code": CODE.format(**said)}
    told = Said("scenarios.psa_readme", **parts)
    return in_language(told, language) + "\n"


def _unit(unit: str) -> Said:
    return Said(f"scenarios.unit_{unit.replace(' ', '_')}")


def plain_names(names: Sequence[str]) -> list[str]:
    """Names as R's `make.names(unique = TRUE)` makes them of plain letters.

    Letters, digits, points and underlines; no digit first. Anything else becomes a point, and what
    is then twice there gets a number. Danish letters become points, too: SAVI asks for no special
    ones.

    Example:
        >>> plain_names(["no-mentor", "104-weeks", "as-in-trial, 40 weeks"])
        ['no.mentor', 'X104.weeks', 'as.in.trial..40.weeks']
    """
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._]", ".", name)
        if not re.match(r"[A-Za-z]|\.(?![0-9])", plain):
            plain = f"X{plain}"
        if plain in RESERVED:
            plain = f"{plain}."
        first, k = plain, 0
        while plain in found:
            k += 1
            plain = f"{first}.{k}"
        found.append(plain)
    return found
