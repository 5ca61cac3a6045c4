"""A design and what it gave as the files that SALib's own command reads.

`salib analyze METHOD -p problem.txt -Y outcomes.txt -c COLUMN` reads a file of inputs (its "parameter
file") and a table of outcomes without a header, blanks between columns; samplers write samples in
the same form.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError

#: What the files are called; the last is for people.
PROBLEM, SAMPLES, OUTCOMES, README = ("problem.txt", "samples.txt", "outcomes.txt", "README.txt")

TEXT = """\
A design of {rows} rows that mentorsim lived: {outcomes}; {against}, seed {seed}.

problem.txt   inputs as SALib's parameter file: name, bounds, group, distribution
samples.txt   the design, a row a run, columns as in problem.txt
outcomes.txt  what each row gave, columns {columns}

  salib analyze METHOD -p problem.txt -X samples.txt -Y outcomes.txt -c 0

METHOD is the analysis that goes with how the samples were drawn. In Python:

  problem = SALib.util.read_param_file("problem.txt")
  X, Y = numpy.loadtxt("samples.txt", ndmin=2), numpy.loadtxt("outcomes.txt", ndmin=2)
  SALib.analyze.METHOD.analyze(problem, X, Y[:, 0])     # some take no X
"""
