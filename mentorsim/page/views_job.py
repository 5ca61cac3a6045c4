"""The job of the table of other choices: the page's forecast lived anew under each of them alone.

As `mentorsim forecast --views`: same draws, same worlds, same numbers. It is asked for by itself,
since it takes up to five times as long as the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mentorsim.language import Language
from mentorsim.page.forecast_job import ForecastJob
from mentorsim.page.html import Cell, Grid
from mentorsim.present.forecast.reform_views import views_caption, views_heads, views_rows
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform_views import other_choices, reform_views
from scenarios.forecast.setting import Stream
from sim.executor import Progress


@dataclass(frozen=True)
class ViewsJob:
    """One other choice at a time.

    Attributes:
        job: the forecast's.
        found: the forecast, of all draws.
    """

    job: ForecastJob
    found: Forecast = field(repr=False)

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        return self.job.private

    def address(self, kind: str) -> str:
        """A name that is the same for the same job only."""
        return self.job.address(f"{kind} views")

    def simulate(self, progress: Progress) -> Forecast:
        """The forecast, with its views.

        Raises:
            InputError: as `scenarios.forecast.forecast.forecast`.
        """
        count, done = len(other_choices(self.found.stream)), 0

        def simulate(stream: Stream) -> Forecast:
            nonlocal done
            found = self.job.lived(stream, lambda share: progress((done + share) / count))
            done += 1
            return found

        return replace(self.found, views=reform_views(self.found, simulate))


def views_grids(found: Forecast, language: Language) -> list[Grid]:
    """One table per policy.

    Args:
        found: with its views.
        language: of the tables.
    """
    return [
        Grid(
            views_caption(found, policy, language),
            views_heads(language),
            [
                (head, [Cell(cell) for cell in cells])
                for head, *cells in views_rows(found, policy, language)
            ],
        )
        for policy in found.compared
    ]
