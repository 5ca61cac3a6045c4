"""Curves over the weeks with their values under the pointer, as a specification of Vega-Lite.

The numbers are those of the tables: each point carries the words that a table's cell has. What lies
beyond the trial is dashed, on grey ground. The figures of reports and downloads are Matplotlib's
(`mentorsim.present.comparison.figures`); these here are for the screen alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mentorsim.language import Language
from mentorsim.page.drawn import Shown
from mentorsim.present import results
from mentorsim.present.figure_axes import BAND, BEYOND_FILL, TICK_WEEKS
from mentorsim.present.figure_style import GREY, INK, colour
from scenarios.comparison.compare import Comparison

#: Pixels of the chart's height.
HEIGHT = 330
#: What separates thousands and decimals, by language.
NUMBERS = {"da": (",", "."), "en": (".", ",")}
#: Parts of the page that have curves.
CURVES = ("effects", "levels")


def curve_chart(shown: Shown, name: str, week: int, words: str) -> dict[str, Any]:
    """A specification of Vega-Lite: every policy's curve and band, and its values in a week.

    Args:
        shown: the comparison, its outcome and language.
        name: of `CURVES`: differences to the reference, or levels with it.
        week: that a line stands in.
        words: for who cannot see it.
    """
    comparison, language = shown.comparison, shown.language
    rows = points(shown, name)
    last = results.last_week(comparison)
    titles = list(dict.fromkeys(row["policy"] for row in rows))
    effects = name == "effects"
    colours = [colour(k) for k in range(len(titles))]
    if not effects:
        colours[-1] = GREY
    x = {
        "field": "week",
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": {
            "title": language.text("axis.weeks_since_entry"),
            "grid": False,
            "values": list(range(0, last + 1, TICK_WEEKS)),
        },
    }
    axis = {
        "title": language.text("axis.percent_points" if effects else "axis.percent"),
        "format": "+~f" if effects else "~f",
        "labelExpr": "datum.value ? datum.label : '0'",
    }
    policies = {
        "field": "policy",
        "type": "nominal",
        "scale": {"domain": titles, "range": colours},
        "legend": {
            "title": None,
            "orient": "bottom",
            "columns": 2,
            "labelLimit": 0,
            "symbolOpacity": 1,
        },
    }
    return {
        "description": words,
        "width": "container",
        "height": HEIGHT,
        "datasets": {"curves": [_drawn(row) for row in rows], "wide": side_by_side(rows, titles)},
        "layer": [
            *_beyond(comparison, shown.outcome, language),
            *([_zero()] if effects else []),
            *_ends(comparison, colours),
            {
                "data": {"name": "curves"},
                "mark": {"type": "area", "opacity": BAND, "line": False, "clip": True},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative", "axis": axis},
                    "y2": {"field": "high"},
                    "color": policies,
                },
            },
            {
                "data": {"name": "curves"},
                "mark": {"type": "line", "clip": True},
                "encoding": {
                    "x": x,
                    "y": {"field": "mean", "type": "quantitative", "axis": axis},
                    "color": policies,
                    "detail": {"field": "beyond", "type": "nominal"},
                    "strokeDash": {
                        "condition": {"test": "datum.beyond", "value": [5, 3]},
                        "value": [],
                    },
                },
            },
            {
                "data": {"values": [{"week": week}]},
                "mark": {"type": "rule", "color": INK, "strokeDash": [2, 2]},
                "encoding": {"x": {"field": "week", "type": "quantitative"}},
            },
            {
                "data": {"name": "curves"},
                "mark": {"type": "point", "filled": True, "size": 60, "clip": True},
                "encoding": {
                    "x": x,
                    "y": {"field": "mean", "type": "quantitative"},
                    "color": policies,
                    "opacity": {
                        "condition": {"param": "pointed", "empty": False, "value": 1},
                        "value": 0,
                    },
                },
            },
            _pointer(titles, x, language),
        ],
        "resolve": {"scale": {"color": "shared"}},
        "config": {
            "locale": {"number": _separators(language)},
            "view": {"stroke": None},
            "font": "inherit",
            # What it is to who cannot see it is said in the reader's words, as a whole.
            "mark": {"aria": False},
            "axis": {
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "labelColor": INK,
                "titleColor": INK,
                "gridColor": "#EEEEEE",
                "aria": False,
            },
            "legend": {"labelFontSize": 12, "labelColor": INK, "aria": False},
        },
        "usermeta": {"embedOptions": {"actions": False}},
    }


def _separators(language: Language) -> dict[str, Any]:
    decimal, thousands = NUMBERS[language.code]
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}


def points(shown: Shown, name: str) -> list[dict[str, Any]]:
    """The points of all curves.

    Returns:
        of each its policy's title, week, mean, low and high, whether it lies beyond the trial, and
        as tables have it: `words` (value and interval) and `said` (both in one).
    """
    comparison = shown.comparison
    names = results.compared(comparison)
    if name == "effects":
        frame = comparison.differences
        frame = frame[frame["against"] == comparison.reference]
    else:
        frame, names = comparison.levels, (*names, comparison.reference)
    frame = frame[(frame["outcome"] == shown.outcome) & (frame["group"] == "all")]
    found = []
    for policy in names:
        own = frame[frame["policy"] == policy].sort_values("week")
        found += _curve(shown, policy, own.to_dict("records"), differs=name == "effects")
    return found


def _curve(
    shown: Shown, policy: str, rows: Sequence[Mapping[Any, Any]], *, differs: bool
) -> list[dict[str, Any]]:
    comparison, language = shown.comparison, shown.language
    written = language.signed if differs else language.number
    same = comparison.same_until(policy, comparison.reference) if differs else -1
    head, found = results.title(comparison, policy, language), []
    for row in rows:
        mean, low, high, week = (row[c] for c in ("mean", "low", "high", "week"))
        ends = language.text("number.same")
        if week > same and not (differs and low == mean == high == 0):
            ends = results.interval_or_wait(
                low, high, results.DIGITS, comparison.draw_count, language
            )
        beyond = bool(row["extrapolated"])
        mark, value = results.DAGGER if beyond else "", written(mean, results.DIGITS)
        found.append(
            {
                "policy": head,
                "week": int(week),
                "beyond": beyond,
                "mean": round(float(mean), 3),
                "low": round(float(low), 3),
                "high": round(float(high), 3),
                "words": (value, ends),
                "said": f"{value}{mark} ({ends})",
            }
        )
    return found


def _drawn(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("policy", "week", "beyond", "mean", "low", "high")}


def side_by_side(rows: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> list[dict[str, Any]]:
    """By week, what each policy's value is in words: `p0`, `p1` and so on, by place."""
    place = {head: f"p{k}" for k, head in enumerate(titles)}
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        at = found.setdefault(row["week"], {"week": row["week"]})
        at[place[row["policy"]]] = row["said"]
    return [found[week] for week in sorted(found)]


