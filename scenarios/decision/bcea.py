"""A decision as the files that the R package BCEA reads.

BCEA (Baio, Berardi and Heath 2017, *Bayesian Cost-Effectiveness Analysis with the R package BCEA*)
takes a matrix of effects and one of costs, draws in rows and interventions in columns, and for the
value of partial information a table of the parameters, row by row those of the draws.
"""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.comparison.drawn import Drawn
from scenarios.decision.by_draw import KRONER
from scenarios.decision.policy_decision import PolicyDecision
from scenarios.decision.policy_outcomes import effect_unit
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

#: What the files are called; the last is for people.
COSTS, EFFECTS, PARAMETERS, WORTH, README = (
    "costs.csv",
    "effects.csv",
    "parameters.csv",
    "willingness_to_pay.csv",
    "README.txt",
)
#: Before the name of a price among the parameters.
PRICE = "price."

TEXT = """\
A decision of mentorsim {version} for the R package BCEA (version 2.4 or later).

Question: {policies} against {reference}, perspective {perspective}, effect {effect}, over the weeks
up to week {week} since entry; prices of {rule_year} in the price level of {price_level}.

costs.csv               {kroner}, less that of {reference}; below 0 is saved
effects.csv             {unit}, less that of {reference}; more is better
parameters.csv          the model's parameters, and the prices as {price}NAME
willingness_to_pay.csv  kroner per unit of effect

Rows are draws: `draw` is the row number in the posterior with the fingerprint {posterior}.
Columns of costs and effects are policies, {reference} first. Draws: {draws}.

  library(BCEA)
  read <- function(name) read.csv(name, row.names = "draw", check.names = FALSE)
  cost <- as.matrix(read("costs.csv"))
  eff <- as.matrix(read("effects.csv"))
  parameters <- read("parameters.csv")
  k <- read.csv("willingness_to_pay.csv")$k
  m <- bcea(eff, cost, ref = 1, interventions = colnames(eff), k = k, Kmax = max(k))
  summary(m, wtp = {worth})
  evppi(m, param_idx = c("{parameter}"), input = parameters)

BCEA's differences are those of the intervention `ref` less the others. With ref = 1 they have the
opposite sign of a policy's cost and effect over {reference}, and the ratios are the same; with
ref = 2 they are those of the second column over each other policy.
"""


def bcea_files(decision: PolicyDecision, drawn: Drawn) -> dict[str, str]:
    """What stands in each file, by name.

    Args:
        decision: what was decided.
        drawn: the draws that were lived.
    """
    question, rests_on, prices = (
        decision.question,
        decision.cost_effectiveness.outcomes,
        decision.values,
    )
    rows, names = drawn.rows, list(decision.names)
    parameters = drawn.parameters.set_axis(rows)
    if prices.draws is not None:
        drawn_prices = {f"{PRICE}{name}": x for name, x in prices.values.items()}
        parameters = pd.concat([parameters, pd.DataFrame(drawn_prices, rows)], axis=1)
    varying = parameters.loc[:, parameters.nunique() > 1]
    worth = decision.cost_effectiveness.curves.thresholds
    return {
        COSTS: _csv(pd.DataFrame(rests_on.cost, rows, names)),
        EFFECTS: _csv(pd.DataFrame(rests_on.effect, rows, names)),
        PARAMETERS: _csv(varying),
        WORTH: pd.DataFrame({"k": np.asarray(worth)}).to_csv(index=False, lineterminator="\n"),
        README: TEXT.format(
            version=version("mentorsim"),
            policies=", ".join(names[1:]),
            reference=names[0],
            perspective=question.perspective,
            effect=question.effect,
            week=question.week,
            rule_year=prices.prices.rule_year,
            price_level=prices.prices.price_level,
            kroner=KRONER,
            unit=effect_unit(question.effect),
            price=PRICE,
            posterior=drawn.posterior,
            draws=decision.draws,
            worth=f"{question.told_at[0]:g}",
            parameter=varying.columns[0],
        ),
    }


def _csv(frame: pd.DataFrame) -> str:
    return frame.to_csv(index_label="draw", lineterminator="\n")


def write_bcea(folder: Path, decision: PolicyDecision, drawn: Drawn) -> Path:
    """Write the files into a new folder that appears whole or not at all.

    Args:
        folder: a new one; folders above it are made.
        decision: what was decided.
        drawn: the draws that were lived.

    Returns:
        The folder.

    Raises:
        InputError: it is there already, or cannot be written.
    """
    if folder.exists():
        raise InputError(
            Said("scenarios.this_folder_exists"),
            file=folder,
            allowed=Said("scenarios.the_path_of_a_new_folder"),
        )
    files = bcea_files(decision, drawn)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as part:
            whole = Path(part) / folder.name
            whole.mkdir()
            for name, text in files.items():
                (whole / name).write_text(text, encoding="utf-8")
            whole.rename(folder)
    except OSError as error:
        raise InputError(
            Said("scenarios.cannot_write_the_folder"),
            file=folder,
            found=of_system(error),
            allowed=Said("scenarios.a_new_folder_in_one_that"),
        ) from error
    return folder
