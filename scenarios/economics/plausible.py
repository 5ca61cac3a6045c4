"""Whether kroner of one's own can be meant: a misread mark of thousands is a factor of 1,000."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scenarios.economics.price_entry import NUMBERS, Entry
from scenarios.economics.setting import economics_setting
from sim.errors import InputError
from sim.messages import Said


def check_plausible(
    own: Mapping[str, Entry],
    shipped: Mapping[str, Entry],
    index: Mapping[int, Entry],
    path: Path,
) -> None:
    """Kroner far from those on file are asked about, unless their entry says `plausible: true`.

    Far is below the low on file divided by a factor or above its high times the factor
    (`scenarios/economics/economics.yaml`), in kroner of one year. Where nothing is on file (a rule
    that the year does not have) nothing can be far from it.

    Args:
        own: the user's entries by name.
        shipped: the entries on file that they take the place of.
        index: price level by year.
        path: of the user's file, for messages.

    Raises:
        InputError: kroner are far from those on file.
    """
    factor = economics_setting().plausible_factor.value
    for name, entry in own.items():
        before = shipped[name]
        if entry.price_level is None or before.price_level is None or entry.plausible:
            continue
        if not before.in_force or not {entry.price_level, before.price_level} <= set(index):
            continue
        scale = index[entry.price_level].value / index[before.price_level].value
        low, high = (before.span[0] * scale / factor, before.span[1] * scale * factor)
        for field in NUMBERS:
            kroner = getattr(entry, field)
            if kroner is not None and not low <= kroner <= high:
                raise InputError(
                    Said("scenarios.far_from_the_price_on_file"),
                    file=path,
                    field=f"{name}.{field}",
                    found=f"{kroner:.10g}",
                    allowed=Said("scenarios.from_low_to_high_or_plausible", low=low, high=high),
                )
