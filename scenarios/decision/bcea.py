"""A decision as the files that the R package BCEA reads.

BCEA (Baio, Berardi and Heath 2017, *Bayesian Cost-Effectiveness Analysis with the R package BCEA*)
takes a matrix of effects and one of costs, draws in rows and interventions in columns, and for the
value of partial information a table of the parameters, row by row those of the draws. The forms of
other tools: `scenarios.decision.psa_files`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scenarios.comparison.drawn import Drawn
from scenarios.decision.policy_decision import PolicyDecision
from scenarios.decision.psa_files import (
    COSTS,
    EFFECTS,
    PARAMETERS,
    PRICE,
    README,
    WORTH,
    said_of,
    trio,
    worth_file,
)
from sim.new_folder import write_new_folder

__all__ = ["COSTS", "EFFECTS", "PARAMETERS", "PRICE", "README", "WORTH", "bcea_files", "write_bcea"]

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
    tables = trio(decision, drawn)
    said = said_of(decision, drawn) | {"parameter": tables[PARAMETERS].columns[0]}
    return {
        **{name: _csv(table) for name, table in tables.items()},
        WORTH: worth_file(decision),
        README: TEXT.format(**said),
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
    return write_new_folder(folder, bcea_files(decision, drawn))
