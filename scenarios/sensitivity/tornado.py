"""One at a time: what an outcome is at the low and the high end of each factor.

Parameters go from the 2.5 to the 97.5 % quantile of their posterior, prices and effects of other
measures as far over their range, levers from end to end; everything else stays at the middle. A bar
says what a factor would do alone, others being what they are: parameters that hang together do not
move so, and bars do not add up. The mechanism has no middle: the bars are those of one mechanism,
with what is believed under it, and are made for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.intervals import enough_draws, few_draws_note, summary
from scenarios.sensitivity.beforehand import check_question
from scenarios.sensitivity.draws import check_draws, over_draws
from scenarios.sensitivity.factors import Factor, is_two_valued, parameter_factor
from scenarios.sensitivity.held import each_mechanism, held_in, piece
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError
from sim.messages import Said
from sim.parameters import parameter_space
from sim.shown import ResultShown, Shown, with_interval

Floats = npt.NDArray[np.float64]

#: Standard errors within which a bar cannot be told from noise.
SURE = 2.0


@dataclass(frozen=True, repr=False)
class Tornado(ResultShown):
    """Bars, longest first.

    Attributes:
        table: label, unit, low_value, high_value, low, high (the outcome there), error (standard
            error of the bar's length), swing (its length) and clear (told from noise).
        base: the outcome in the middle.
        base_error: its standard error over seeds.
        mean, lower, upper: the outcome over posterior draws (and draws of prices): everything
            that is uncertain at once, with its interval.
        draws: behind these.
        seeds: behind each end.
        extrapolated: whether anything lies beyond what the trial speaks to.
        factors: of the bars.
        held: the mechanism and the barriers where the other bars have them, and what else is
            asked to stand still.
    """

    table: pd.DataFrame
    base: float
    base_error: float
    mean: float
    lower: float
    upper: float
    draws: int
    seeds: int
    extrapolated: bool
    factors: tuple[Factor, ...]
    held: Mapping[str, float]

    def shown(self) -> Shown:
        """The longest bars, in a few lines."""
        rows = tuple(
            (
                str(row["label"]),
                *(f"{row[column]:,.4g}" for column in ("low_value", "high_value", "low", "high")),
                "yes" if row["clear"] else "no",
            )
            for row in self.table.to_dict("records")
        )
        everything = with_interval(
            self.mean,
            self.lower,
            self.upper,
            2,
            enough=enough_draws(self.draws),
            beyond=self.extrapolated,
        )
        return Shown(
            f"Tornado of {len(rows)} factors around {self.base:,.4g}",
            facts=(f"Everything uncertain at once, over {self.draws} draws: {everything}",),
            columns=("factor", "from", "to", "outcome from", "outcome to", "beyond noise"),
            rows=rows,
            after=few_draws_note(self.draws),
            further=(".table", ".held", "tell(question, result)", "plot(question, result)"),
        )


def commoner(posterior: Posterior) -> Posterior:
    """The draws that have the commoner value of each parameter with two (the mechanism)."""
    space, draws = parameter_space(), posterior.draws
    pairs = [str(name) for name in draws.columns if space[str(name)].two_valued]
    return posterior.holding({name: float(draws[name].mode().iloc[0]) for name in pairs})


def middle(posterior: Posterior) -> dict[str, float]:
    """Means of the draws that have the commoner mechanism, which has no middle."""
    means = commoner(posterior).draws.mean()
    return parameter_space().values({str(name): float(x) for name, x in means.items()})


def ends(factor: Factor, posterior: Posterior) -> tuple[float, float]:
    """The ends of a factor's bar: those of its own range, the values of a two-valued parameter."""
    tail = sensitivity_setting().tornado_tail.value
    if factor.own or is_two_valued(factor):
        return factor.low, factor.high
    if factor.kind == "parameter":
        low, high = np.quantile(posterior.draws[factor.name], [tail, 1 - tail])
        return float(low), float(high)
    if factor.kind in ("price", "relief"):
        low, high = factor.at(np.array([tail, 1 - tail]))
        return float(low), float(high)
    return factor.low, factor.high


def tornado(
    question: Question,
    factors: Sequence[Factor],
    seed: int,
    draws: int,
    running: Running | None = None,
) -> Tornado:
    """The bars of some factors under the commoner mechanism; see `tornadoes`.

    Args:
        question: a policy against another, in an outcome.
        factors: a bar each.
        seed: of the worlds.
        draws: of the posterior.
        running: where it is run and what is kept.
    """
    return tornadoes(question, factors, seed, draws, running, questions=[question])[0]


def tornadoes(
    question: Question,
    factors: Sequence[Factor],
    seed: int,
    draws: int,
    running: Running | None = None,
    *,
    questions: Sequence[Question] = (),
) -> tuple[Tornado, ...]:
    """The bars of some factors, under each mechanism that the question leaves open.

    Args:
        question: what is asked.
        factors: parameters, prices and levers.
        seed: of the first world; the same worlds stand behind every end.
        draws: posterior draws behind the outcome over everything.
        running: how.
        questions: under which the bars are wanted; none are those of `each_mechanism`.

    Returns:
        One for each, the commoner mechanism first; everything at once is the same in all of them.

    Raises:
        InputError: no factors, more draws than there are, a cost per extra person where nobody
            gains, or two policies that cannot differ in the outcome.
    """
    how = running or Running()
    if not factors:
        raise InputError(
            Said("scenarios.no_factors"),
            field="factors",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.one_or_more"),
        )
    check_draws(question, draws)
    check_question(question, factors, seed)
    count = int(sensitivity_setting().tornado_seeds.value)
    asked = questions or each_mechanism(question)
    bars = (1 + 2 * len(factors)) * count
    share = bars / (len(asked) * bars + SEEDS_PER_DRAW * draws)
    first = 1.0 - len(asked) * share
    everything = over_draws(question, draws, seed, how.part(0.0, first), name="everything")
    _check_finite(everything)
    return tuple(
        _bars(
            each,
            factors,
            seed,
            everything,
            replace(how.part(first + k * share, first + (k + 1) * share), prefix=piece(each)),
        )
        for k, each in enumerate(asked)
    )


def _bars(
    question: Question, factors: Sequence[Factor], seed: int, everything: Floats, how: Running
) -> Tornado:
    """The bars under the commoner mechanism of the question's draws."""
    posterior, count = commoner(question.posterior), int(sensitivity_setting().tornado_seeds.value)
    centre = middle(posterior)
    span = {f.key: ends(f, posterior) for f in factors}
    varied = [f for f in factors if f.kind != "lever"]
    levers = [f for f in factors if f.kind == "lever"]
    whole = (1 + 2 * len(factors)) * count
    rows = np.array([[_middle_of(f, centre) for f in varied]] * (1 + 2 * len(varied)))
    for k, factor in enumerate(varied):
        rows[1 + 2 * k, k], rows[2 + 2 * k, k] = span[factor.key]
    share = len(rows) * count / whole
    # A model has one input at least, if need be one that stays where it is.
    inputs = varied or [parameter_factor(posterior.draws.columns[0])]
    if not varied:
        rows = np.array([[_middle_of(inputs[0], centre)]])
    found = _over_seeds(question, inputs, rows, centre, seed, how.part(0, share), "ends")
    outcome = {f.key: (found[1 + 2 * k], found[2 + 2 * k]) for k, f in enumerate(varied)}
    for factor in levers:
        pair = np.array([[end] for end in span[factor.key]])
        low, high = _over_seeds(
            question,
            [factor],
            pair,
            centre,
            seed,
            how.part(share, share + 2 * count / whole),
            f"lever-{factor.name}",
        )
        share += 2 * count / whole
        outcome[factor.key] = (low, high)
    table = pd.DataFrame([_bar(f, span[f.key], outcome[f.key]) for f in factors])
    table = table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    all_at_once, base = summary(everything), found[0]
    return Tornado(
        table,
        float(base.mean()),
        _error(base),
        float(all_at_once["mean"]),
        float(all_at_once["low"]),
        float(all_at_once["high"]),
        len(everything),
        count,
        question.beyond(levers),
        tuple(factors),
        held_in(centre, question.at),
    )


def _middle_of(factor: Factor, centre: dict[str, float]) -> float:
    if factor.kind == "parameter":
        return centre[factor.name]
    return float(factor.at(np.array([0.5]))[0])


def _over_seeds(
    question: Question,
    inputs: Sequence[Factor],
    rows: Floats,
    centre: dict[str, float],
    seed: int,
    running: Running,
    name: str,
) -> Floats:
    """The outcome of each row with each seed, shape (rows, seeds)."""
    count = int(sensitivity_setting().tornado_seeds.value)
    # All rows of a seed stand together: its people and luck are made once.
    repeated = np.tile(rows, (count, 1))
    seeds = np.repeat(seed + np.arange(count), len(rows))
    model = question.model(inputs, centre)
    found = run_design(model, repeated, seeds, running, name=f"{name}-by-seed")
    _check_finite(found)
    return np.ascontiguousarray(found.reshape(count, len(rows)).T)


def _check_finite(outcome: Floats) -> None:
    bad = int((~np.isfinite(outcome)).sum())
    if bad:
        raise InputError(
            Said("scenarios.nobody_gains_at_one_end_a"),
            field="outcome",
            found=Said("scenarios.in_bad_of_size_runs", bad=bad, size=outcome.size),
            allowed=Said("scenarios.net_public_education_or_employment"),
        )


def _bar(
    factor: Factor, span: tuple[float, float], outcome: tuple[Floats, Floats]
) -> dict[str, object]:
    low, high = outcome
    # The same worlds at both ends: what they share goes away in the difference.
    error, swing = _error(high - low), float(abs((high - low).mean()))
    return {
        "label": factor.key,
        "unit": factor.unit,
        "low_value": span[0],
        "high_value": span[1],
        "low": float(low.mean()),
        "high": float(high.mean()),
        "error": error,
        "swing": swing,
        "clear": swing > SURE * error,
    }


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))
