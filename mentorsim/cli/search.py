"""`mentorsim search`: what does best within the mentors or the budget there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorsim.cli.options import resume_option
from mentorsim.cli.sets import AnswerOptions, FitOptions, PriceOptions, RunOptions
from mentorsim.cli.situation_options import (
    SituationFile,
    check_policies,
    policies_asked,
    policy_asked,
)
from mentorsim.language import Language
from mentorsim.request.numbers import number_option, number_reader, whole_option
from mentorsim.request.parts import part
from mentorsim.request.prices import prices_used
from mentorsim.request.search import TODAY, WANT
from mentorsim.request.study import study_used
from mentorsim.terminal.console import output, print_json, progress
from scenarios.comparison.longest import LONGEST
from scenarios.search.space import LEVERS
from scenarios.search.wants import MOST_WANTS, WANTS
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.study import Study
    from mentorsim.python.search import Asked
    from mentorsim.request.request import Situated
    from scenarios.policy.policies import NamedPolicy

Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--want",
        help=Said("mentorsim.help_search_want", most=MOST_WANTS, names=[*WANTS]),
    ),
]
Counts = Annotated[
    list[str] | None,
    typer.Option("--counts", help=Said("mentorsim.help_search_counts")),
]
Moved = Annotated[
    list[str] | None,
    typer.Option("--levers", help=Said("mentorsim.help_search_levers", names=LEVERS)),
]
Among = Annotated[
    list[str] | None,
    typer.Option("--among", help=Said("mentorsim.help_search_among")),
]


@dataclass(frozen=True)
class SituationOptions:
    """The situation: that of a file, or the one that options say."""

    intake: Annotated[
        int | None, whole_option("--intake", Said("mentorsim.help_search_intake"))
    ] = None
    cohort: Annotated[
        int | None, whole_option("--cohort", Said("mentorsim.help_search_cohort"))
    ] = None
    mentors: Annotated[
        float | None, number_option("--mentors", Said("mentorsim.help_search_mentors"))
    ] = None
    budget: Annotated[
        float | None, number_option("--budget", Said("mentorsim.help_search_budget"))
    ] = None
    years: Annotated[int | None, whole_option("--years", Said("mentorsim.help_search_years"))] = (
        None
    )
    situation: SituationFile = None

    def here(self, study: Study) -> Situated:
        """Who lives in which situation.

        Args:
            study: whose people they are made up as.

        Raises:
            InputError: file and options are both given, or nobody says how many young people come,
                or how many mentors there are.
        """
        from mentorsim.request.request import situated

        if self.situation is None:
            return situated(self._fields(), None, None, trial=study.trial)
        for name in ("intake", "cohort", "mentors", "budget", "years"):
            value = getattr(self, name)
            if value is not None:
                raise InputError(
                    Said("mentorsim.situation_or_options"),
                    field=f"--{name}",
                    found=f"{value:g}, --situation {self.situation}",
                    allowed=Said("mentorsim.one_of_the_two"),
                )
        return situated(self.situation, None, None, trial=study.trial)

    def _fields(self) -> dict[str, Any]:
        """The fields of a situation, as they are said by options."""
        if self.intake is None and self.cohort is None:
            raise InputError(
                Said("mentorsim.how_many_young_people_come"),
                field="--intake",
                found=Said("sim.nothing"),
                allowed=Said("mentorsim.intake_a_year_or_cohort"),
            )
        if self.mentors is None and self.budget is None:
            raise InputError(
                Said("mentorsim.how_many_mentors_are_there"),
                field="--mentors",
                found=Said("sim.nothing"),
                allowed=Said("mentorsim.mentors_or_budget"),
            )
        young = {"per_year": self.intake, "cohort": self.cohort}
        said = {"mentors": self.mentors, "budget": self.budget, "years": self.years}
        return {
            "young_people": {name: x for name, x in young.items() if x is not None},
            **{name: x for name, x in said.items() if x is not None},
        }


@dataclass(frozen=True)
class SearchRun(RunOptions):
    """How a search is computed, and where it is written."""

    resume: Annotated[bool, resume_option(Said("mentorsim.help_search_resume"))] = False


def search_command(
    today: Annotated[
        str,
        typer.Argument(
            metavar=Said("mentorsim.metavar_policy"), help=Said("mentorsim.help_search_today")
        ),
    ] = TODAY,
    *,
    situation: SituationOptions,
    want: Wanted = None,
    counts: Counts = None,
    levers: Moved = None,
    among: Among = None,
    weeks: Annotated[
        int | None,
        whole_option("--weeks", Said("mentorsim.help_search_weeks"), low=1, high=LONGEST),
    ] = None,
    candidates: Annotated[
        int | None, whole_option("--candidates", Said("mentorsim.help_search_candidates"))
    ] = None,
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_search_draws"))
    ] = None,
    prices: PriceOptions,
    fit: FitOptions,
    run: SearchRun,
    answer: AnswerOptions,
) -> None:
    """The command `search`; its help is `mentorsim.command_search`.

    Args:
        today: the policy that the search starts from.
        situation: the options on the situation.
        want: what is to be more of.
        counts: what the gain of somebody in a group counts, as in `GROUP=WEIGHT`; None counts all
            alike.
        levers: what may be changed; None is everything.
        among: names in the library, or files, that are searched among; None searches everything.
        weeks: last week since entry; None is the usual one.
        candidates: policies that are tried; None is the usual number.
        draws: posterior draws; None is the usual number.
        prices: the prices of kroner.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    from mentorsim.request.factors import listed

    names = listed(among, "--among")
    wants, weights = listed(want, "--want"), listed(counts, "--counts")
    moved = listed(levers, "--levers")
    check_policies([today, *names], fit.study)

    from mentorsim.python.search import Asked
    from mentorsim.request.records import read_situated_record, situated_record

    _ = answer.words  # no such language is told before anything is read
    run.check()
    answer.check()
    of = fit.asked(answer)
    here = part("people", lambda: situation.here(of), situated_record, read_situated_record)
    fitted = fit.draws(of)
    asked = Asked(
        today=policy_asked(today, of.trial),
        here=here,
        want=wants or [WANT],
        counts=_weights(weights),
        levers=moved or None,
        weeks=weeks,
        candidates=candidates,
        draws=draws,
        seed=run.seed,
        workers=run.workers,
        posterior=fitted,
        values=prices.of(here),
        given=policies_asked(names, of.trial) if names else None,
    )
    answer_search(asked, run, answer)


