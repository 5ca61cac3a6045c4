"""A program: where the outcome of `tests.worlds.toy_outcome` is found, as JSON, by a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

import tests.worlds.toy_outcome  # noqa: F401  (before anything reads the outcomes)
from mentorsim.cli import app
from mentorsim.language import Language
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.drawn import Shown
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.results import PAGE_OUTCOMES
from scenarios.decision.outcome_names import EFFECTS
from scenarios.economics.price_file import load_prices
from scenarios.search.wants import WANTS
from scenarios.sensitivity.targets import TARGETS
from tests.worlds.small_comparison import previewed


def commands(out: Path) -> dict[str, object]:
    """What `compare` shows and writes."""
    asked = ["as-in-trial", "--draws", "2", "--weeks", "26", "--out", str(out)]
    result = CliRunner().invoke(app, ["compare", *asked])
    assert result.exit_code == 0, result.stderr
    return {
        "table": result.stdout,
        "csv": (out / "levels.csv").read_text(encoding="utf-8").count("no_contact_weeks"),
        "report": (out / "report.html").read_text(encoding="utf-8"),
    }


def page() -> dict[str, object]:
    """What the page shows, and whether the rules count as the engine does."""
    comparison = previewed(("as-in-trial", "26-weeks"), weeks=40, draws=2)
    shown = Shown(comparison, "no_contact", Language("da"), True, load_prices(2023))
    effects, lives = BLOCKS["effects"](shown), BLOCKS["lives"](shown)
    assert effects.picture is not None
    data, last = comparison.ensemble, comparison.draws("no_contact_weeks")
    same = all(
        np.array_equal(
            data[name].sel(status="education_again").values,
            data[name].sel(status="education").values,
        )
        for name in ("level", "level_spread", "share", "weeks", "spread")
    )
    rows = comparison_json(comparison, {})["outcomes"]
    return {
        "json": sorted({row["outcome"] for row in rows}),
        "radio": list(PAGE_OUTCOMES),
        "effects": [effects.heading, effects.picture.finding],
        "lives": [head for head, _ in lives.grids[0].rows],
        "counts as the engine": same,
        "python": last.groupby("policy")["value"].mean().to_dict(),
    }


if __name__ == "__main__":
    places = {"effects": list(EFFECTS), "targets": list(TARGETS), "wants": list(WANTS)}
    sys.stdout.write(json.dumps(commands(Path(sys.argv[1])) | {"page": page()} | places))
