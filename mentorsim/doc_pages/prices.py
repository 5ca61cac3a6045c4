"""The part of docs/economics.md that lists what is sourced and what each open price is worth.

`python -m mentorsim.doc_pages.prices` lives the two policies, prices them under every rule set and
writes the part; nothing between its marks is typed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill

import pandas as pd

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.decision.price_worth import (
    INDEX,
    Simulated,
    certainties,
    mean_lives,
    price_worth,
    swing,
)
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import Prices, load_prices
from scenarios.economics.rule_sets import rule_sets
from scenarios.policy.policies import load_policies

PAGE = Path(__file__).parents[2] / "docs" / "economics.md"
BEGIN = "<!-- Written by `python -m mentorsim.doc_pages.prices`; do not edit. -->"
END = "<!-- End of what is written. -->"
#: What is priced, against what, over how many weeks since entry, on how many posterior draws.
POLICY, REFERENCE, WEEKS, DRAWS = "104-weeks", "no-mentor", 156, 64
#: Kroner below which a price is left out of the table, in every rule set and both purses.
LEAST = 50
#: Characters of a line of text.
WIDTH = 118
_MARKS = ("A", "B", "D", "?", "none")


def lived(posterior: Posterior, weeks: int = WEEKS) -> Simulated:
    """What the two policies come to, as means over the draws.

    Args:
        posterior: whose draws are lived.
        weeks: since entry, at the end of which counting stops.
    """
    data = run_ensemble(
        the_trial(), load_policies([POLICY, REFERENCE]), posterior, EnsembleSetting(weeks + 1)
    )
    return Simulated(*(mean_lives(quantities_of(data, name)) for name in (POLICY, REFERENCE)))


def by_rule_set() -> dict[str, Prices]:
    """The prices of every rule set by its name, oldest first."""
    return {rules.name: load_prices(rules) for rules in rule_sets()}


def counts_table(sets: Mapping[str, Prices]) -> str:
    """How many entries are sourced and how many assumed, by rule set."""
    heads = ("in force from", "A", "B", "D", "assumed", "not in force")
    rows = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for name, prices in sets.items():
        found = certainties(prices)
        rows.append(f"| {name} | " + " | ".join(str(found[mark]) for mark in _MARKS) + " |")
    return "\n".join(rows)


def net_table(sets: Mapping[str, Prices], what: Simulated) -> str:
    """The net by rule set, all prices at their value."""
    rows = ["| in force from | municipality | state | public |", "| --- | --- | --- | --- |"]
    for name, prices in sets.items():
        net = what.net(central_prices(prices))
        rows.append(f"| {name} | " + " | ".join(f"{_round(x):,}" for x in net.values()) + " |")
    return "\n".join(rows)


def worth_table(sets: Mapping[str, Prices], what: Simulated) -> str:
    """Each price with a range: what it moves municipality / public by, by rule set."""
    found = {name: price_worth(prices, what).set_index("entry") for name, prices in sets.items()}
    newest = list(found)[-1]
    names = dict.fromkeys(entry for frame in found.values() for entry in frame.index)
    largest = {
        name: max(_swings(frame, name) for frame in (found[newest], *found.values()))
        for name in names
    }
    shown = [name for name in names if max(largest[name]) >= LEAST]
    shown.sort(key=lambda name: (-max(_swings(found[newest], name)), -max(largest[name])))
    head = "| price | " + " | ".join(found) + " |"
    rows = [head, "| --- |" + " --- |" * len(found)]
    for name in shown:
        cells = [_cell(name, sets[rules], found[rules]) for rules in found]
        rows.append(f"| `{name}` | " + " | ".join(cells) + " |")
    left = ", ".join(f"`{name}`" for name in names if name not in shown)
    rest = fill(f"Below {LEAST} kroner in every rule set: {left}.", WIDTH)
    return "\n".join(rows) + "\n\n" + rest


def _swings(frame: pd.DataFrame, name: str) -> tuple[float, float]:
    if name not in frame.index:
        return 0.0, 0.0
    row = frame.loc[[name]]
    return float(swing(row, "municipality").iloc[0]), float(swing(row, "public").iloc[0])


def _cell(name: str, prices: Prices, frame: pd.DataFrame) -> str:
    if name not in frame.index:
        if name == INDEX or not prices[name].in_force:
            return "-"
        return prices[name].certainty
    swings = _swings(frame, name)
    if not any(swings):
        return "-"
    local, public = (_round(x) for x in swings)
    certainty = str(frame["certainty"][name])
    mark = "" if certainty == "?" else f" ({certainty})"
    return f"{local:,} / {public:,}{mark}"


def _round(x: float) -> int:
    return round(x / 10) * 10


def stamp(sets: Mapping[str, Prices], posterior: Posterior) -> str:
    """What the part was written from: a page of another posterior or other prices has another."""
    prices = hashlib.sha256("".join(one.digest() for one in sets.values()).encode()).hexdigest()
    return f"<!-- Posterior {posterior.provenance.draws}, prices {prices[:16]}. -->"


def part(sets: Mapping[str, Prices], what: Simulated, draws: int, stamped: str) -> str:
    """What is written between the marks; `stamped` says what from.

    Args:
        sets: prices of each set of rules, by its name.
        what: person-weeks and hours of the policy and of its reference, by draw.
        draws: how many posterior draws these are of.
        stamped: the line that says what the part was made from.
    """
    net = (
        f"The net of `{POLICY}` against `{REFERENCE}` over {WEEKS} weeks since entry, kroner per "
        "young person in the price level of the rule year, all prices at their value, person-weeks "
        f"of {draws} posterior draws:"
    )
    worth = (
        "What each price with a range is worth: how far it moves that net of the **municipality / "
        "public in all** from its low to its high, all others at their value. A letter alone: "
        "exact there, with that certainty; a letter beside kroner: a range that is no assumption; "
        "-: not in force, or nothing depends on it. Those worth most under the newest rules come "
        "first: look these up next."
    )
    return "\n\n".join(
        [
            f"{BEGIN}\n{stamped}",
            "Entries on file by certainty:",
            counts_table(sets),
            fill(net, WIDTH),
            net_table(sets, what),
            fill(worth, WIDTH),
            worth_table(sets, what),
            END,
        ]
    )


def written(page: str, new: str) -> str:
    """The page with the part between the marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + new + after


def main() -> None:
    """Write the part anew."""
    posterior, sets = shipped_posterior(), by_rule_set()
    new = part(sets, lived(posterior.first(DRAWS)), DRAWS, stamp(sets, posterior))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), new), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