def answer_search(asked: Asked, run: RunOptions, answer: AnswerOptions) -> None:
    """Search, and tell, write and keep what is found.

    Args:
        asked: what is asked.
        run: where it is written.
        answer: how it is told.
    """
    from mentorsim.present.search.files import search_json
    from mentorsim.present.search.terminal import search_view
    from mentorsim.present.situation.words import told_of
    from mentorsim.python.search import searched_as_asked
    from mentorsim.report.search import write_search
    from mentorsim.saved.question import keep_question

    words, here = answer.words, asked.here
    with run.saved_pieces() as opening:
        with progress(Said("mentorsim.doing_search")) as bar:
            result = searched_as_asked(
                asked, bar, opening, lambda policies: _early(policies, asked, words)
            )
        content = search_json(result, _origin(asked))
        if run.out is not None:
            write_search(run.out, result, content, words, told_of(here, asked.values))
    keep_question(answer.save, content, content["text"])
    if answer.json:
        print_json(content)
        return
    output().print(search_view(result, words, told_of(here, asked.values)))
    if run.out is not None:
        output().print(words.text("screen.written", path=str(run.out)), markup=False)


def _weights(words: list[str]) -> dict[str, float]:
    """Weights by group, as they are said in options.

    Raises:
        InputError: no weight, no number, or a group twice.
    """
    found: dict[str, float] = {}
    for word in words:
        group, sign, weight = word.partition("=")
        if not sign or group in found:
            raise InputError(
                Said("mentorsim.whose_gain_counts_how_much"),
                field="--counts",
                found=word,
                allowed=Said("mentorsim.group_weight_each_group_once"),
            )
        found[group] = number_reader(f"--counts: {group}", whole=False)(weight)
    return found


def _origin(asked: Asked) -> dict[str, str]:
    """Where the result comes from."""
    from mentorsim.present.provenance import provenance

    prices = asked.price_set
    used: dict[str, object] = {
        "today": asked.today.name,
        "situation": asked.here.told(prices),
        "wants": ", ".join(asked.want),
        "counts": ", ".join(f"{group}={x:g}" for group, x in asked.counts.items()) or "alike",
        **_looked_through(asked),
        "draws": asked.setting.count("print_draws"),
        "seed": asked.seed,
        **prices_used(prices),
        **study_used(asked.here.people.trial),
    }
    return provenance(asked.posterior, used)


def _looked_through(asked: Asked) -> dict[str, object]:
    """What the policies were that were looked through."""
    if asked.given is not None:
        return {"among": ", ".join(named.name for named in asked.given)}
    levers = ", ".join(asked.levers or LEVERS)
    return {"levers": levers, "candidates": asked.setting.count("candidates")}


def _early(policies: tuple[NamedPolicy, ...], asked: Asked, words: Language) -> None:
    """A first look, on standard error: it goes by and is no result."""
    from mentorsim.present.search.amounts import choice_sentence, title

    best = policies[1] if len(policies) > 1 else policies[0]
    given = asked.given is not None
    told = title(best, words) if given else choice_sentence(best, policies[0], words)
    typer.echo(words.text("search.first", changes=told), err=True)
