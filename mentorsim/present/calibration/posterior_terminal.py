"""Tables of a posterior for the terminal: what the trial told, row by row, and diagnostics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from calibration.posterior import Posterior
from mentorsim.language import Language
from mentorsim.present.calibration.parameters_terminal import number, span
from mentorsim.present.names import parameter_title
from mentorsim.present.results import interval_level
from mentorsim.present.terminal_tables import blank_table
from mentorsim.present.trial_terminal import ROLES

#: What the trial told about a parameter, in order.
VERDICTS = ("informed", "weakly informed", "assumption")


def posterior_tables(
    posterior: Posterior, language: Language, *, brief: bool = False
) -> list[Table]:
    """Parameters by what the trial told, rows of the trial, diagnostics.

    Args:
        posterior: with the report of its calibration.
        language: of the tables; rows of the trial have the names of the study's tables.
        brief: diagnostics only.
    """
    diagnostics = _diagnostics(posterior.report["diagnostics"], language)
    if brief:
        return [diagnostics]
    report = posterior.report
    return [_parameters(report, language), _rows(report, language), diagnostics]


def _parameters(report: Mapping[str, Any], language: Language) -> Table:
    rows = report["parameters"]
    table = blank_table(
        language.text("posterior.title.parameters", level=interval_level(language)),
        language.text("posterior.note.parameters"),
    )
    table.expand = True
    for head in ("parameter", "prior", "posterior", "contraction"):
        table.add_column(
            language.text(f"posterior.column.{head}"),
            overflow="fold",
            justify="left" if head == "parameter" else "right",
            no_wrap=head in ("prior", "posterior"),
        )
    for verdict in VERDICTS:
        chosen = [r for r in rows if r["verdict"] == verdict]
        words = language.text(
            "posterior.verdict",
            verdict=language.text(f"identified.{verdict}"),
            number=language.integer(len(chosen)),
        )
        table.add_row(Text(words, style="bold"), "", "", "")
        for r in sorted(chosen, key=lambda r: -r["contraction_of_scores"]):
            table.add_row(
                Text.assemble(parameter_title(r["name"], language), (f" {r['name']}", "dim")),
                span(r["prior_low"], r["prior_high"], language),
                span(r["posterior_low"], r["posterior_high"], language),
                language.number(r["contraction_of_scores"], 2),
            )
    return table


def _rows(report: Mapping[str, Any], language: Language) -> Table:
    rows = [r for r in report["targets"] if r["agrees"] is not None]
    fitted = [r for r in rows if r["role"] == "target"]
    table = blank_table(
        language.text(
            "posterior.title.rows",
            agree=language.integer(sum(r["agrees"] for r in fitted)),
            fitted=language.integer(len(fitted)),
        ),
        language.text("posterior.note.rows", level=interval_level(language)),
    )
    table.expand = True
    for head in ("row", "trial", "model", "agrees"):
        table.add_column(
            language.text(f"posterior.column.{head}"),
            overflow="fold",
            justify="left" if head == "row" else "right",
        )
    for role in ROLES:
        members = [r for r in rows if r["role"] == role]
        if not members:
            continue
        heading = language.text(f"role.{role}", number=language.integer(len(members)))
        table.add_row(Text(heading, style="bold"), "", "", "")
        for r in members:
            table.add_row(*_row(r, language))
    return table


def _row(r: Mapping[str, Any], language: Language) -> list[Text]:
    style = "" if r["agrees"] else "bold"
    low, high = r["predicted_low"], r["predicted_high"]
    return [
        Text(r["id"], style),
        Text(span(r["interval_low"], r["interval_high"], language)),
        Text(f"{number(r['predicted'], language)} ({span(low, high, language)})"),
        Text(language.text(f"posterior.agrees.{'yes' if r['agrees'] else 'no'}"), style),
    ]


def _diagnostics(found: Mapping[str, Any], language: Language) -> Table:
    table = blank_table(language.text("posterior.title.diagnostics"))
    table.add_column(language.text("report.column.what"), overflow="fold")
    table.add_column(language.text("report.column.value"), justify="right", overflow="fold")
    fit = found["goodness_of_fit"]
    lines = {
        "trust": language.number(found["support_for_trust"], 2),
        "fit": language.text(
            "posterior.fit",
            distance=language.integer(fit["distance"]),
            rows=language.integer(fit["rows"]),
            p=language.number(fit["p"], 2),
        ),
        "r_hat": f"{language.number(found['r_hat_max'], 3)} {found['r_hat_worst']}",
        "size": "; ".join(language.integer(found[f"ess_{part}_min"]) for part in ("bulk", "tail")),
        "divergences": language.integer(found["divergences"]),
        "emulator": "; ".join(
            (
                language.number(found["emulator_error_median"], 2),
                f"{language.number(found['emulator_error_max'], 2)} "
                f"{found['emulator_error_worst']}",
            )
        ),
    }
    for key, value in lines.items():
        table.add_row(Text(language.text(f"posterior.line.{key}")), Text(value))
    return table