def _pointer(titles: Sequence[str], x: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The line at the pointer, and what stands beside it."""
    told = [{"field": "week", "type": "quantitative", "title": language.text("report.column.week")}]
    told += [{"field": f"p{k}", "type": "nominal", "title": head} for k, head in enumerate(titles)]
    return {
        "data": {"name": "wide"},
        "params": [
            {
                "name": "pointed",
                "select": {
                    "type": "point",
                    "fields": ["week"],
                    "nearest": True,
                    "on": "pointerover",
                    "clear": "pointerout",
                },
            }
        ],
        "mark": {"type": "rule", "color": GREY},
        "encoding": {
            "x": x,
            "tooltip": told,
            "opacity": {
                "condition": {"param": "pointed", "empty": False, "value": 1},
                "value": 0,
            },
        },
    }


def _zero() -> dict[str, Any]:
    """The line of no difference."""
    return {
        "mark": {"type": "rule", "color": INK},
        "data": {"values": [{}]},
        "encoding": {"y": {"datum": 0}},
    }


def _beyond(comparison: Comparison, outcome: str, language: Language) -> list[dict[str, Any]]:
    """Grey ground where no policy has the trial behind it, with what that is."""
    last = results.last_week(comparison)
    start = max(0, *(comparison.last_spoken_of(n, outcome) for n in results.compared(comparison)))
    if start >= last:
        return []
    words = language.text("figure.beyond.short")
    return [
        {
            "data": {"values": [{"from": start, "to": last}]},
            "mark": {"type": "rect", "color": BEYOND_FILL},
            "encoding": {
                "x": {"field": "from", "type": "quantitative"},
                "x2": {"field": "to"},
            },
        },
        {
            "data": {"values": [{"at": (start + last) / 2, "words": words}]},
            "mark": {"type": "text", "baseline": "top", "y": 4, "color": INK, "fontSize": 12},
            "encoding": {
                "x": {"field": "at", "type": "quantitative"},
                "text": {"field": "words"},
            },
        },
    ]


def _ends(comparison: Comparison, colours: Sequence[str]) -> list[dict[str, Any]]:
    """A dotted line in each policy's colour where its own support ends."""
    last, found = results.last_week(comparison), []
    for name, shade in zip(results.compared(comparison), colours, strict=False):
        weeks = results.longest(results.named(comparison, name).policy)
        if 0 < weeks <= last:
            found.append(
                {
                    "data": {"values": [{"week": weeks}]},
                    "mark": {"type": "rule", "color": shade, "strokeDash": [1, 3], "size": 1.5},
                    "encoding": {"x": {"field": "week", "type": "quantitative"}},
                }
            )
    return found
