"""A design and what it gave as files that SALib's analyses take.

SALib knows two forms of a problem: a dictionary (names, bounds, distributions), and a text file of
its command, which has room for two bounds only and can say neither a triangle nor a normal with its
ends. The dictionary is written, as JSON; samples and outcomes are tables without a header, as
`numpy.loadtxt` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd

#: What the files are called; the last is for people.
PROBLEM, SAMPLES, OUTCOMES, README = "problem.json", "samples.txt", "outcomes.txt", "README.txt"

TEXT = """\
A design for SALib, lived by mentorsim {version}: {asked}; seed {seed}, {rows} rows.

problem.json  inputs: names, bounds, and distributions where not all vary evenly
samples.txt   the inputs as they were lived, a row a run, columns as in problem.json
outcomes.txt  what each row gave; columns {outcomes}

  problem = json.load(open("problem.json"))
  X, Y = numpy.loadtxt("samples.txt", ndmin=2), numpy.loadtxt("outcomes.txt", ndmin=2)
  SALib.analyze.METHOD.analyze(problem, X, Y[:, 0])

METHOD is the analysis that goes with how the rows were sampled; some (sobol) take no X. Rows stay
in the order of the sampler: such analyses go by it.
"""


def salib_files(
    problem: Mapping[str, Any],
    lived: pd.DataFrame,
    outcomes: Sequence[str],
    asked: str,
    seed: int,
) -> dict[str, str]:
    """What stands in each file, by name.

    Args:
        problem: SALib's own.
        lived: a column for each input and outcome, a row a run.
        outcomes: names of those.
        asked: what the outcomes are of, in words.
        seed: of the worlds.
    """
    tables = {SAMPLES: lived[list(problem["names"])], OUTCOMES: lived[list(outcomes)]}
    texts = {
        name: table.to_csv(index=False, header=False, sep=" ", lineterminator="\n")
        for name, table in tables.items()
    }
    said = {
        "version": version("mentorsim"),
        "asked": asked,
        "seed": seed,
        "rows": len(lived),
        "outcomes": ", ".join(outcomes),
    }
    problem_text = json.dumps(dict(problem), indent=1) + "\n"
    return {PROBLEM: problem_text, **texts, README: TEXT.format(**said)}
