"""A follow-up in plain sentences: on track or not, what may explain it, and how sure that is."""

from __future__ import annotations

import numpy as np

from mentorsim.language import Language
from mentorsim.present.clean import in_language
from mentorsim.present.follow_up.checked import ABOVE, Checked
from mentorsim.present.names import parameter_title
from mentorsim.present.results import interval_level, waiting_words
from scenarios.follow_up.figures import figures
from scenarios.follow_up.learning import Learned
from scenarios.follow_up.periods import Period
from scenarios.follow_up.reading import ALL
from scenarios.follow_up.reasons import AS_EXPECTED
from scenarios.follow_up.setting import follow_up_setting
from scenarios.municipality.margins import schema

#: What is said of the method, by the key of each note.
METHOD = ("bands", "boundary", "reasons", "small", "effect", "trial")


def figure_title(name: str, group: str, language: Language) -> str:
    """What a figure is called, with its group if it is of one.

    Args:
        name: of the figure in `figures.yaml`.
        group: name of the group; empty is everybody.
        language: of the words.
    """
    title = in_language(figures()[name].title, language)
    if group in ("", ALL):
        return title
    return language.text("follow_up.of_group", figure=title, group=language.name("group", group))


def period_told(period: Period, language: Language) -> str:
    """A period as statistics of the language write it: `2026Q1`, `2026K1`, `2026-03`."""
    part = f"{period.part:02d}" if period.length == "month" else str(period.part)
    return language.text(f"follow_up.period.{period.length}", year=str(period.year), part=part)


def reason_title(name: str, factor: float, language: Language) -> str:
    """A reason in words: what is less, or more, than is expected.

    Args:
        name: of the reason.
        factor: by which it is multiplied; below 1 is less than expected.
        language: of the words.
    """
    way = "less" if factor < 1.0 else "more"
    return language.text(f"follow_up.reason.{name}.{way}")


def check_sentences(result: Checked, language: Language) -> list[str]:
    """On track or not, what most likely explains it, how far to trust it, what it is not."""
    few = waiting_words(result.draws, language)
    said = [few] if few else [_verdict(result, language)]
    if not few and not result.off_track.empty:
        said += _off(result, language)
        said += _explained(result, language)
    said.append(_parts(result, language))
    if result.beyond < result.programme.seen:
        first = period_told(result.programme.periods[result.beyond], language)
        said.append(language.text("follow_up.beyond", period=first))
    said.append(language.text("follow_up.no_effect"))
    return said


def method_notes(result: Checked, language: Language) -> list[tuple[str, str]]:
    """What the method is and is not: what each note is about, and what it says."""
    setting = follow_up_setting()
    values = {
        "level": interval_level(language),
        "alarm": language.percent(setting.false_alarm.value),
        "draws": language.integer(result.draws),
        "copies": language.integer(result.bands.maxima.size),
        "boundary": language.number(result.bands.boundary, 1),
        "smallest": language.integer(schema().limit("smallest_group")),
    }
    return [
        (
            language.text(f"method.follow_up.{name}.title"),
            language.text(f"method.follow_up.{name}.text", **values),
        )
        for name in METHOD
    ]


def _verdict(result: Checked, language: Language) -> str:
    looks = len(result.programme.periods)
    words = {
        "seen": language.integer(result.programme.seen),
        "looks": language.integer(looks),
        "level": language.percent(follow_up_setting().false_alarm.value),
    }
    off = result.off_track
    if off.empty:
        return language.text("follow_up.on_track", **words)
    many = int((off["group"] != "").sum())
    key = "follow_up.off_track" if many != 1 else "follow_up.off_track.one"
    if many == 0:
        key = "follow_up.off_track.together"
    return language.text(key, count=language.integer(many), **words)


def _off(result: Checked, language: Language) -> list[str]:
    """Each figure that was outside, and when first; reasons that all figures point to."""
    said = []
    for row in result.off_track.to_dict("records"):
        period = period_told(result.programme.periods[int(row["period"])], language)
        chance = language.percent(float(row["false_alarm"]), 1)
        if row["group"] == "":
            continue
        key = "above" if row["verdict"] == ABOVE else "below"
        figure = figure_title(str(row["name"]), str(row["group"]), language)
        said.append(
            language.text(f"follow_up.figure.{key}", figure=figure, period=period, chance=chance)
        )
    return said


def _explained(result: Checked, language: Language) -> list[str]:
    """What most likely explains it, and what else may."""
    best = result.explained
    if best is None:
        return []
    expected = next(r for r in result.reasons if r.name == AS_EXPECTED)
    least = follow_up_setting().told_reasons.value
    others = [
        language.text(
            "follow_up.also",
            reason=reason_title(r.name, r.factor, language),
            chance=_likely(r.chance, language),
        )
        for r in result.reasons
        if r.name not in (AS_EXPECTED, best.name) and r.chance >= least
    ]
    words = language.text(
        "follow_up.explained",
        reason=reason_title(best.name, best.factor, language),
        chance=_likely(best.chance, language),
        factor=language.percent(best.factor),
    )
    if others:
        words += " " + language.text("follow_up.others", others=language.list_of(others))
    words += " " + language.text("follow_up.nothing", chance=_likely(expected.chance, language))
    return [words]


def _likely(chance: float, language: Language) -> str:
    """A chance of a reason, no nearer to 0 or 1 than its draws can tell."""
    return language.probability(chance, follow_up_setting().count("reason_draws"))


def _parts(result: Checked, language: Language) -> str:
    """How much of the bands is chance, at the last look."""
    band, now = result.bands, result.programme.seen - 1
    there = ~np.isnan(band.score[..., now])
    if not there.any():
        return language.text("follow_up.nothing_counted")
    share = band.chance[..., now][there]
    return language.text(
        "follow_up.parts",
        level=interval_level(language),
        chance=language.percent(float(np.median(share))),
    )


def learned_sentences(found: list[Learned], language: Language) -> list[str]:
    """What moved most, across the assumed spread between places, and what was cut."""
    middle = found[len(found) // 2]
    said = []
    moving = middle.moved[~middle.moved["cut"]].head(3)
    for row in moving.to_dict("records"):
        title = parameter_title(str(row["parameter"]), language)
        others = [
            language.number(
                float(one.moved.set_index("parameter").loc[row["parameter"], "after"]), 3
            )
            for one in found
        ]
        said.append(
            language.text(
                "follow_up.moved",
                parameter=language.quoted(title),
                trial=language.number(float(row["trial"]), 3),
                after=language.number(float(row["after"]), 3),
                spreads=language.list_of(language.number(one.spread, 2) for one in found),
                others=language.list_of(others),
            )
        )
    cut = middle.moved[middle.moved["cut"]].iloc[0]
    said.append(
        language.text(
            "follow_up.cut",
            parameter=language.quoted(parameter_title(str(cut["parameter"]), language)),
            joint=language.signed(float(cut["joint"]), 1),
        )
    )
    said.append(
        language.text(
            "follow_up.effective",
            effective=language.integer(middle.effective),
            draws=language.integer(len(middle.posterior)),
        )
    )
    return said
