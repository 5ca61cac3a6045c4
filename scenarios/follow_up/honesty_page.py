"""The page of docs/calibration/follow-up, made of the numbers of the examination."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from scenarios.follow_up.figures import figures
from scenarios.follow_up.setting import follow_up_setting

#: Standard errors within which a coverage of so many municipalities may lie.
ERRORS = 3.0
#: What a 95 % band should hold, and weeks of a quarter.
LEVEL, WEEKS = 0.95, 13


def page(found: Mapping[str, Any]) -> str:
    """The page.

    Args:
        found: of `scenarios.follow_up.honesty.examined`, as it was written.
    """
    case, ranks, many = found["case"], found["ranks"], found["municipalities"]
    chances, held = ranks["p"], list(ranks["covered_95"].values())
    level = follow_up_setting().false_alarm.value
    low = LEVEL - ERRORS * (LEVEL * (1 - LEVEL) / many) ** 0.5
    text = (files("scenarios") / "follow_up" / "honesty_page.md").read_text(encoding="utf-8")
    return text.format(
        many=many,
        **{name: case[name] for name in ("per_year", "mentors", "policy", "years")},
        came=case["per_year"] * case["quarters"] // 4,
        week=WEEKS * case["quarters"],
        looks=4 * case["years"],
        errors=ERRORS,
        low=100 * low,
        below=sum(rate < low for rate in found["coverage"].values()),
        rows="\n".join(
            f"| {figures()[name].title.en} | {100 * rate:.1f} |"
            for name, rate in found["coverage"].items()
        ),
        alarms=found["false_alarms"],
        alarm_p=found["false_alarm_p"],
        expected=level * many,
        level=100 * level,
        contact=100 * case["contact"],
        power=100 * found["power"],
        reason=100 * found["reason_found"],
        parameters=len(chances),
        smallest=ranks["smallest_p"],
        bonferroni=min(1.0, ranks["smallest_p"] * len(chances)),
        few=sum(p < 1 - LEVEL for p in chances.values()),
        few_expected=(1 - LEVEL) * len(chances),
        held=100 * sum(held) / len(held),
        least=100 * min(held),
    )
