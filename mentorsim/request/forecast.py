"""What a forecast is made with, for its provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.request.prices import rules_used

if TYPE_CHECKING:
    from calibration.trial import Trial
    from scenarios.forecast.forecast import Forecast
    from scenarios.municipality.local_population import LocalPeople


def used(result: Forecast, people: Trial | LocalPeople, seed: int) -> dict[str, object]:
    """What a forecast was made with, for its provenance.

    Args:
        result: the forecast of all policies, year by year.
        people: the trial's young people, or a jobcentre's.
        seed: of the simulation.
    """
    from scenarios.municipality.local_population import LocalPeople

    stream = result.stream
    found: dict[str, object] = {
        "policies": ", ".join(result.compared),
        "against": result.reference,
        "intake": stream.intake,
        "intake_years": stream.coming,
        "years": f"{stream.calendar_years[0]} to {stream.calendar_years[-1]}",
        "resource_courses": stream.courses_chosen,
        **stream.reform.chosen,
        "draws": result.draws,
        "seed": seed,
        **rules_used(result.rules),
    }
    if result.situation:
        found["situation"] = result.situation
    if isinstance(people, LocalPeople):
        found |= {
            "population": people.municipality.name,
            "people": people.municipality.people,
            "staffing": people.staffed_as or "median",
        }
    return found
