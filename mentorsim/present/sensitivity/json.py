"""Results of sensitivity analyses as plain values for machines, and as tables in files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.comparison.json import records
from mentorsim.present.figure_files import DPI
from mentorsim.present.sensitivity.moved_words import moved_json
from mentorsim.present.sensitivity.words import held_by
from mentorsim.present.workbook.table_files import write_tables
from scenarios.sensitivity.discovery import Box, Discovery
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.held import MECHANISM, held_over
from scenarios.sensitivity.maps import TwoWay
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.regret import Regret
from scenarios.sensitivity.sensitivity import Sensitivity
from scenarios.sensitivity.thresholds import Threshold
from scenarios.sensitivity.tornado import Tornado

T = TypeVar("T")


def number(x: float) -> float | None:
    """A number; null where there is none."""
    return float(x) if math.isfinite(x) else None


def question_json(
    question: Question,
    factors: Iterable[Factor] = (),
    held: Mapping[str, float] | None = None,
    *,
    beyond: bool,
) -> dict[str, Any]:
    """What was asked, which policies the levers among some factors move, and what is held.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        factors: those that vary.
        held: values of what is held, by parameter; None is what the question holds.
        beyond: whether it lies beyond what the trial says.
    """
    policy, against = question.names
    return {
        "policy": policy,
        "against": against,
        "outcome": question.outcome.name,
        "week": question.week,
        "unit": question.outcome.unit,
        "extrapolated": beyond,
        "levers": moved_json(question, factors),
        "held": dict(held or {}),
    }


def sensitivity_json(
    question: Question, found: Sensitivity, said: Mapping[str, list[str]], *, beyond: bool
) -> dict[str, Any]:
    """A sensitivity analysis.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        said: sentences about the result, by language.
        beyond: whether it lies beyond what the trial says.
    """
    c, noise, screen = found.convergence, found.noise, found.screen
    finite = found.outcome[np.isfinite(found.outcome)]
    return {
        "question": question_json(question, found.factors, held_by(question, found), beyond=beyond),
        "method": found.method,
        "over": found.over,
        "samples": found.samples,
        "runs": found.runs,
        "indices": [
            row | {"factors": [f.key for f in found.members[row["label"]]]}
            for row in records(found.indices.table)
        ],
        "pairs": records(found.indices.pairs),
        "floor": number(found.indices.floor),
        "explained": number(found.explained),
        "on_ranks": found.on_ranks,
        "convergence": {
            "enough": c.enough,
            "widest": number(c.widest),
            "widest_of": c.widest_label,
            "change": number(c.change),
            "change_of": c.change_label,
            "same_factors": c.same,
        },
        "noise": {
            "share": noise.share,
            "error": number(noise.error),
            "rows": noise.rows,
            "seeds": noise.seeds,
        },
        "screen": None
        if screen is None
        else {
            "indices": records(screen.indices.table),
            "kept": list(screen.kept),
            "left_out": screen.left_out,
        },
        "result": {
            "mean": number(finite.mean()) if len(finite) else None,
            "sd": number(finite.std()) if len(finite) else None,
            "without_gain": 1.0 - len(finite) / len(found.outcome),
        },
        "text": {code: list(lines) for code, lines in said.items()},
    }


def under_each(contents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One result as it is; of two mechanisms the first, with the other inside it."""
    first, *others = contents
    return first | {"other_mechanism": others[0]} if others else first


def named_by(question: Question, files: Mapping[str, T], *, first: bool) -> dict[str, T]:
    """Files by name; those of the other mechanism have its name behind their own.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        files: content by file name without ending.
        first: whether they are of the first mechanism, whose files keep their names.
    """
    if first:
        return dict(files)
    words = "trust" if question.at[MECHANISM] else "practical-help"
    return {f"{name}-if-{words}": content for name, content in files.items()}


def tornado_json(question: Question, found: Tornado) -> dict[str, Any]:
    """A tornado."""
    return {
        "question": question_json(question, found.factors, found.held, beyond=found.extrapolated),
        "base": found.base,
        "base_error": found.base_error,
        "bars": records(found.table),
        "everything": {
            "mean": found.mean,
            "low": found.lower,
            "high": found.upper,
            "draws": found.draws,
        },
        "seeds": found.seeds,
    }


