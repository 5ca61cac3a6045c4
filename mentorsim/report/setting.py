"""The numbers of `mentorsim/report/report.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml


class ReportSetting(BaseModel):
    """Choices of the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    enough_draws: Sourced[float]


@cache
def report_setting() -> ReportSetting:
    """The numbers of `mentorsim/report/report.yaml`."""
    return ReportSetting.model_validate(packaged_yaml("mentorsim.report", "report.yaml"))
