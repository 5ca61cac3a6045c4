"""Tables of a posterior for the terminal, written for an evaluator (in English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from calibration.posterior import Posterior

#: Order and wording of what the trial told about a parameter.
VERDICTS = {
    "informed": "informed by the trial",
    "weakly informed": "weakly informed",
    "assumption": "assumption (the trial did not move it)",
}


def posterior_tables(posterior: Posterior, *, brief: bool = False) -> list[Table]:
    """Parameters by what the trial told, rows of the trial, diagnostics.

    Args:
        posterior: with the report of its calibration.
        brief: diagnostics only.
    """
    tables = [_diagnostics(posterior.report["diagnostics"])]
    if not brief:
        tables = [_parameters(posterior.report), _rows(posterior.report), *tables]
    return tables


def _table(heading: str, note: str = "") -> Table:
    return Table(
        title=Text(heading, style="bold"), title_justify="left", box=box.SIMPLE_HEAD,
        caption=Text(note, style="dim") if note else None, caption_justify="left", pad_edge=False,
    )  # fmt: skip


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "-"
    return f"{low:.3g} to {high:.3g}"


def _parameters(report: Mapping[str, Any]) -> Table:
    rows = report["parameters"]
    table = _table(
        "What the trial told about each parameter (95 % intervals)",
        "contraction: 1 - posterior variance / prior variance, on the scale of a normal prior",
    )
    for head in ("parameter", "prior", "posterior", "contraction"):
        table.add_column(head, justify="left" if head == "parameter" else "right")
    for verdict, words in VERDICTS.items():
        chosen = [r for r in rows if r["verdict"] == verdict]
        table.add_row(Text(f"{words}: {len(chosen)}", style="bold"), "", "", "")
        for r in sorted(chosen, key=lambda r: -r["contraction_of_scores"]):
            table.add_row(
                Text(f"  {r['name']}"),
                _span(r["prior_low"], r["prior_high"]),
                _span(r["posterior_low"], r["posterior_high"]),
                f"{r['contraction_of_scores']:.2f}",
            )
    return table


def _rows(report: Mapping[str, Any]) -> Table:
    rows = [r for r in report["targets"] if r["agrees"] is not None]
    fitted = [r for r in rows if r["role"] == "target"]
    table = _table(
        f"Rows of the trial: {sum(r['agrees'] for r in fitted)} of {len(fitted)} fitted agree",
        "trial: the estimate widened by 1.96 standard errors; model: mean and 95 % of draws",
    )
    for head in ("row", "role", "trial", "model", "agrees"):
        table.add_column(head, justify="left" if head in ("row", "role") else "right")
    for r in rows:
        style = "" if r["agrees"] else "bold"
        table.add_row(
            Text(r["id"], style),
            r["role"],
            _span(r["interval_low"], r["interval_high"]),
            f"{r['predicted']:.3g} ({_span(r['predicted_low'], r['predicted_high'])})",
            Text("yes" if r["agrees"] else "NO", style),
        )
    return table


def _diagnostics(found: Mapping[str, Any]) -> Table:
    table = _table("Diagnostics")
    table.add_column("what")
    table.add_column("value", justify="right")
    fit = found["goodness_of_fit"]
    lines = {
        "support for the trust mechanism (1/2 beforehand)": f"{found['support_for_trust']:.2f}",
        "joint fit: distance / rows, posterior predictive p": (
            f"{fit['distance']:.0f} / {fit['rows']}, p = {fit['p']:.2f}"
        ),
        "worst R-hat (below 1.01 is good)": f"{found['r_hat_max']:.3f} {found['r_hat_worst']}",
        "smallest effective size, bulk and tail": (
            f"{found['ess_bulk_min']:.0f}, {found['ess_tail_min']:.0f}"
        ),
        "divergences": str(found["divergences"]),
        "emulator error / the trial's error, median and worst": (
            f"{found['emulator_error_median']:.2f}, {found['emulator_error_max']:.2f} "
            f"{found['emulator_error_worst']}"
        ),
    }
    for what, value in lines.items():
        table.add_row(Text(what), Text(value))
    return table
