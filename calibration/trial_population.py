"""From the trial's tables and the stated assumptions to what `sim.population` draws from.

The tables print means; spreads, correlations and what makes Copenhagen differ are in
`population.yaml`, each with its source, certainty and reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtr, ndtri

from calibration.tables import TrialTables
from calibration.trial_rows import SurveyRow
from sim.errors import InputError
from sim.foreign import allowed_of, fault_of, field_of, found_in, of_system, own_words
from sim.messages import Said
from sim.population import ITEMS, Latent, PopulationTables
from sim.strict_yaml import load_yaml

Floats = npt.NDArray[np.float64]

#: Where the package keeps the assumptions.
DEFAULT_ASSUMPTIONS = Path(__file__).parent / "studies" / "danish_mentor_rct" / "population.yaml"

#: The survey's questions behind `sim.population.ITEMS`, in that order.
QUESTIONS = (
    "self_rated_health",
    "social_relations",
    "practical_tasks",
    "way_to_education",
    "wants_a_job",
)
#: How many of them, from the first, say how heavy the barriers are; the others are intentions.
BARRIERS = 3

NO_ANSWER = "no answer"
#: The parents in the order of `PopulationTables.parent_income`, as table 40 calls them.
PARENTS = ("mother", "father")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumption(_Entry):
    """A number that the tables do not print: value, unit, source, certainty and why."""

    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: str
    source: str
    certainty: Literal["A", "B", "D", "?"]
    why: str


class Correlation(Assumption):
    """A correlation within stratum and the pairs of `Latent` that it ties."""

    value: Annotated[float, Field(gt=-1, lt=1)]
    pairs: tuple[tuple[str, str], ...]


class Fact(Assumption):
    """A mean of some jobcentres; `rounding` is the unit it was rounded to."""

    rounding: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Ranges(_Entry):
    """Ends of scales: marks and years."""

    mark_low: Assumption
    mark_split: Assumption
    mark_high: Assumption
    age_low: Assumption
    age_high: Assumption


class Spreads(_Entry):
    """How far persons of one stratum differ."""

    mark_concentration_4_or_above: Assumption
    mark_concentration_below_4: Assumption
    su_concentration: Assumption
    transfer_concentration: Assumption
    age_concentration: Assumption
    income_log_sd: Assumption


class Severity(_Entry):
    """What severity goes with."""

    shift_no_marks: Assumption
    transfer_history: Assumption
    inter_item: Assumption
    intentions_loading: Assumption


class Differing(_Entry):
    """The means in which a jobcentre differs from the overall ones; None = as overall."""

    transfer_share_year_1_back: Fact | None = None
    transfer_share_year_2_back: Fact | None = None
    transfer_share_year_3_back: Fact | None = None
    su_share_year_1_back: Fact | None = None
    su_share_year_2_back: Fact | None = None
    su_share_year_3_back: Fact | None = None
    immigrant_or_descendant: Fact | None = None
    age: Fact | None = None

    def fact(self, variable: str) -> Fact | None:
        """The fact on a variable of table 40, if any."""
        found = getattr(self, variable, None)
        return found if isinstance(found, Fact) else None


class PopulationAssumptions(_Entry):
    """All of population.yaml."""

    ranges: Ranges
    spreads: Spreads
    correlations: dict[str, Correlation]
    severity: Severity
    jobcentres: dict[str, Differing]
    elsewhere: Differing


def read_assumptions(path: Path | None = None) -> PopulationAssumptions:
    """population.yaml, or another file of the same form. Raises InputError."""
    path = path or DEFAULT_ASSUMPTIONS
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Said("calibration.cannot_be_read"),
            file=path,
            found=of_system(error),
            allowed=Said("sim.a_yaml_file_in_utf_8"),
        ) from None
    content = load_yaml(text, file=path)
    try:
        return PopulationAssumptions.model_validate(content)
    except ValidationError as error:
        fault = fault_of(error)
        raise InputError(
            own_words(fault) or Said("calibration.cannot_be_used_here"),
            file=path,
            field=field_of(fault),
            found=found_in(fault),
            allowed=None if own_words(fault) else allowed_of(fault),
        ) from None


def population_tables(
    trial: TrialTables, assumptions: PopulationAssumptions | None = None
) -> PopulationTables:
    """What to draw the trial's participants from. J jobcentres in the order printed.

    Raises:
        InputError: a table lacks a variable, or tables and assumptions contradict each other.
    """
    stated = assumptions or read_assumptions()
    ranges, spreads = stated.ranges, stated.spreads
    split, nan = ranges.mark_split.value, np.nan
    mean, sd = severity_moments(trial, stated.severity.inter_item.value)
    items = [pooled_answers(trial, question) for question in QUESTIONS]
    answers = tuple(words for words, _ in items)
    shared = np.sqrt(stated.severity.inter_item.value)
    loading = [
        shared if k < BARRIERS else stated.severity.intentions_loading.value
        for k in range(len(ITEMS))
    ]
    try:
        return PopulationTables(
            jobcentre_names=tuple(row.jobcentre for row in trial.jobcentres),
            trial_seats=np.array([row.n for row in trial.jobcentres]),
            stratum_sizes=by_stratum(trial, "n"),
            mark_low=np.array([split, ranges.mark_low.value, nan]),
            mark_high=np.array([ranges.mark_high.value, split, nan]),
            mark_mean=by_stratum(trial, "grade_mean_danish_maths_9th"),
            mark_concentration=np.array(
                [
                    spreads.mark_concentration_4_or_above.value,
                    spreads.mark_concentration_below_4.value,
                    nan,
                ]
            ),
            su_mean=_three_years(trial, stated, "su"),
            transfer_mean=_three_years(trial, stated, "transfer"),
            su_concentration=spreads.su_concentration.value,
            transfer_concentration=spreads.transfer_concentration.value,
            age_low=ranges.age_low.value,
            age_high=ranges.age_high.value,
            age_mean=by_jobcentre(trial, stated, "age"),
            age_concentration=spreads.age_concentration.value,
            immigrant_share=by_jobcentre(trial, stated, "immigrant_or_descendant"),
            parent_no_education=np.stack(
                [by_stratum(trial, f"{parent}_no_education_after_school") for parent in PARENTS]
            ),
            parent_income=np.stack(
                [by_stratum(trial, f"{parent}_gross_income") for parent in PARENTS]
            ),
            income_log_sd=spreads.income_log_sd.value,
            correlation=_correlation(stated),
            severity_shift_no_marks=stated.severity.shift_no_marks.value,
            severity_transfer=stated.severity.transfer_history.value,
            severity_mean=mean,
            severity_sd=sd,
            item_cuts=tuple(ndtri(np.cumsum(shares)[:-1]) for _, shares in items),
            item_loading=np.array(loading),
            item_answers=answers,
        )
    except ValueError as error:
        raise InputError(
            Said("calibration.tables_and_assumptions_do_not_go", error=error.args[0]),
            file="population.yaml",
        ) from None


def by_stratum(trial: TrialTables, variable: str) -> Floats:
    """(3,) means of table 40 in the order of `Stratum`, nan where none is printed.

    Raises:
        InputError: the table has no such variable.
    """
    for row in trial.baseline_by_grade:
        if row.variable == variable:
            return np.array([np.nan if x is None else x for x in row.by_stratum])
    raise InputError(
        Said("calibration.a_variable_is_missing"),
        file="baseline_by_grade.csv",
        field=variable,
        allowed=Said("calibration.one_row"),
    )


def by_jobcentre(trial: TrialTables, stated: PopulationAssumptions, variable: str) -> Floats:
    """(J, 3) means by jobcentre and stratum that average to table 40 with the trial's seats.

    A jobcentre that differs has the stated mean over its strata, with all strata moved by one
    step (in logits for shares, in years for age). The others share what is left.

    Args:
        trial: the tables, with seats by jobcentre and stratum.
        stated: which jobcentres differ, and by how much.
        variable: name of what is averaged.

    Raises:
        InputError: a jobcentre that differs is not among the trial's.
    """
    printed, sizes = by_stratum(trial, variable), by_stratum(trial, "n")
    mix = sizes / sizes.sum()
    names = [row.jobcentre for row in trial.jobcentres]
    seats = np.array([row.n for row in trial.jobcentres], dtype=float)
    means = np.tile(printed, (len(names), 1))
    differs = np.zeros(len(names), dtype=bool)
    for name, differing in stated.jobcentres.items():
        if name not in names:
            raise InputError(
                Said("calibration.not_a_jobcentre_of_the_trial"),
                file="population.yaml",
                field=f"jobcentres.{name}",
                found=name,
                allowed=", ".join(names),
            )
        fact = differing.fact(variable)
        if fact is not None:
            j = names.index(name)
            differs[j] = True
            means[j] = _moved(printed, mix, fact.value, in_logits=variable != "age")
    taken = seats[differs] @ means[differs]
    means[~differs] = (printed * seats.sum() - taken) / seats[~differs].sum()
    return means


def _moved(printed: Floats, mix: Floats, target: float, *, in_logits: bool) -> Floats:
    """The means by stratum moved by one step so that their average over the mix is the target."""
    if not in_logits:
        return printed + (target - float(mix @ printed))
    start = logit(printed)
    step = brentq(lambda x: float(mix @ expit(start + x)) - target, -40.0, 40.0, xtol=1e-13)
    return np.asarray(expit(start + step))


def _three_years(trial: TrialTables, stated: PopulationAssumptions, kind: str) -> Floats:
    """(J, 3, 3) mean shares of SU or transfers by jobcentre, stratum and year back."""
    years = [by_jobcentre(trial, stated, f"{kind}_share_year_{k}_back") for k in (1, 2, 3)]
    return np.stack(years, axis=2)


def _correlation(stated: PopulationAssumptions) -> Floats:
    """(13, 13) correlations of `Latent`; pairs not named are 0."""
    matrix = np.eye(len(Latent))
    known = {latent.name.lower(): latent for latent in Latent}
    for name, entry in stated.correlations.items():
        for pair in entry.pairs:
            for side in pair:
                if side not in known:
                    raise InputError(
                        Said("calibration.not_a_variable_of_the_copula"),
                        file="population.yaml",
                        field=f"correlations.{name}.pairs",
                        found=side,
                        allowed=", ".join(known),
                    )
            a, b = known[pair[0]], known[pair[1]]
            if a == b or matrix[a, b] != 0:
                raise InputError(
                    Said("calibration.a_pair_named_twice_or_a"),
                    file="population.yaml",
                    field=f"correlations.{name}.pairs",
                    found=" and ".join(pair),
                    allowed=Said("calibration.each_pair_once"),
                )
            matrix[a, b] = matrix[b, a] = entry.value
    return matrix


def pooled_answers(trial: TrialTables, question: str) -> tuple[tuple[str, ...], Floats]:
    """The answers to a question, best first, and their shares among those who answered.

    Arms are pooled by their sizes; `no answer` is left out and the rest rescaled to one.

    Raises:
        InputError: the survey has no such question.
    """
    rows = [
        row for row in trial.youth_survey if row.question == question and row.answer != NO_ANSWER
    ]
    if len(rows) < 2:
        raise InputError(
            Said("calibration.a_question_is_missing"),
            file="youth_survey.csv",
            field=question,
            found=Said("calibration.count_answers", count=len(rows)),
            allowed=Said("calibration.two_or_more"),
        )
    shares = np.array([pooled_share(trial, row) for row in rows])
    return tuple(row.answer for row in rows), shares / shares.sum()


def pooled_share(trial: TrialTables, row: SurveyRow) -> float:
    """Share of both arms that gave an answer, arms weighted by their sizes."""
    control = sum(centre.n_control for centre in trial.jobcentres)
    treated = sum(centre.n_treated for centre in trial.jobcentres)
    total = control * row.control_share + treated * row.treated_share
    return total / (control + treated)


def severity_moments(trial: TrialTables, inter_item: float) -> tuple[float, float]:
    """Mean and sd of severity on [0, 1], from how the participants answered.

    Each barrier question is scored 0 (best answer) to 1 (worst) in equal steps. Severity has the
    mean of the scores, and the sd of the score expected given the factor that the questions
    share: what is left when the noise of single answers is averaged away.

    Args:
        trial: the tables.
        inter_item: correlation between the normals behind two answers, in (0, 1).
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    load = np.sqrt(inter_item)
    expected = np.zeros_like(nodes)
    for question in QUESTIONS[:BARRIERS]:
        _, shares = pooled_answers(trial, question)
        cuts = ndtri(np.cumsum(shares)[:-1])
        # The expected score is the sum of the steps passed, each worth 1 / (answers - 1).
        passed = ndtr((load * nodes[:, None] - cuts) / np.sqrt(1 - inter_item))
        expected += passed.mean(axis=1) / BARRIERS
    mean = float(weights @ expected)
    return mean, float(np.sqrt(weights @ (expected - mean) ** 2))
