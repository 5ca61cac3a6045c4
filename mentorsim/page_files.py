"""What a reader can take away: the report, tables, a figure, and the policy as a file."""

from __future__ import annotations

import yaml

from mentorsim.figure_style import as_png
from mentorsim.figures import effect_curves
from mentorsim.files import CSV_FORMAT
from mentorsim.language import Language
from mentorsim.page_runs import Question, posterior, worked_with
from mentorsim.provenance import provenance
from mentorsim.report import report_html
from scenarios.compare import Comparison
from scenarios.policies import NamedPolicy

#: Of a figure, dots per inch.
DPI = 150


def origin(question: Question, comparison: Comparison) -> dict[str, str]:
    """What a result comes from."""
    return provenance(posterior().first(comparison.draws), worked_with(question, comparison))


def report_file(question: Question, comparison: Comparison, language: Language) -> bytes:
    """The report of a full picture, one HTML file."""
    return report_html(comparison, language, origin(question, comparison)).encode()


def table_file(comparison: Comparison) -> bytes:
    """The differences, one row per number, as CSV."""
    frame = comparison.differences.assign(population=comparison.population)
    return frame.to_csv(index=False, float_format=CSV_FORMAT).encode()


def figure_file(comparison: Comparison, outcome: str, language: Language) -> bytes:
    """The curves of effects as PNG."""
    return as_png(effect_curves(comparison, outcome, language), DPI)


def policy_file(named: NamedPolicy) -> bytes:
    """A policy as the YAML file that `mentorsim check` and `compare` read."""
    content = named.policy.model_dump(mode="json", exclude_unset=True)
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100).encode()
