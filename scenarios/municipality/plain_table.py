"""A table of an office as the plain table that `population` takes everywhere in Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scenarios.municipality.margins import MEAN
from scenarios.municipality.municipality import read_municipality
from sim.errors import InputError
from sim.messages import Said


def young_people(file: str | Path, take: Sequence[str] = ()) -> pd.DataFrame:
    """Young people from a table of an office, as a table of counts.

    Args:
        file: its path (docs/municipality.md: a table of an office).
        take: answers to what it leaves open, such as `["område=Vejle", "tid=2025K1"]`.

    Returns:
        A row for each category: `variable`, `category`, `count`; of whom a variable is not known
        is the category `unknown`. Small groups are in it: it is for `population`, not for print.

    Raises:
        QuestionError: the file can be read in several ways; its `choices` are what `take` may say.
        InputError: a file that cannot be used, or one that is not a table of counts.
    """
    found = read_municipality(Path(file), take=take)
    if found.kind != "counts":
        raise InputError(
            Said("scenarios.not_a_table_of_counts"),
            file=file,
            found=found.kind,
            allowed=Said("scenarios.a_table_of_counts_others_are"),
        )
    rows: list[tuple[str, str, float | None]] = [
        (m.variable, m.category, m.target if m.category == MEAN else m.people)
        for m in found.margins
    ]
    rows += [(variable, "unknown", people) for variable, people in found.missing.items()]
    return pd.DataFrame(rows, columns=["variable", "category", "count"])
