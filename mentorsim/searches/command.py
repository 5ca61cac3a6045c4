"""`mentorsim search`: what does best within the mentors or the budget there is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from calibration.stored_posterior import READINGS, read_posterior, shipped_posterior
from mentorsim.asked import CORES, Fitted, Json, Lang, Out, Reading, Seed, Workers
from mentorsim.console import output, print_json, progress
from mentorsim.language import Language
from mentorsim.number_options import number_option, number_reader, whole_option
from mentorsim.output import check_folder
from mentorsim.priced import PriceLevel, PricesAsked, RuleYear, prices_used
from mentorsim.provenance import provenance
from mentorsim.resume import kept_pieces
from mentorsim.searches.amounts import choice_sentence
from mentorsim.searches.files import search_json, write_search
from mentorsim.searches.screen import search_view
from mentorsim.searches.searching import TODAY, WANT, Asked, searched_as_asked
from mentorsim.sensitivities.asking import listed
from mentorsim.situated import situated
from scenarios.comparison.setting import LONGEST
from scenarios.policy.policies import NamedPolicy, load_policy
from scenarios.search.space import LEVERS
from scenarios.search.wants import MOST_WANTS, WANTS
from sim.errors import InputError

Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--want",
        help=f"NAME,...: at most {MOST_WANTS}, the one that counts most first: {', '.join(WANTS)}",
    ),
]
Counts = Annotated[
    list[str] | None,
    typer.Option("--counts", help="GROUP=WEIGHT,...: what the gain of somebody in a group counts"),
]
Moved = Annotated[
    list[str] | None,
    typer.Option("--levers", help=f"NAME,...: what may be changed; else all: {', '.join(LEVERS)}"),
]


def search_command(
    today: Annotated[
        str, typer.Argument(help="today's policy: a name in the library, or a YAML file")
    ] = TODAY,
    intake: Annotated[int | None, whole_option("--intake", "young people a year")] = None,
    cohort: Annotated[
        int | None, whole_option("--cohort", "young people in all, who come at once")
    ] = None,
    mentors: Annotated[
        float | None, number_option("--mentors", "full-time mentors there are")
    ] = None,
    budget: Annotated[
        float | None, number_option("--budget", "kroner a year for mentors, instead of --mentors")
    ] = None,
    years: Annotated[
        int | None, whole_option("--years", "calendar years in which they come")
    ] = None,
    want: Wanted = None,
    counts: Counts = None,
    levers: Moved = None,
    weeks: Annotated[
        int | None, whole_option("--weeks", "weeks since entry to follow", low=1, high=LONGEST)
    ] = None,
    candidates: Annotated[int | None, whole_option("--candidates", "policies to look at")] = None,
    draws: Annotated[
        int | None, whole_option("--draws", "posterior draws behind the printed numbers")
    ] = None,
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    seed: Seed = 1,
    workers: Workers = CORES,
    out: Out = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with an interrupted search in --out")
    ] = False,
    json: Json = False,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior: Fitted = None,
) -> None:
    """Look through policies for what does best with the mentors, or the budget, that there is."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    here = situated(_situation(intake, cohort, mentors, budget, years), None, None)
    asked = Asked(
        today=load_policy(today),
        here=here,
        want=listed(want) or [WANT],
        counts=_weights(listed(counts)),
        levers=listed(levers) or None,
        weeks=weeks,
        candidates=candidates,
        draws=draws,
        seed=seed,
        workers=workers,
        posterior=shipped_posterior(reading) if posterior is None else read_posterior(posterior),
        prices=prices,
        rule_year=rule_year,
        price_level=price_level,
    )
    with kept_pieces(out, resume=resume) as opening:
        with progress("search") as bar:
            result = searched_as_asked(
                asked, bar, opening, lambda policies: _early(policies, policies[0], words)
            )
        content = search_json(result, _origin(asked, today))
        if out is not None:
            write_search(out, result, content, words)
    if json:
        print_json(content)
        return
    output().print(search_view(result, words))
    if out is not None:
        output().print(words.text("screen.written", path=str(out)), markup=False)


def _situation(
    intake: int | None,
    cohort: int | None,
    mentors: float | None,
    budget: float | None,
    years: int | None,
) -> dict[str, Any]:
    """The fields of a situation, as they are said by options.

    Raises:
        InputError: nobody says how many young people come, or how many mentors there are.
    """
    if intake is None and cohort is None:
        raise InputError(
            "how many young people come?",
            field="--intake",
            found="nothing",
            allowed="--intake (a year) or --cohort",
        )
    if mentors is None and budget is None:
        raise InputError(
            "how many mentors are there?",
            field="--mentors",
            found="nothing",
            allowed="--mentors or --budget",
        )
    young = {"per_year": intake, "cohort": cohort}
    said = {"mentors": mentors, "budget": budget, "years": years}
    return {
        "young_people": {name: x for name, x in young.items() if x is not None},
        **{name: x for name, x in said.items() if x is not None},
    }


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
                "whose gain counts how much?",
                field="--counts",
                found=word,
                allowed="GROUP=WEIGHT, each group once",
            )
        found[group] = number_reader(f"--counts: {group}", whole=False)(weight)
    return found


def _origin(asked: Asked, today: str) -> dict[str, str]:
    """Where the result comes from."""
    prices = asked.here.prices(asked.prices, asked.rule_year, asked.price_level)
    used: dict[str, object] = {
        "today": today,
        "situation": asked.here.told(prices),
        "wants": ", ".join(asked.want),
        "counts": ", ".join(f"{group}={x:g}" for group, x in asked.counts.items()) or "alike",
        "levers": ", ".join(asked.levers or LEVERS),
        "candidates": asked.setting.count("candidates"),
        "draws": asked.setting.count("print_draws"),
        "seed": asked.seed,
        **prices_used(prices),
    }
    return provenance(asked.posterior, used)


def _early(policies: tuple[NamedPolicy, ...], today: NamedPolicy, words: Language) -> None:
    """A first look, on standard error: it goes by and is no result."""
    best = policies[1] if len(policies) > 1 else policies[0]
    typer.echo(words.text("search.first", changes=choice_sentence(best, today, words)), err=True)
