"""A figure of what hangs on things that nobody knows: each pair of policies under every view."""

from __future__ import annotations

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present import figure_layout
from mentorsim.present.clean import shortened
from mentorsim.present.comparison.views import Seen, pair_words, seen_under, view_pairs, view_weeks
from mentorsim.present.figure_axes import beyond_handle
from mentorsim.present.figure_style import colour, styled
from mentorsim.present.figure_words import described, headed, quoted_title
from mentorsim.present.forest import Dot, all_beyond, dot_handles, forest
from mentorsim.present.results import DAGGER, DIGITS, compared, interval_or_wait
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import enough_draws

#: The view that mixes the others, and its mark; the others have a dot.
MIXED, SQUARE = "as_drawn", "s"
#: Pairs that have a panel; the table has them all.
MOST_PAIRS = 6
#: Characters of a pair above its panel, on two lines.
LONGEST_PAIR = 2 * figure_layout.PANEL_COLUMNS


@styled
def view_forest(comparison: Comparison, language: Language) -> Figure:
    """Differences in education under every view: a panel per pair, a dot and interval per view.

    Shown in the week in which the longest of the offers ends
    (`mentorsim.present.comparison.views.view_weeks`).

    Args:
        comparison: with views (a comparison that did not live them has none to draw).
        language: of the words.
    """
    pairs, week = view_pairs(comparison)[:MOST_PAIRS], view_weeks(comparison)[0]
    names = compared(comparison)
    figure, axes = figure_layout.panels(
        len(pairs), share_y=False, share_x=True, height=figure_layout.squat(len(pairs), 1.6)
    )
    beyond, numbers = False, []
    for k, (panel, (policy, against)) in enumerate(zip(axes, pairs, strict=True)):
        found = seen_under(comparison, policy, against, week)
        paint = colour(names.index(policy))
        dots = [
            Dot(
                label=language.text(f"views.head.{seen.view}"),
                mean=seen.mean,
                low=seen.low,
                high=seen.high,
                clear=seen.clear,
                colour=paint,
                marker=SQUARE if seen.view == MIXED else "o",
            )
            for seen in found
        ]
        forest(panel, dots, language, labels=k % figure_layout.across() == 0)
        if any(seen.extrapolated for seen in found):
            all_beyond(panel)
            beyond = True
        words = pair_words(comparison, policy, against, language)
        panel.set_title(
            figure_layout.wrapped(shortened(words, LONGEST_PAIR), figure_layout.PANEL_COLUMNS)
        )
        if k >= len(pairs) - figure_layout.across():
            panel.set_xlabel(language.text("axis.percent_points"))
        numbers.append(_in_words(words, found, language))
    handles = dot_handles(language, colour(0), comparison.draw_count)
    if beyond:
        handles.append(beyond_handle(language))
    heading = _finding(comparison, week, language)
    return figure_layout.finish(
        figure, heading, handles, alt=described("views", heading, numbers, language)
    )


def _finding(comparison: Comparison, week: int, language: Language) -> str:
    """How far apart the views are, for the second policy against the first, or the only one."""
    names = compared(comparison)
    policy, against = (names[1], names[0]) if len(names) > 1 else (names[0], comparison.reference)
    found = seen_under(comparison, policy, against, week)
    means = [seen.mean for seen in found]
    enough = [seen for seen in found if enough_draws(seen.draws)]
    unclear = [language.text(f"views.head.{seen.view}") for seen in enough if not seen.clear]
    if not enough or week <= comparison.same_until(policy, against):
        key = "same" if enough else "waiting"
    else:
        key = "none" if len(unclear) == len(enough) else "some" if unclear else "clear"
    words = language.text(
        f"finding.views.{key}",
        policy=quoted_title(comparison, policy, language),
        against=quoted_title(comparison, against, language),
        week=language.integer(week),
        low=language.signed(min(means)),
        high=language.signed(max(means)),
        views=language.list_of(language.quoted(view) for view in unclear),
    )
    return headed(comparison, words, language, beyond=any(seen.extrapolated for seen in found))


def _in_words(pair: str, found: tuple[Seen, ...], language: Language) -> str:
    parts = [
        language.text(
            "report.alt.view",
            view=language.text(f"views.head.{seen.view}"),
            number=language.signed(seen.mean),
            interval=interval_or_wait(seen.low, seen.high, DIGITS, seen.draws, language),
            dagger=DAGGER if seen.extrapolated else "",
        )
        for seen in found
    ]
    return language.text("report.alt.pair", pair=pair, parts=", ".join(parts))
