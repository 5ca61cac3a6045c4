"""The numbers of `scenarios/search/search.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml

#: Fewest policies of a generation that an optimiser takes.
FEWEST = 5


class SearchSetting(BaseModel):
    """How policies are searched for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    candidates: Sourced[float]
    population: Sourced[float]
    scan_worlds: Sourced[float]
    refine_worlds: Sourced[float]
    last_worlds: Sourced[float]
    refine_share: Sourced[float]
    last_share: Sourced[float]
    least_kept: Sourced[float]
    generations: Sourced[float]
    scan_share: Sourced[float]
    choose_worlds: Sourced[float]
    print_draws: Sourced[float]
    view_draws: Sourced[float]
    front: Sourced[float]
    worth_it: Sourced[float]
    condition_share: Sourced[float]

    def count(self, name: str) -> int:
        """A whole number by name."""
        return int(getattr(self, name).value)

    @property
    def generation(self) -> int:
        """Policies of a generation."""
        most = self.count("candidates") // self.count("generations")
        return max(FEWEST, min(self.count("population"), most))

    def kept(self, round: str) -> int:
        """Policies that go on to a round, `refine` or `last`."""
        share = getattr(self, f"{round}_share").value
        return max(self.count("least_kept"), int(share * self.count("candidates")))

    def changed(self, **values: float) -> SearchSetting:
        """The same with some numbers changed: for small worlds, and for searches asked for."""
        entries = {
            name: getattr(self, name).model_copy(update={"value": value})
            for name, value in values.items()
        }
        return self.model_copy(update=entries)


@cache
def search_setting() -> SearchSetting:
    """The numbers of `scenarios/search/search.yaml`."""
    return SearchSetting.model_validate(packaged_yaml("scenarios.search", "search.yaml"))
