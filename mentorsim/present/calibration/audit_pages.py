"""Pages that evaluators read, written from the numbers: the audit and the exam (in English)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

Cell = Callable[[Any], str]

MADE = "<!-- Written by `mentorsim {command}`; do not edit by hand. -->\n"


def _g(x: Any) -> str:
    return "" if x is None or x != x else f"{x:.3g}"


def _span(low: Any, high: Any) -> str:
    missing = _g(low) == _g(high) == ""
    return _g(low) if low == high or missing else f"{_g(low)} to {_g(high)}"


def _yes(x: Any) -> str:
    return {True: "yes", False: "**no**"}.get(x, "")


def table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def audit_page(tables: Mapping[str, pd.DataFrame], found: Mapping[str, Any]) -> str:
    """The audit of a calibration as one page."""
    parts = [
        MADE.format(command="audit"),
        "# Audit of the calibration\n",
        _diagnostics(found),
        _targets(tables["targets"]),
        _life_after(tables["life_after"]),
        _left_out(tables["left_out"]),
        _hindcast(tables["hindcast"]),
        _kept_aside(tables["kept_aside"], tables["readiness"], tables["survey"]),
        _readings(tables["other_readings"]),
        _priors(tables["prior_predictive"]),
        _estimators(tables["estimators"]),
        _parameters(tables["parameters"]),
    ]
    return "\n".join(parts)


def _diagnostics(found: Mapping[str, Any]) -> str:
    fit = found["goodness_of_fit"]
    rows = [
        ["support for the trust mechanism, 1/2 beforehand", _g(found["support_for_trust"])],
        ["Bayes factor, trust to rival", _g(found["bayes_factor_trust_to_rival"])],
        [
            "joint fit: distance of the rows, rows, posterior predictive p",
            f"{fit['distance']:.0f}, {fit['rows']}, {fit['p']:.2f}",
        ],
        ["worst R-hat", f"{found['r_hat_max']:.3f} ({found['r_hat_worst']})"],
        [
            "smallest effective size, bulk and tail",
            f"{found['ess_bulk_min']:.0f}, {found['ess_tail_min']:.0f}",
        ],
        ["divergences", str(found["divergences"])],
        [
            "error of the emulator at posterior draws, in the rows' standard errors: median, worst",
            f"{found['emulator_error_median']:.2f}, {found['emulator_error_max']:.2f} "
            f"({found['emulator_error_worst']})",
        ],
    ]
    return "## Sampler, emulator, joint fit\n\n" + table(rows, ["what", "value"])


def _targets(frame: pd.DataFrame) -> str:
    judged = frame[frame["agrees"].notna() & (frame["role"] == "target")]
    rows = [
        [
            r["id"],
            _span(r["trial_low"], r["trial_high"]) + (" (words)" if not r["printed"] else ""),
            _g(r["trial_se"]),
            f"{_g(r['predicted'])} ({_span(r['predicted_low'], r['predicted_high'])})",
            _yes(bool(r["agrees"])),
        ]
        for r in judged.to_dict("records")
    ]
    agree = int(judged["agrees"].astype(bool).sum())
    return (
        f"## Rows that were fitted: {agree} of {len(judged)} agree\n\n"
        "A row agrees if the model's mean lies within the printed estimate widened by 1.96 "
        "standard errors. Effects in percentage points; the model's interval is 95 % of draws.\n\n"
        + table(rows, ["row", "printed", "standard error", "model", "agrees"])
    )


def _life_after(frame: pd.DataFrame) -> str:
    def cell(r: Mapping[str, Any]) -> str:
        return f"{_g(r['median'])} ({_span(r['low'], r['high'])})"

    names = list(dict.fromkeys(frame["posterior"]))
    by_name = {name: frame[frame["posterior"] == name].to_dict("records") for name in names}
    rows = []
    for same in zip(*by_name.values(), strict=True):
        first = same[0]
        year = f", year {first['year']}" if first["year"] else ""
        printed = _span(first["printed_low"], first["printed_high"])
        quantity = str(first["quantity"]).replace("_", " ")
        rows.append([quantity + year, printed, *(cell(r) for r in same)])
    heads = {
        "with": "fitted with these figures",
        "without": "fitted without them",
        "near": "with, groups near",
        "far": "with, groups far",
    }
    return (
        "## Life after a start, with and without the figures on it\n\n"
        "Median (95 % of draws). What the fit without these figures predicts is the test of the "
        "rules; the fit with them shows what it takes to hit them. The last two columns are the "
        "thirds of its draws in which the groups of the figures are taken to lie nearest to this "
        "one and farthest from it (`population_spread`): a dozen figures cannot teach which. "
        "Yearly rows are of those not offered a mentor.\n\n"
        + table(rows, ["quantity", "printed", *(heads[name] for name in names)])
    )


def _hindcast(frame: pd.DataFrame) -> str:
    rows = [
        [
            r["id"],
            _span(r["printed_low"], r["printed_high"]) + (" (words)" if r["in_words"] else ""),
            f"{_g(r['predicted'])} ({_span(r['low'], r['high'])})",
            _yes(bool(r["hit"])),
        ]
        for r in frame.to_dict("records")
    ]
    hits = int(frame["hit"].sum())
    return (
        f"## Hindcast: {hits} of {len(frame)} later rows hit\n\n"
        "Fitted to the rows that end with week 52 at the latest; every row that is later, or spans "
        "it, is predicted, the figures on life after a start among them. 95 % predictive "
        "intervals.\n\n" + table(rows, ["row", "printed", "predicted", "hit"])
    )


def _left_out(frame: pd.DataFrame) -> str:
    rows = [
        [
            r["block"],
            r["id"],
            _span(r["printed_low"], r["printed_high"]) + (" (words)" if r["in_words"] else ""),
            f"{_g(r['predicted'])} ({_span(r['low'], r['high'])})",
            _g(r["fitted"]),
            _yes(bool(r["hit"])),
        ]
        for r in frame.to_dict("records")
    ]
    hits = int(frame["hit"].sum())
    return (
        f"## Blocks left out and predicted: {hits} of {len(frame)} rows hit\n\n"
        "The fit has not seen the block. The interval is 95 % predictive for what the trial would "
        "print, sampling error included; last but one: the model's mean with the block fitted.\n\n"
        + table(rows, ["block", "row", "printed", "predicted", "fitted", "hit"])
    )


def _kept_aside(aside: pd.DataFrame, readiness: pd.DataFrame, survey: pd.DataFrame) -> str:
    rows = [
        [
            r["id"],
            r["role"],
            _span(r["trial_low"], r["trial_high"]),
            f"{_g(r['predicted'])} ({_span(r['predicted_low'], r['predicted_high'])})",
            r["unit"],
            _yes(bool(r["agrees"])),
        ]
        for r in aside.to_dict("records")
    ]
    moved = [
        [r["quantity"].replace("_", " "), f"{_g(r['mean'])} ({_span(r['low'], r['high'])})"]
        for r in readiness.to_dict("records")
    ]
    steps = survey[survey["domain"].isin(["education_steps", "education_readiness"])]
    answers = [[r["question"], _g(r["ratio"]), _g(r["cohens_d"])] for r in steps.to_dict("records")]
    return (
        "## What was not fitted\n\n"
        + table(rows, ["row", "role", "trial", "model", "unit", "agrees"])
        + "\n### Readiness when the survey was taken (week 26)\n\n"
        "Readiness has no scale of its own. The model's hazard ratio of starting an education can "
        "be set beside the ratio of treated to controls in the survey's steps towards one; its "
        "shift in standard deviations between persons beside Cohen's d, which errors of "
        "measurement make smaller.\n\n"
        + table(moved, ["model", "mean (95 %)"])
        + "\n"
        + table(answers, ["survey", "treated / controls", "Cohen's d"])
    )


def _readings(frame: pd.DataFrame) -> str:
    rows = [
        [
            r["contradiction"],
            r["fitted_instead"],
            r["id"],
            f"{_g(r['by_default'])} (sd {_g(r['sd'])})",
            _g(r["otherwise"]),
        ]
        for r in frame.to_dict("records")
    ]
    return "## What the other reading of a contradiction would change\n\n" + table(
        rows, ["contradiction", "fitted instead", "row", "by default", "otherwise"]
    )


def _priors(frame: pd.DataFrame) -> str:
    outside = frame[frame["tail"] < 0.05].sort_values("tail")
    tight = frame[frame["spread"] < 0.5].sort_values("spread")
    rows = [
        [
            r["id"],
            _span(r["printed_low"], r["printed_high"]),
            _span(r["low"], r["high"]),
            _g(r["tail"]),
        ]
        for r in outside.to_dict("records")
    ]
    names = ", ".join(f"{r['id']} ({_g(r['spread'])})" for r in tight.to_dict("records"))
    return (
        f"## Prior predictive: {len(outside)} of {len(frame)} printed rows lie outside 95 %\n\n"
        "Of trials drawn from the prior, sampling error included.\n\n"
        + (table(rows, ["row", "printed", "95 % of prior trials", "tail"]) if rows else "")
        + "\nRows on which the prior leaves less room than half a standard error, so that the "
        f"trial can teach little: {names or 'none'}.\n"
    )


def _estimators(frame: pd.DataFrame) -> str:
    rows = [
        [
            r["outcome"],
            r["group"],
            str(r["week"]),
            f"{_g(r['plain'])} ({_g(r['sd_plain'])})",
            f"{_g(r['adjusted'])} ({_g(r['sd_adjusted'])})",
            f"{_g(r['difference'])} ± {_g(1.96 * r['error'])}",
            f"{r['correlation']:.3f}",
        ]
        for r in frame.to_dict("records")
    ]
    return (
        "## Does adjusting for covariates matter?\n\n"
        "Difference of means, and the treatment coefficient of the trial's linear probability "
        "model, on the same replicate trials; mean (spread over replicates), pp.\n\n"
        + table(
            rows,
            ["outcome", "group", "week", "plain", "adjusted", "difference", "correlation"],
        )
    )


def _parameters(frame: pd.DataFrame) -> str:
    counts = frame["verdict"].value_counts().to_dict()
    rows = [
        [
            r["name"],
            r["unit"],
            _span(r["prior_low"], r["prior_high"]),
            _span(r["posterior_low"], r["posterior_high"]),
            f"{r['contraction_of_scores']:.2f}",
            r["verdict"],
        ]
        for r in frame.sort_values("contraction_of_scores", ascending=False).to_dict("records")
    ]
    words = ", ".join(f"{n} {v}" for v, n in counts.items())
    note = "95 % intervals; contraction on the scale on which the prior is normal."
    return f"## Parameters: {words}\n\n{note}\n\n" + table(
        rows, ["parameter", "unit", "prior", "posterior", "contraction", "verdict"]
    )


def exam_page(frame: pd.DataFrame, found: Mapping[str, Any]) -> str:
    """The exam of the method as one page."""
    levels = (50, 80, 95)
    rows = [
        [
            r["quantity"],
            _g(r["p_uniform"]),
            *(f"{100 * r[f'coverage_{level}']:.0f}" for level in levels),
            f"{r['recovered']:.2f}",
        ]
        for r in frame.to_dict("records")
    ]
    lines = [
        ["simulated trials", str(found["trials"])],
        ["quantities (parameters and forecasts)", str(found["quantities"])],
        [
            "smallest p of uniform ranks; times the number of quantities",
            f"{_g(found['smallest_p'])} ({found['quantity']}); {_g(found['smallest_p_corrected'])}",
        ],
        [
            "p below 5 %; expected by chance",
            f"{found['p_below_5_percent']}; {found['p_below_5_percent_expected']:.1f}",
        ],
        *(
            [
                f"{level} % intervals: mean coverage; quantities beyond chance (99.9 %)",
                f"{100 * found[f'mean_coverage_{level}']:.1f} %; {found[f'outside_{level}']}",
            ]
            for level in levels
        ),
        ["diverging samples", f"{found['diverging']:.2%}"],
        [
            "emulator error over the prior, in standard errors: median, worst",
            f"{_g(found['emulator_error_median'])}, {_g(found['emulator_error_max'])}",
        ],
    ]
    return (
        MADE.format(command="examine")
        + "\n# Results of the exam\n\n"
        + table(lines, ["what", "value"])
        + "\n![Ranks](ranks.png)\n\n![Coverage](coverage.png)\n\n![Recovery](recovery.png)\n\n"
        + "## Every quantity\n\n"
        + table(
            rows,
            ["quantity", "p uniform", "50 %", "80 %", "95 %", "correlation with the truth"],
        )
    )
