"""`mentorsim rank` without hours: policies within a situation's mentors, as a search among them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.cli.search import answer_search
from mentorsim.cli.sets import AnswerOptions, FirstDrawsOptions, FitOptions, RunOptions
from mentorsim.cli.situation_options import policies_asked, policy_asked
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from mentorsim.request.request import Situated


@dataclass(frozen=True)
class RankedWithin:
    """What a ranking within a situation's mentors was asked for.

    Attributes:
        policies: names in the library, or YAML files.
        against: what all are set against.
        outcome, week, weeks, draws: as the options say them.
        rules: file with rules of one's own, under which nothing is searched.
    """

    policies: list[str]
    against: str
    outcome: str
    week: int | None
    weeks: int | None
    draws: int
    rules: Path | None


def rank_in_situation(
    asked: RankedWithin,
    here: Situated,
    fit: FirstDrawsOptions,
    run: RunOptions,
    answer: AnswerOptions,
) -> None:
    """Rank policies within the mentors or the budget of a situation.

    Args:
        asked: what is asked.
        here: who lives in which situation.
        fit: the study and its posterior, of which all draws are there.
        run: how it is computed, and where it is written.
        answer: how it is told.

    Raises:
        InputError: as `mentorsim.python.rank.ranked_in_situation`, or rules of one's own.
    """
    from mentorsim.python.rank import last_week, ranked_in_situation

    if asked.rules is not None:
        raise InputError(
            Said("mentorsim.own_rules_need_hours"),
            field="--model-rules",
            found=str(asked.rules),
            allowed=Said("mentorsim.hours_or_the_rules_of_the_model"),
        )
    of = fit.asked(answer)
    *offered, reference = (
        *policies_asked(asked.policies, of.trial),
        policy_asked(asked.against, of.trial),
    )
    whole = FitOptions(fit.reading, fit.study, fit.posterior_folder)
    question = ranked_in_situation(
        offered,
        reference,
        here,
        asked.outcome,
        last_week(asked.week, asked.weeks),
        asked.draws,
        run.seed,
        run.workers,
        whole.draws(of),
        field="--hours",
    )
    answer_search(question, run, answer)
