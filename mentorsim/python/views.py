"""Any result in Python told in sentences, or drawn: those of the commands and the report.

What a sensitivity analysis found has its own in `mentorsim.python.sensitivity`, which take its
question besides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from calibration.trial_design import trial_design
from mentorsim.language import Language
from mentorsim.present.comparison.answer import answer
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.comparison.ranking import ranking_sentences
from mentorsim.present.decision.figures import (
    acceptability_figure,
    certainty_figure,
    information_figure,
    plane_figure,
)
from mentorsim.present.decision.words import sentences
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.figures import control_chart
from mentorsim.present.follow_up.words import check_sentences
from mentorsim.present.forecast.figures import blocks_figure, net_figure, years_figure
from mentorsim.present.forecast.text import forecast_sentences
from mentorsim.present.provenance import python_notes
from mentorsim.present.results import compared, group_week
from mentorsim.present.search.figures import SEARCH_FIGURES
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import search_sentences
from mentorsim.present.world import world_figure, world_sentences
from mentorsim.python.one_world import OneWorld
from scenarios.comparison import compare as comparing
from scenarios.comparison import ranking
from scenarios.comparison.outcomes import OUTCOMES
from scenarios.decision.decided import Decided
from scenarios.forecast import forecast as forecasting
from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import Accounts

#: What can be told and drawn.
Result = (
    comparing.Comparison
    | ranking.Ranking
    | Decided
    | forecasting.Forecast
    | Searched
    | Checked
    | OneWorld
    | Accounts
)
#: Figures that `plot` draws of a comparison (or of a ranking: of its comparison), of a decision,
#: of a forecast, of one world, of a search, and of a follow-up.
FIGURES = ("effects", "levels", "subgroups", "mentors")
FORECAST_FIGURES = ("net", "years", "blocks")
WORLD_FIGURES = ("world",)
FOLLOW_UP_FIGURES = ("control",)
DECISION_FIGURES: dict[str, Callable[[Decided, Language], Figure]] = {
    "plane": plane_figure,
    "acceptability": acceptability_figure,
    "certainty": certainty_figure,
    "information": information_figure,
}


def tell(result: Result, *, language: str = "en") -> list[str]:
    """A result in plain sentences.

    Args:
        result: of `compare`, `rank`, `decide`, `forecast`, `search`, `follow_up` or `run`.
        language: da or en.

    Returns:
        Sentences, the most important first. A verdict is given only where the draws can carry one
        and the interval leaves zero out; of one world it is said what it cannot show.

    Raises:
        InputError: something that is no such result, or no such language.

    Example:
        >>> from mentorsim import compare
        >>> tell(compare("as-in-trial", weeks=20, draws=2))[0].split(":")[0]
        '2 parameter sets are too few for a verdict'
    """
    words = Language(language)
    match result:
        case comparing.Comparison():
            told = answer(result, words)
        case ranking.Ranking():
            told = ranking_sentences(result, words)
        case Decided():
            told = sentences(result, words)
        case forecasting.Forecast():
            told = forecast_sentences(result, words)
        case Searched():
            return search_sentences(result, words)
        case Checked():
            return check_sentences(result, words)
        case OneWorld():
            return world_sentences(result.accounts, words, trial_design())
        case Accounts():
            return world_sentences(result, words, trial_design())
        case _:
            raise _no_result(result)
    compared_in = result.comparison if isinstance(result, ranking.Ranking) else result
    policies = compared_in.policies
    return [*told, *python_notes(policies, words).values()]


def plot(
    result: Result,
    figure: str | None = None,
    outcome: str = "education",
    *,
    policy: str | None = None,
    language: str = "en",
) -> Figure:
    """A figure of a result; what lies beyond the trial is marked.

    Args:
        result: of `compare`, `rank`, `decide`, `forecast`, `search`, `follow_up` or `run`.
        figure: of a comparison or a ranking effects, levels, subgroups or mentors; of a decision
            plane, acceptability, certainty or information; of a forecast net, years or blocks; of
            one world only world; of a search mentors, more or million; of a follow-up only control.
            By default the first.
        outcome: education or employment, of a comparison or a ranking.
        policy: name of the policy that a forecast's net or years are of; its first by default.
        language: da or en.

    Returns:
        The figure, which a notebook shows; its title is the finding.

    Raises:
        InputError: no such figure, outcome, policy or language; blocks of weeks in a forecast that
            has none; or something that is no such result.

    Example:
        >>> from mentorsim import compare
        >>> len(plot(compare("as-in-trial", weeks=20, draws=2), "levels").axes)
        1
    """
    words = Language(language)
    match result:
        case comparing.Comparison():
            return _of_comparison(result, figure, outcome, words)
        case ranking.Ranking():
            return _of_comparison(result.comparison, figure, outcome, words)
        case Decided():
            name = _known(figure, tuple(DECISION_FIGURES), "a decision")
            return DECISION_FIGURES[name](result, words)
        case forecasting.Forecast():
            return _of_forecast(result, figure, policy, words)
        case Searched():
            name = _known(figure, tuple(SEARCH_FIGURES), "a search")
            return SEARCH_FIGURES[name](result, words)
        case Checked():
            _known(figure, FOLLOW_UP_FIGURES, "a follow-up")
            return control_chart(result, words)
        case OneWorld() | Accounts():
            _known(figure, WORLD_FIGURES, "one world")
            accounts = result.accounts if isinstance(result, OneWorld) else result
            return world_figure(accounts, words, trial_design())
    raise _no_result(result)


def _of_comparison(
    result: comparing.Comparison, figure: str | None, outcome: str, words: Language
) -> Figure:
    if outcome not in OUTCOMES:
        raise InputError(
            Said("mentorsim.no_figure_of_this_outcome"),
            field="outcome",
            found=outcome,
            allowed=", ".join(OUTCOMES),
        )
    match _known(figure, FIGURES, "a comparison"):
        case "effects":
            return effect_curves(result, outcome, words)
        case "levels":
            return level_curves(result, outcome, words)
        case "subgroups":
            first = compared(result)[0]
            return subgroup_effects(result, first, outcome, group_week(result, outcome), words)
    return mentors_and_queue(result, words)


def _of_forecast(
    result: forecasting.Forecast, figure: str | None, policy: str | None, words: Language
) -> Figure:
    name = _known(figure, FORECAST_FIGURES, "a forecast")
    of = result.compared[0] if policy is None else policy
    if of not in result.compared:
        raise InputError(
            Said("mentorsim.no_such_policy_in_this_forecast"),
            field="policy",
            found=of,
            allowed=", ".join(result.compared),
        )
    if name == "blocks" and not result.blocks:
        raise InputError(
            Said("mentorsim.this_forecast_has_no_blocks_of"),
            field="figure",
            found=figure,
            allowed=Said("mentorsim.policies_that_differ_in_their_weeks"),
        )
    match name:
        case "net":
            return net_figure(result, of, words)
        case "years":
            return years_figure(result, of, words)
    return blocks_figure(result, words)


def _known(figure: str | None, figures: Sequence[str], of: str) -> str:
    """The figure that is asked for, or the first."""
    name = figures[0] if figure is None else figure
    if name not in figures:
        raise InputError(
            Said("mentorsim.no_such_figure_of_of", of=of),
            field="figure",
            found=figure,
            allowed=", ".join(figures),
        )
    return name


def _no_result(found: object) -> InputError:
    return InputError(
        Said("mentorsim.this_is_no_result_that_can"),
        field="result",
        found=type(found).__name__,
        allowed=Said("mentorsim.what_compare_rank_decide_forecast_or"),
    )
