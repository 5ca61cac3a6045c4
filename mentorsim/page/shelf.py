"""What readers have handed over, kept on the server between two loads of the page in a browser.

An address cannot hold a file. It holds a key instead, under which the server keeps the reader's own
files in memory: never on disk, a limited number of readers for a limited time, and until it stops.
Whoever has the address has the key, so the page says so and offers an address without it.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from mentorsim.page.setting import page_setting
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import NamedPolicy

#: What an address calls the key, and the kinds of files that go with it.
KEY, OWN = "keep", "own"
PEOPLE, PRICES, POLICY, KEPT = KINDS = ("people", "prices", "policy", "policies")
#: Seconds of an hour, and letters of a key at most.
HOUR, LONGEST_KEY = 3600.0, 64


@dataclass(frozen=True)
class OwnPrices:
    """Prices of a question that was opened, as they were saved.

    Attributes:
        prices: of everything that is not a forecast; None where the question had none.
        rules: of a forecast's years; likewise.
        own: whether prices of one's own are among them.
        said: what the reader said of rules, years and wage then: they hold as long as that does.
    """

    prices: Prices | None
    rules: Rules | None
    own: bool
    said: tuple[Any, ...]


@dataclass(frozen=True)
class Own:
    """What a reader has handed over.

    Attributes:
        people: young people.
        people_from: what they were read from.
        many: how many a table of shares stands for.
        staffed_as: jobcentre whose staffing they have.
        prices_file: name and content of prices.
        opened_prices: of a question that was opened.
        policy: a policy.
        kept: further policies, by the name that an address gives them.
    """

    people: LocalPeople | None = None
    people_from: tuple[Any, ...] = ()
    many: int = 0
    staffed_as: str = ""
    prices_file: tuple[str, bytes] | None = None
    opened_prices: OwnPrices | None = None
    policy: NamedPolicy | None = None
    kept: Mapping[str, NamedPolicy] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What of `KINDS` there is."""
        there = {
            PEOPLE: self.people is not None,
            PRICES: self.prices_file is not None or self.opened_prices is not None,
            POLICY: self.policy is not None,
            KEPT: bool(self.kept),
        }
        return tuple(kind for kind in KINDS if there[kind])


class Shelf:
    """Keeps what readers have handed over under keys that nobody can guess.

    Args:
        most: readers; who has been away longest goes first.
        hours: since somebody last looked.
        clock: seconds.
    """

    def __init__(self, most: int, hours: float, clock: Any = time.monotonic) -> None:
        self.most, self.hours = most, hours
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Own]] = OrderedDict()
        self._lock = Lock()

    def put(self, key: str, own: Own) -> None:
        """Keep it under a key; nothing of it is kept where there is nothing."""
        with self._lock:
            self._kept.pop(key, None)
            if own.kinds:
                self._kept[key] = (self._clock(), own)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def get(self, key: str) -> Own | None:
        """What is kept under a key, or None."""
        with self._lock:
            oldest = self._clock() - HOUR * self.hours
            for name in [name for name, (seen, _) in self._kept.items() if seen < oldest]:
                del self._kept[name]
            found = self._kept.pop(key[:LONGEST_KEY], None)
            if found is None:
                return None
            self._kept[key] = (self._clock(), found[1])
            return found[1]

    def __len__(self) -> int:
        """How many readers it keeps something for."""
        return len(self._kept)


@cache
def shelf() -> Shelf:
    """The one shelf of this process."""
    count = page_setting().count
    return Shelf(count("kept_readers"), count("kept_hours"))


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(18)


def missing(query: Mapping[str, str], own: Own | None) -> tuple[str, ...]:
    """What of `KINDS` an address speaks of and is not there any more.

    Args:
        query: of the address.
        own: what is kept under its key; None is nothing.
    """
    said = query.get(OWN, "").split(",")
    there = () if own is None else own.kinds
    return tuple(kind for kind in KINDS if kind in said and kind not in there)
