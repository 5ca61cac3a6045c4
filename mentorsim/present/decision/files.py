"""What a decision writes: tables as CSV, figures, a workbook, everything as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.decision.figures import (
    acceptability_figure,
    certainty_figure,
    information_figure,
    plane_figure,
)
from mentorsim.present.decision.json import decision_json
from mentorsim.present.decision.words import policy_title, question_line, sentences
from mentorsim.present.figure_files import DPI, as_png
from mentorsim.present.workbook.budget import account_rows, write_workbook
from mentorsim.present.workbook.lists import safe
from mentorsim.present.workbook.table_files import write_tables
from scenarios.decision.decided import Decided
from scenarios.decision.policy_decision import PRICE, SAVES

#: Folder of costs, effects and parameters by draw.
DRAWS = "draws"
FIGURES = {
    "plane": plane_figure,
    "acceptability": acceptability_figure,
    "certainty": certainty_figure,
    "information": information_figure,
}


def write_decision(
    out: Path, decided: Decided, origin: Mapping[str, str], language: Language
) -> None:
    """Tables, figures, workbook and provenance; whole or not at all.

    No file holds a row about a person, and groups too small to show are in none.

    Args:
        out: folder of the results.
        decided: the decision analysis of all policies, by draw.
        origin: where the numbers come from, by what is told of it.
        language: of the words.
    """
    d = decided.decision
    accounts = {policy_title(decided, n, language): a for n, a in d.outcomes.accounts.items()}
    with whole_folder(out) as folder:
        written = tables(decided) | {"accounts": account_rows(d.outcomes.accounts)}
        if decided.fair is not None:
            written["fairness"] = decided.fair.table
        write_tables(folder, written, [language])
        for name, draw in FIGURES.items():
            (folder / f"{name}.png").write_bytes(as_png(draw(decided, language), DPI))
        write_workbook(
            folder / "accounts.xlsx",
            accounts,
            language,
            origin,
            heading=question_line(decided, language),
            notes=sentences(decided, language),
        )
        decided.to_psa(folder / DRAWS, language.code)
        content = json.dumps(decision_json(decided, origin), ensure_ascii=False, indent=1)
        (folder / "decision.json").write_text(content + "\n", encoding="utf-8", newline="\n")


def tables(decided: Decided) -> dict[str, pd.DataFrame]:
    """The tables of a decision by name; a ratio only where the effect is surely there.

    Where it may as well be none `icer` and `ratio` are empty, and `kind` says why. Too few draws
    have no probabilities, and no policy is called the better.
    """
    d = decided.decision
    found = d.cost_effectiveness.to_frames()
    frontier, plane = found["frontier"].reset_index(), found["plane"].reset_index()
    steps = {step.policy: step.kind for step in d.steps}
    kinds = {ratio.policy: ratio.kind for ratio in d.ratios}
    frontier["kind"] = frontier["name"].map(steps)
    frontier["icer"] = frontier["icer"].where(frontier["kind"] == PRICE)
    plane["kind"] = plane["policy"].map(kinds)
    plane["ratio"] = plane["ratio"].where(plane["kind"].isin([PRICE, SAVES]))
    frames = {"frontier": frontier, "plane": plane}
    if d.enough:
        frames |= {name: found[name] for name in ("curves", "decisions")}
    else:
        frontier["status"] = frontier["by"] = None
        shares = [name for name in plane if str(name).startswith("share: ")]
        plane = plane.drop(columns=["verdict", "undecided", *shares], errors="ignore")
        frames["plane"] = plane
    return {name: in_text(frame) for name, frame in frames.items()}


def in_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with texts that no spreadsheet reads as a formula."""
    return frame.map(lambda x: safe(x) if isinstance(x, str) else x)
