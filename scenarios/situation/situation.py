"""What a jobcentre *has*, said once: young people, mentors or a budget, years, prices.

It stands beside policies, which say what is offered. Field by field its descriptions are the
documentation of a situation's file (`scenarios/examples/situation.yaml` is one).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_sets import rule_years
from scenarios.forecast.setting import START_YEARS, Stream, forecast_setting
from scenarios.municipality.answers import answers
from scenarios.municipality.margins import schema
from sim.conditions import Strict, conflict, said
from sim.errors import InputError
from sim.messages import Said

#: Young people in a cohort: not fewer than a group that may be shown, and no more than the country
#: has; and a year, no more than any municipality has.
FEWEST, MOST = int(schema().limit("smallest_group")), int(schema().limit("most_people"))
MOST_A_YEAR = int(schema().limit("most_individuals"))
#: Most full-time mentors, as in `sim.policy_capacity.Capacity.mentors`, and most kroner a year for
#: them: a million each.
MOST_MENTORS, MOST_BUDGET = 100_000, 100_000_000_000
#: A name: letters, digits and a little punctuation on one line, so that it is no formula, no markup
#: and no path anywhere.
NAME = r"^[^\W_][\w .,'&()-]*$"
LONGEST_NAME = 60


def _unit(said: Said) -> dict[str, Any]:
    """A unit for messages, as a schema can hold it: in English, and by its code."""
    return {"unit": str(said), "unit_code": said.code}


def _bounded(unit: Said, **limits: Any) -> Any:
    """Limits of a number, and its unit for messages."""
    return Field(json_schema_extra=_unit(unit), **limits)


def _no_truth(value: object) -> object:
    """Whatever is no truth value: `true` mentors are not one mentor."""
    if isinstance(value, bool):
        raise ValueError(Said("scenarios.no_number"))
    return value


def _population(value: object) -> Path | pd.DataFrame:
    if isinstance(value, pd.DataFrame):
        return value.copy()
    if isinstance(value, str | Path) and str(value).strip():
        return Path(value)
    raise ValueError(Said("scenarios.no_population"))


def _prices(value: object) -> Path | dict[str, Any]:
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, str | Path) and str(value).strip():
        return Path(value)
    raise ValueError(Said("scenarios.no_prices"))


def _rules(value: int) -> int:
    if value not in rule_years():
        raise ValueError(Said("scenarios.no_such_rule_year"))
    return value


#: Written in the file as a path.
Population = Annotated[
    Path | pd.DataFrame,
    PlainValidator(_population),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            **_unit(Said("scenarios.the_path_of_a_file_or_a_frame")),
        }
    ),
]
OwnPrices = Annotated[
    Path | dict[str, Any],
    PlainValidator(_prices),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "minLength": 1,
                    **_unit(Said("scenarios.the_path_of_a_yaml_file_alone")),
                },
                {"type": "object", **_unit(Said("scenarios.the_entries_of_such_a_file"))},
            ]
        }
    ),
]


class YoungPeople(Strict):
    """How many young people come, and how: one of the two fields."""

    per_year: Annotated[
        Annotated[int, _bounded(Said("scenarios.young_people_a_year"), ge=FEWEST, le=MOST_A_YEAR)]
        | None,
        said(
            "a stream: young people a year, evenly over the years that are looked at",
            "en løbende tilgang: unge om året, jævnt over de år, der ses på",
            example="300",
        ),
    ] = None
    cohort: Annotated[
        Annotated[int, _bounded(Said("scenarios.young_people_in_all"), ge=FEWEST, le=MOST)] | None,
        said(
            "a cohort: young people in all, who come within the trial's weeks of intake",
            "et hold: unge i alt, som kommer inden for forsøgets uger med tilgang",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_way(self) -> YoungPeople:
        if (self.per_year is None) == (self.cohort is None):
            raise conflict(
                Said("scenarios.how_young_people_come_is_said"),
                field="per_year",
                found=f"per_year {self.per_year}, cohort {self.cohort}",
                allowed=Said("scenarios.one_of_per_year_a_stream"),
            )
        return self

    @property
    def kind(self) -> str:
        """The field that is there: `per_year` or `cohort`."""
        return "per_year" if self.cohort is None else "cohort"

    @property
    def number(self) -> int:
        """Young people a year, or in the cohort."""
        found = self.per_year if self.cohort is None else self.cohort
        assert found is not None  # one of the two is there
        return found


class Situation(Strict):
    """What a jobcentre has, besides the policies that it could choose."""

    name: Annotated[
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=LONGEST_NAME,
                pattern=NAME,
                json_schema_extra={
                    **_unit(Said("scenarios.one_line_of_letters", most=LONGEST_NAME))
                },
            ),
        ]
        | None,
        said("name of the municipality or the jobcentre", "navnet på kommunen eller jobcentret"),
    ] = None
    young_people: Annotated[
        YoungPeople, said("how many come, and how", "hvor mange der kommer, og hvordan")
    ]
    mentors: Annotated[
        Annotated[
            float,
            _bounded(
                Said("scenarios.full_time_mentors_employed"), gt=0, le=MOST_MENTORS, strict=False
            ),
            BeforeValidator(_no_truth),
        ]
        | None,
        said(
            "full-time mentors employed; or give budget; neither is as many as it takes",
            "ansatte fuldtidsmentorer; eller angiv budget; uden begge så mange, som der skal til",
        ),
    ] = None
    budget: Annotated[
        Annotated[
            float,
            _bounded(
                Said("scenarios.kroner_a_year_for_mentors"), gt=0, le=MOST_BUDGET, strict=False
            ),
            BeforeValidator(_no_truth),
        ]
        | None,
        said(
            "kroner a year for mentors, in the price level used; it employs as many as it pays at "
            "central prices (salary and what is paid on top of it, without the weeks before the "
            "first mentee)",
            "kroner om året til mentorer, i det anvendte prisniveau; det ansætter så mange, som "
            "det betaler ved centrale priser (løn og tillæg, uden ugerne før den første unge)",
        ),
    ] = None
    first_year: Annotated[
        Annotated[
            int, _bounded(Said("scenarios.calendar_year"), ge=START_YEARS[0], le=START_YEARS[1])
        ]
        | None,
        said(
            "the first calendar year; left out it is that of a forecast",
            "det første kalenderår; udeladt er det fremskrivningens",
        ),
    ] = None
    years: Annotated[
        Annotated[
            int,
            _bounded(
                Said("scenarios.calendar_years"), ge=1, le=int(forecast_setting().most_years.value)
            ),
        ]
        | None,
        said(
            "calendar years to look at; left out they are those of a forecast",
            "kalenderår, der ses på; udeladt er det fremskrivningens",
        ),
    ] = None
    rules: Annotated[
        Annotated[
            int,
            AfterValidator(_rules),
            Field(
                json_schema_extra={
                    "enum": list(rule_years()),
                    **_unit(Said("scenarios.rule_year_of_prices")),
                }
            ),
        ]
        | None,
        said(
            "year of the rules and prices; left out each year of a forecast has its own, and all "
            "else those of the first year",
            "årstal for regler og priser; udeladt har hvert år i en fremskrivning sine egne, og "
            "alt andet det første års",
        ),
    ] = None
    prices: Annotated[
        OwnPrices | None,
        said(
            "prices of one's own over those of the rules: a path, or the entries of such a file",
            "egne priser oven på reglernes: en sti, eller posterne i sådan en fil",
        ),
    ] = None
    population: Annotated[
        Population | None,
        Field(repr=False),
        said(
            "the path of a file with the young people's make-up (in a file, from where it "
            "stands); left out they are made up as the trial's",
            "stien til en fil med de unges sammensætning (i en fil: set derfra); udeladt er "
            "de sammensat som forsøgets",
        ),
    ] = None
    take: Annotated[
        list[Annotated[str, Field(min_length=1)]] | None,
        said(
            "how a population file that can be read in several ways is taken, each NAME=ANSWER; "
            "left out nothing is open",
            "hvordan en fil med de unge, der kan læses på flere måder, skal læses, hver "
            "NAVN=SVAR; udeladt er intet åbent",
            example='["område=Vejle", "tid=2025K1"]',
        ),
    ] = None
    jobcentres: Annotated[
        Literal["one", "as_in_trial"],
        said(
            "one is a single queue; as_in_trial spreads young people and mentors over the trial's "
            "jobcentres, each with a queue of its own",
            "one er én kø; as_in_trial spreder unge og mentorer over forsøgets jobcentre, hvert "
            "med sin egen kø",
        ),
    ] = "one"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Situation:
        if self.mentors is not None and self.budget is not None:
            raise conflict(
                Said("sim.mentors_are_given_twice"),
                field="budget",
                found=self.budget,
                allowed=Said("scenarios.one_of_mentors_and_budget"),
            )
        if self.jobcentres == "as_in_trial":
            if self.population is not None:
                raise conflict(
                    Said("scenarios.a_population_of_ones_own_is"),
                    field="jobcentres",
                    found=Said("scenarios.as_in_trial_beside_a_population"),
                    allowed=Said("scenarios.one_or_population_left_out"),
                )
            if self.young_people.cohort is not None:
                raise conflict(
                    Said("scenarios.in_the_trials_jobcentres_a_cohort"),
                    field="jobcentres",
                    found=f"as_in_trial, cohort {self.young_people.cohort}",
                    allowed=Said("scenarios.one_or_young_people_per_year"),
                )
        if self.take is not None:
            if self.population is None:
                raise conflict(
                    Said("scenarios.answers_and_no_population"),
                    field="take",
                    found=", ".join(self.take),
                    allowed=Said("scenarios.beside_population_or_left_out"),
                )
            try:
                answers(self.take)
            except InputError as error:
                raise conflict(
                    error.problem,
                    field="take",
                    found=error.found,
                    allowed=error.allowed or "",
                ) from error
        return self

    def __eq__(self, other: object) -> bool:
        """Whether all fields are the same; populations in memory are compared cell by cell."""
        if not isinstance(other, Situation):
            return NotImplemented
        mine, theirs = dict(self), dict(other)
        populations = [fields.pop("population") for fields in (mine, theirs)]
        return mine == theirs and same_values(*populations)

    # As Python has it of a class with its own equality; the base class is frozen and hashes.
    __hash__ = None  # type: ignore[assignment]

    @property
    def stream(self) -> Stream:
        """The calendar years that are looked at, and the young people of each of them.

        Of a cohort only the years are meant.
        """
        usual = Stream(self.young_people.number)
        return replace(
            usual,
            years=usual.years if self.years is None else self.years,
            start_year=usual.start_year if self.first_year is None else self.first_year,
        )

    @property
    def rule_year(self) -> int | None:
        """The rule year that the situation says or that goes with its first year.

        That is the first year's own, or the newest on file before it. None of a cohort that names
        no year: it comes when the trial's did.

        Raises:
            InputError: no rules on file are as old as the first year.
        """
        if self.rules is not None:
            return self.rules
        if self.first_year is None and self.young_people.cohort is not None:
            return None
        first = self.stream.start_year
        known = [year for year in rule_years() if year <= first]
        if not known:
            raise InputError(
                Said("scenarios.no_rules_on_file_are_as"),
                field="situation.first_year",
                found=first,
                allowed=Said("scenarios.from_year_on_or_a_rule_year", year=str(rule_years()[0])),
            )
        return known[-1]

    def own_prices(self, price_level: int | None = None) -> Prices:
        """The rules and prices that the situation says (`rule_year`).

        Args:
            price_level: year of the kroner; None is the rule year.

        Raises:
            InputError: prices that cannot be, or no rules as old as the first year.
        """
        return chosen_prices(self.prices, self.rule_year, price_level)

    def told(self, posts: float | None) -> str:
        """The situation on one line, in plain English.

        Args:
            posts: full-time mentors that it employs (`scenarios.situation.posts`); None is as many
                as it takes.
        """
        people = self.young_people
        coming = (
            Said("scenarios.young_people_a_year")
            if people.cohort is None
            else "young people in a cohort"
        )
        parts = [f"{people.number:,} {coming}"]
        if posts is None:
            parts.append("as many mentors as each policy takes")
        else:
            paid = "" if self.budget is None else f" (for {self.budget:,.0f} kroner a year)"
            parts.append(f"{posts:,.4g} mentors{paid}")
        # A cohort that names no year comes when the trial's did.
        if people.cohort is None or self.first_year is not None:
            years = self.stream.calendar_years
            parts.append(f"{years[0]}-{years[-1]}" if len(years) > 1 else f"{years[0]}")
        parts.append("one jobcentre" if self.jobcentres == "one" else "jobcentres as in the trial")
        if self.rules is not None:
            parts.append(f"rules of {self.rules}")
        if self.prices is not None:
            parts.append("own prices")
        if self.population is not None:
            parts.append("own young people")
        whose = "Situation" if self.name is None else f"Situation of {self.name}"
        return f"{whose}: {', '.join(parts)}"


def same_values(one: object, other: object) -> bool:
    """Whether two values, which may be data frames, are the same."""
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        return one.equals(other)
    if isinstance(one, pd.DataFrame) or isinstance(other, pd.DataFrame):
        return False
    return bool(one == other)