def threshold_json(question: Question, found: Threshold) -> dict[str, Any]:
    """A threshold."""
    return {
        "question": question_json(question, [found.factor], question.at, beyond=found.extrapolated),
        "factor": found.factor.key,
        "level": found.level,
        "side": found.side,
        "crossings": [
            {"value": c.value, "upwards": c.upwards, "low": number(c.low), "high": number(c.high)}
            for c in found.crossings
        ],
        "curve": records(threshold_table(found)),
        "draws": found.draws,
    }


def threshold_table(found: Threshold) -> pd.DataFrame:
    """The outcome along the factor: value, mean, low, high, above."""
    return pd.DataFrame(
        {
            "value": found.values,
            "mean": found.mean,
            "low": found.lower,
            "high": found.upper,
            "above": found.above,
        }
    )


def map_json(question: Question, found: TwoWay) -> dict[str, Any]:
    """A map."""
    return {
        "question": question_json(
            question, [found.across, found.up], question.at, beyond=found.extrapolated
        ),
        "across": found.across.key,
        "up": found.up.key,
        "cells": records(found.table()),
        "draws": found.draws,
    }


def box_json(box: Box) -> dict[str, Any]:
    """A box."""
    return {
        "limits": [
            {"factor": limit.factor.key, "low": limit.low, "high": limit.high}
            for limit in box.limits
        ],
        "cases": box.cases,
        "failures": box.failures,
        "density": box.density,
        "coverage": number(box.coverage),
        "fails": box.fails,
    }


def discovery_json(
    question: Question, found: Discovery, fails: str, *, beyond: bool
) -> dict[str, Any]:
    """Where a policy fails.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the boxes in which the policy fails.
        fails: what counts as failing, by name.
        beyond: whether it lies beyond what the trial says.
    """
    held = held_over(question, found.factors, found.over)
    return {
        "question": question_json(question, found.factors, held, beyond=beyond),
        "fails": fails,
        "cases": found.cases,
        "failures": found.failures,
        "boxes": [box_json(box) for box in found.boxes],
        "held_out": {
            "density": number(found.density),
            "coverage": number(found.coverage),
            "skill": found.gain,
        },
        "luck": found.luck,
        "used": list(found.used),
    }


def discovery_table(found: Discovery) -> pd.DataFrame:
    """One row per box, its limits in one cell."""
    return pd.DataFrame(
        [
            {
                "limits": "; ".join(
                    f"{_end(limit.low)}{limit.factor.key}{_end(limit.high, after=True)}"
                    for limit in box.limits
                ),
                "cases": box.cases,
                "failures": box.failures,
                "density": box.density,
                "coverage": box.coverage,
                "fails": box.fails,
            }
            for box in found.boxes
        ]
    )


def _end(x: float | None, *, after: bool = False) -> str:
    if x is None:
        return ""
    return f" <= {x:.6g}" if after else f"{x:.6g} < "


def regret_json(found: Regret, question: dict[str, Any]) -> dict[str, Any]:
    """Regret."""
    return {
        "question": question,
        "states": records(found.table),
        "worst": {str(name): float(x) for name, x in found.worst.items()},
        "choice": found.choice,
        "hangs_on_state": found.hangs,
    }


def write_result(
    out: Path,
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Figure],
    content: Mapping[str, Any],
    language: Language,
) -> None:
    """Tables, figures and everything as JSON: whole or not at all.

    Args:
        out: folder of the results.
        tables: by file name without ending.
        figures: by file name without ending.
        content: the result with its provenance.
        language: of the reader.

    Raises:
        InputError: the folder cannot be written to.
    """
    with whole_folder(out) as folder:
        write_tables(folder, tables, [language], content["provenance"])
        for name, figure in figures.items():
            figure.savefig(folder / f"{name}.png", dpi=DPI)
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (folder / "result.json").write_text(text + "\n", encoding="utf-8", newline="\n")
