"""The numbers of `mentorsim/reports/report.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced


class ReportSetting(BaseModel):
    """Choices of the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    enough_draws: Sourced[float]


@cache
def report_setting() -> ReportSetting:
    """The numbers of `mentorsim/reports/report.yaml`."""
    text = (files("mentorsim.reports") / "report.yaml").read_text(encoding="utf-8")
    return ReportSetting.model_validate(yaml.safe_load(text))
