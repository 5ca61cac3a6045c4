"""Pages that evaluators read, written from the numbers: the audit and the exam.

Rows, quantities, groups and parameters have the names of the data files, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mentorsim.language import Language
from mentorsim.present.names import parameter_unit

MADE = "<!-- Written by `mentorsim {command}`; do not edit by hand. -->\n"
#: Intervals of the exam, per cent.
LEVELS = (50, 80, 95)


def table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def audit_page(
    tables: Mapping[str, pd.DataFrame], found: Mapping[str, Any], language: Language
) -> str:
    """The audit of a calibration as one page.

    Args:
        tables: of the audit, by name.
        found: diagnostics of the calibration.
        language: of the page.
    """
    page = _Page(language)
    parts = [
        MADE.format(command="audit"),
        f"# {language.text('audit.title')}\n",
        page.diagnostics(found),
        page.targets(tables["targets"]),
        page.life_after(tables["life_after"]),
        page.left_out(tables["left_out"]),
        page.hindcast(tables["hindcast"]),
        page.kept_aside(tables["kept_aside"], tables["readiness"], tables["survey"]),
        page.readings(tables["other_readings"]),
        page.priors(tables["prior_predictive"]),
        page.estimators(tables["estimators"]),
        page.parameters(tables["parameters"]),
    ]
    return "\n".join(parts)


def sbc_page(frame: pd.DataFrame, found: Mapping[str, Any], language: Language) -> str:
    """The exam of the method as one page.

    Args:
        frame: marks of every quantity.
        found: verdicts on all of them.
        language: of the page.
    """
    page, text = _Page(language), language.text
    rows = [
        [
            r["quantity"],
            page.number(r["p_uniform"]),
            *(f"{100 * r[f'coverage_{level}']:.0f}" for level in LEVELS),
            language.number(r["recovered"], 2),
        ]
        for r in frame.to_dict("records")
    ]
    pictures = [f"![{text(f'sbc.picture.{p}')}]({p}.png)" for p in _PICTURES]
    levels = [text("sbc.column.level", level=level) for level in LEVELS]
    heads = [page.head("quantity"), text("sbc.column.p"), *levels, text("sbc.column.recovered")]
    return "\n".join(
        [
            MADE.format(command="examine"),
            f"# {text('sbc.title')}\n",
            table(sbc_lines(found, language), page.heads("what", "value")),
            "\n\n".join(pictures) + "\n",
            f"## {text('sbc.every')}\n",
            table(rows, heads),
        ]
    )


_PICTURES = ("ranks", "coverage", "recovery")


def sbc_lines(found: Mapping[str, Any], language: Language) -> list[list[str]]:
    """What the exam came to: what is told, and its value.

    Args:
        found: verdicts on all quantities.
        language: of the words.
    """
    number = _Page(language).number
    text = language.text
    lines = [
        [text("sbc.trials"), str(found["trials"])],
        [text("sbc.quantities"), str(found["quantities"])],
        [
            text("sbc.smallest_p"),
            f"{number(found['smallest_p'])} ({found['quantity']}); "
            f"{number(found['smallest_p_corrected'])}",
        ],
        [
            text("sbc.below"),
            f"{found['p_below_5_percent']}; "
            f"{language.number(found['p_below_5_percent_expected'], 1)}",
        ],
    ]
    for level in LEVELS:
        mean = language.number(100 * found[f"mean_coverage_{level}"], 1)
        beyond = found[f"outside_{level}"]
        lines.append([text("sbc.coverage", level=level), f"{mean} %; {beyond}"])
    emulator = (number(found[f"emulator_error_{which}"]) for which in ("median", "max"))
    return [
        *lines,
        [text("sbc.diverging"), language.percent(found["diverging"], 2)],
        [text("sbc.emulator"), "; ".join(emulator)],
    ]


class _Page:
    """Sections of a page in a language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.text = language.text

    def number(self, x: Any) -> str:
        """Three digits that tell; nothing where there is no number."""
        if x is None or x != x:
            return ""
        return f"{x:.3g}".replace(".", "," if self.language.code == "da" else ".")

    def span(self, low: Any, high: Any) -> str:
        """From a low to a high, or the one number that both are."""
        one, other = self.number(low), self.number(high)
        if low == high or one == other == "":
            return one
        return self.text("audit.to", low=one, high=other)

    def within(self, x: Any, low: Any, high: Any) -> str:
        """A number with its interval."""
        return f"{self.number(x)} ({self.span(low, high)})"

    def printed(self, r: Mapping[Any, Any]) -> str:
        """What the trial printed; marked if in words."""
        words = self.text("audit.in_words") if r["in_words"] else ""
        return self.span(r["printed_low"], r["printed_high"]) + words

    def yes(self, x: Any) -> str:
        """Yes or no."""
        return self.text("audit.yes") if bool(x) else self.text("audit.no")

    def head(self, name: str) -> str:
        """The head of a column."""
        return self.text(f"audit.column.{name}")

    def heads(self, *names: str) -> list[str]:
        """Heads of columns."""
        return [self.head(name) for name in names]

    def section(self, name: str, *parts: str, **values: object) -> str:
        """A heading, and what stands under it."""
        title = self.text(f"audit.{name}.title", **values)
        return f"## {title}\n\n" + "\n".join(parts)

    def said(self, name: str) -> str:
        """The text of a section."""
        return self.text(f"audit.{name}.text") + "\n"

    def diagnostics(self, found: Mapping[str, Any]) -> str:
        """How sampler, emulator and joint fit did."""
        fit, exact = found["goodness_of_fit"], self.language.number
        values = {
            "trust": self.number(found["support_for_trust"]),
            "bayes": self.number(found["bayes_factor_trust_to_rival"]),
            "fit": f"{fit['distance']:.0f}; {fit['rows']}; {exact(fit['p'], 2)}",
            "r_hat": f"{exact(found['r_hat_max'], 3)} ({found['r_hat_worst']})",
            "size": f"{found['ess_bulk_min']:.0f}; {found['ess_tail_min']:.0f}",
            "divergences": str(found["divergences"]),
            "emulator": f"{exact(found['emulator_error_median'], 2)}; "
            f"{exact(found['emulator_error_max'], 2)} ({found['emulator_error_worst']})",
        }
        rows = [[self.text(f"audit.diagnostics.{name}"), value] for name, value in values.items()]
        return self.section("diagnostics", table(rows, self.heads("what", "value")))

    def targets(self, frame: pd.DataFrame) -> str:
        """Every fitted row beside the model."""
        judged = frame[frame["agrees"].notna() & (frame["role"] == "target")]
        rows = [
            [
                r["id"],
                self.span(r["trial_low"], r["trial_high"])
                + ("" if r["printed"] else self.text("audit.in_words")),
                self.number(r["trial_se"]),
                self.within(r["predicted"], r["predicted_low"], r["predicted_high"]),
                self.yes(r["agrees"]),
            ]
            for r in judged.to_dict("records")
        ]
        return self.section(
            "rows",
            self.said("rows"),
            table(rows, self.heads("row", "printed", "error", "model", "agrees")),
            agree=int(judged["agrees"].astype(bool).sum()),
            count=len(judged),
        )

    def life_after(self, frame: pd.DataFrame) -> str:
        """Life after a start under each posterior."""
        names = list(dict.fromkeys(frame["posterior"]))
        by_name = {name: frame[frame["posterior"] == name].to_dict("records") for name in names}
        rows = []
        for same in zip(*by_name.values(), strict=True):
            first = same[0]
            year = self.text("audit.life.year", year=first["year"]) if first["year"] else ""
            printed = self.span(first["printed_low"], first["printed_high"])
            quantity = str(first["quantity"]).replace("_", " ")
            cells = (self.within(r["median"], r["low"], r["high"]) for r in same)
            rows.append([quantity + year, printed, *cells])
        heads = [self.text(f"audit.life.{name}") for name in names]
        return self.section(
            "life",
            self.said("life"),
            table(rows, [*self.heads("quantity", "printed"), *heads]),
        )

    def hindcast(self, frame: pd.DataFrame) -> str:
        """Later rows predicted from the earlier."""
        rows = [
            [
                r["id"],
                self.printed(r),
                self.within(r["predicted"], r["low"], r["high"]),
                self.yes(r["hit"]),
            ]
            for r in frame.to_dict("records")
        ]
        return self.section(
            "hindcast",
            self.said("hindcast"),
            table(rows, self.heads("row", "printed", "predicted", "hit")),
            hits=int(frame["hit"].sum()),
            count=len(frame),
        )

    def left_out(self, frame: pd.DataFrame) -> str:
        """Every block predicted from a fit to the others."""
        rows = [
            [
                r["block"],
                r["id"],
                self.printed(r),
                self.within(r["predicted"], r["low"], r["high"]),
                self.number(r["fitted"]),
                self.yes(r["hit"]),
            ]
            for r in frame.to_dict("records")
        ]
        return self.section(
            "left_out",
            self.said("left_out"),
            table(rows, self.heads("block", "row", "printed", "predicted", "fitted", "hit")),
            hits=int(frame["hit"].sum()),
            count=len(frame),
        )

    def kept_aside(self, aside: pd.DataFrame, readiness: pd.DataFrame, survey: pd.DataFrame) -> str:
        """What was not fitted, and the survey beside readiness."""
        rows = [
            [
                r["id"],
                self.text(f"audit.role.{r['role']}"),
                self.span(r["trial_low"], r["trial_high"]),
                self.within(r["predicted"], r["predicted_low"], r["predicted_high"]),
                self.language.text(f"unit.{r['unit']}"),
                self.yes(r["agrees"]),
            ]
            for r in aside.to_dict("records")
        ]
        moved = [
            [r["quantity"].replace("_", " "), self.within(r["mean"], r["low"], r["high"])]
            for r in readiness.to_dict("records")
        ]
        steps = survey[survey["domain"].isin(["education_steps", "education_readiness"])]
        answers = [
            [r["question"], self.number(r["ratio"]), self.number(r["cohens_d"])]
            for r in steps.to_dict("records")
        ]
        return self.section(
            "aside",
            table(rows, self.heads("row", "role", "trial", "model", "unit", "agrees")),
            f"### {self.text('audit.aside.readiness')}\n",
            self.said("aside"),
            table(moved, self.heads("model", "mean")),
            table(answers, self.heads("survey", "ratio", "cohens_d")),
        )

    def readings(self, frame: pd.DataFrame) -> str:
        """What the other reading of each contradiction would change."""
        rows = [
            [
                r["contradiction"],
                r["fitted_instead"],
                r["id"],
                self.text(
                    "audit.readings.sd",
                    number=self.number(r["by_default"]),
                    sd=self.number(r["sd"]),
                ),
                self.number(r["otherwise"]),
            ]
            for r in frame.to_dict("records")
        ]
        heads = self.heads("contradiction", "fitted_instead", "row", "by_default", "otherwise")
        return self.section("readings", table(rows, heads))

    def priors(self, frame: pd.DataFrame) -> str:
        """Whether the priors allow what was printed, and leave room to learn."""
        outside = frame[frame["tail"] < 0.05].sort_values("tail")
        tight = frame[frame["spread"] < 0.5].sort_values("spread")
        rows = [
            [
                r["id"],
                self.span(r["printed_low"], r["printed_high"]),
                self.span(r["low"], r["high"]),
                self.number(r["tail"]),
            ]
            for r in outside.to_dict("records")
        ]
        names = [f"{r['id']} ({self.number(r['spread'])})" for r in tight.to_dict("records")]
        heads = self.heads("row", "printed", "prior_trials", "tail")
        told = self.text("audit.prior.tight", rows=", ".join(names) or self.text("audit.none"))
        return self.section(
            "prior",
            self.said("prior"),
            *([table(rows, heads)] if rows else []),
            told + "\n",
            outside=len(outside),
            count=len(frame),
        )

    def estimators(self, frame: pd.DataFrame) -> str:
        """Difference of means beside the adjusted estimate."""
        rows = [
            [
                r["outcome"],
                r["group"],
                str(r["week"]),
                f"{self.number(r['plain'])} ({self.number(r['sd_plain'])})",
                f"{self.number(r['adjusted'])} ({self.number(r['sd_adjusted'])})",
                f"{self.number(r['difference'])} ± {self.number(1.96 * r['error'])}",
                self.language.number(r["correlation"], 3),
            ]
            for r in frame.to_dict("records")
        ]
        heads = self.heads(
            "outcome", "group", "week", "plain", "adjusted", "difference", "correlation"
        )
        return self.section("estimators", self.said("estimators"), table(rows, heads))

    def parameters(self, frame: pd.DataFrame) -> str:
        """Each parameter before and after the trial."""
        rows = [
            [
                r["name"],
                parameter_unit(r["unit"], self.language),
                self.span(r["prior_low"], r["prior_high"]),
                self.span(r["posterior_low"], r["posterior_high"]),
                self.language.number(r["contraction_of_scores"], 2),
                self.text(f"audit.verdict.{r['verdict']}"),
            ]
            for r in frame.sort_values("contraction_of_scores", ascending=False).to_dict("records")
        ]
        counts = frame["verdict"].value_counts().to_dict()
        told = (f"{count} {self.text(f'audit.verdict.{v}')}" for v, count in counts.items())
        heads = self.heads("parameter", "unit", "prior", "posterior", "contraction", "verdict")
        return self.section(
            "parameters", self.said("parameters"), table(rows, heads), counts=", ".join(told)
        )
