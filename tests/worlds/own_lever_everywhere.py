"""A program: where the lever of `tests.worlds.toy_lever` is found, as JSON."""

from __future__ import annotations

import json
import sys

import numpy as np
from typer.testing import CliRunner

import tests.worlds.toy_lever  # noqa: F401  (before anything reads the levers)
from mentorsim.cli import app
from mentorsim.language import Language
from mentorsim.page.levers import LEVERS, moved, settings
from mentorsim.page.state import levers_of, read_query
from mentorsim.present.sensitivity.factor_words import label
from scenarios.policy.policies import load_policy
from scenarios.search.space import space_of
from scenarios.sensitivity.factors import lever_factor
from scenarios.sensitivity.levers import with_levers


def found() -> dict[str, object]:
    base = load_policy("104-weeks")
    space = space_of(base, ["foothold"])
    state, problems = read_query({"lang": "da", "policy": "104-weeks", "foothold": "13"})
    help_words = CliRunner().invoke(app, ["search", "--help"], env={"COLUMNS": "200"})
    return {
        "page": "foothold" in levers_of("duration"),
        "options": list(LEVERS["foothold"].options),
        "asks": [Language(code).text("lever.foothold") for code in ("da", "en")],
        "stands": settings(base.policy)["foothold"],
        "moved": moved(base, {"foothold": 26}).policy.duration.until.foothold_weeks,
        "address": [dict(state.changes), len(problems)],
        "title": [label("lever:foothold", Language(code)) for code in ("da", "en")],
        "range": [lever_factor("foothold").low, lever_factor("foothold").high],
        "put": with_levers(base.policy, {"foothold": 8.0}).duration.until.foothold_weeks,
        "searched": list(space.levers[0].values),
        "found": space.policy(np.array([2])).duration.until.foothold_weeks,
        "help": "foothold" in help_words.stdout,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()))
