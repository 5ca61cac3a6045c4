"""What a reader can take away: the report, tables, a figure, and the policy as a file."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from mentorsim.language import Language
from mentorsim.page.costs import cost_sentences
from mentorsim.page.runs import Question, posterior, worked_with
from mentorsim.page.words import pair_words
from mentorsim.present.provenance import provenance
from mentorsim.present.results import title
from mentorsim.present.situation.answers import of_comparison, told_with
from mentorsim.present.workbook.budget import write_workbook
from mentorsim.present.workbook.table_files import csv_in
from mentorsim.report.letterhead import Letterhead
from mentorsim.report.report import report_of
from mentorsim.request.prices import prices_used
from mentorsim.saved.run import InSituation, Run, run_of
from scenarios.budget.budget import Budget
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def origin(question: Question, comparison: Comparison) -> dict[str, str]:
    """What a result comes from."""
    return provenance(posterior().first(comparison.draw_count), worked_with(question, comparison))


def report_file(
    question: Question, comparison: Comparison, prices: Prices, language: Language
) -> bytes:
    """The report of a full picture, one HTML file of today, with the page's prices.

    Args:
        question: what the page was asked.
        comparison: results of all policies, by draw, week and group.
        prices: what kroner are worked out with.
        language: of the words.
    """
    run = _run(question, comparison, prices)
    return report_of([run], language, prices, _letterhead(question, comparison)).encode()


def table_file(comparison: Comparison, language: Language) -> bytes:
    """The differences, one row per number, as CSV that spreadsheets of the language open."""
    frame = comparison.differences.assign(population=comparison.population)
    return csv_in(language, frame)


def workbook_file(found: Budget, question: Question, language: Language) -> bytes:
    """Kroner per purse and year as a workbook, with sums as formulas.

    Args:
        found: kroner of a comparison by policy, purse and year.
        question: what the page was asked.
        language: of the words.
    """
    comparison = found.comparison
    accounts = {
        title(comparison, name, language): account for name, account in found.accounts.items()
    }
    notes = cost_sentences(found, language)
    used = origin(question, comparison) | {
        name: str(value) for name, value in prices_used(found.prices).items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "costs.xlsx"
        heading = pair_words(comparison, language)
        write_workbook(path, accounts, language, used, heading=heading, notes=notes)
        return path.read_bytes()


def paper_file(
    question: Question, comparison: Comparison, prices: Prices, language: Language
) -> bytes:
    """The same report as a Word document, of today; about the reader's own young people if any.

    Args:
        question: what the page was asked.
        comparison: results of all policies, by draw, week and group.
        prices: what kroner are worked out with.
        language: of the words.
    """
    # Word is loaded where a document is asked for only.
    from mentorsim.report.paper import paper_of

    run = _run(question, comparison, prices)
    return paper_of([run], _letterhead(question, comparison), language, prices)


def _run(question: Question, comparison: Comparison, prices: Prices) -> Run:
    """The full picture as a run, with what it is in the numbers of the reader's situation."""
    own = of_comparison(comparison, question.told)
    return run_of(
        comparison,
        origin(question, comparison),
        posterior().first(comparison.draw_count),
        question.people,
        None if own is None else InSituation(told_with(own, {}), prices),
    )


def _letterhead(question: Question, comparison: Comparison) -> Letterhead:
    """Of today; about whose situation it is, or the reader's own young people if any."""
    named = None if question.told is None else question.told.situation.name
    near = "" if comparison.population_comparison is None else comparison.population_comparison.name
    return Letterhead(date.today(), named or near)
