"""The levers of the page: what a reader can change of a policy, and the policy that comes of it.

A lever has a value in every policy of the library. What the reader moves is kept as a change of a
base policy; all that no lever speaks of stays as in the base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorsim.language import Language
from mentorsim.page.setting import page_setting
from mentorsim.present.policy.changed import renamed
from scenarios.policy.levers import Value, levers, plain_choices, put, stands
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.programme import EXPECTED_GAIN, Policy
from sim.written_numbers import read_number

#: Value of a lever whose setting in the base policy no lever can express.
OWN = "own"
#: Caseload of each jobcentre and aftercare as in the trial, and as many mentors as are needed.
AS_IN_TRIAL, ENOUGH = "as_in_trial", "enough"
SAME, COHORT = "same", "cohort"
NO_MARKS = "grade_none"
#: Who may have a mentor, and who goes first where places are short.
WHO, FIRST = plain_choices("who"), plain_choices("first")
GAIN = "gain"

#: Changes of a base policy, by lever.
Changes = Mapping[str, Value]


@dataclass(frozen=True)
class Lever:
    """One thing that can be changed.

    Attributes:
        name: in the address and in the catalogue (`lever.<name>`).
        section: where it stands.
        options: values to choose from, in order.
        low, high: ends of a lever that takes any whole number; None if it takes options only.
    """

    name: str
    section: str
    options: tuple[Value, ...]
    low: int | None = None
    high: int | None = None

    def read(self, text: str) -> Value:
        """A value as it stands in an address.

        Raises:
            InputError: no such value.
        """
        for option in self.options:
            if str(option) == text:
                return option
        if self.low is not None and self.high is not None:
            number = int(text) if text.isdecimal() and len(text) < 9 else None
            if number is not None and self.low <= number <= self.high:
                return number
        raise InputError(
            Said("scenarios.no_such_value"), field=self.name, found=text[:40], allowed=self.allowed
        )

    def number(self, text: str) -> int:
        """A whole number as it is typed, of a lever that takes any between two ends.

        Raises:
            InputError: no number, one that can be read in two ways, or beyond the ends.
        """
        assert self.low is not None
        assert self.high is not None  # asked of levers with ends only
        found = read_number(text, low=self.low, high=self.high, whole=True, field=self.name)
        return int(found)

    @property
    def allowed(self) -> str:
        """The values in words."""
        if self.low is None or self.high is None:
            return ", ".join(map(str, self.options))
        words = [str(option) for option in self.options if isinstance(option, str)]
        return ", ".join([*words, f"{self.low} - {self.high}"])


#: Levers of the list that stand on the page, by their names in addresses.
LISTED = {e.page.address or name: (name, e.page) for name, e in levers().items() if e.page}
LEVERS: dict[str, Lever] = {
    address: Lever(address, page.section, page.options, page.least, page.most)
    for address, (_, page) in LISTED.items()
}
SECTIONS = ("who", "duration", "capacity", "contact", "intake")
WEEKS_PER_YEAR = 52


# --- a policy as levers -------------------------------------------------------------------------
def settings(policy: Policy) -> dict[str, Value]:
    """Where every lever stands in a policy; `OWN` where no lever can say it."""
    content = policy.model_dump(mode="json")
    duration, capacity = content["duration"], content["capacity"]
    contact, intake = content["contact"], content["intake"]
    caps = duration["exceptions"]
    only = [cap["weeks"] for cap in caps if cap["group"] == NO_MARKS]
    fixed = capacity["mentors"] != ENOUGH
    stream = intake is not None and intake["kind"] == "stream" and intake["per_year"] is not None
    plain = {address: _whole(stands(policy, name)) for address, name in PLAIN.items()}
    return plain | {
        "who": _named(WHO, _plain(policy, "eligible")),
        "first": _order(policy),
        "weeks": duration["weeks"],
        "no_marks": SAME if not caps else only[0] if len(caps) == len(only) == 1 else OWN,
        "taper": content["ending"]["taper_weeks"],
        "aftercare": content["ending"]["aftercare_weeks"],
        "return": content["ending"]["return_weeks"],
        "caseload": _whole(capacity["caseload"]),
        "mentors": OWN
        if capacity["hours"] is not None
        else _whole(capacity["mentors"])
        if fixed
        else ENOUGH,
        "short": "caseload" if policy.capacity.following == "caseload" else "places",
        "every": contact["every_weeks"],
        "split": contact["split"]["rule"],
        "intake": _whole(intake["per_year"]) if stream else COHORT if intake is None else OWN,
        "years": max(1, round(intake["weeks"] / WEEKS_PER_YEAR)) if stream else 3,
    }


def _whole(value: Any) -> Value:
    if isinstance(value, str):
        return value
    return int(value) if value == int(value) else OWN


def _plain(policy: Policy, field: str) -> Any:
    content = policy.model_dump(mode="json", exclude_unset=True).get("targeting", {})
    return content.get(field, {"eligible": ["all"], "first": [], "score": []}[field])


def _named(options: Mapping[str, Any], content: Any) -> str:
    return next((name for name, value in options.items() if value == content), OWN)


def _order(policy: Policy) -> str:
    score, first = _plain(policy, "score"), _plain(policy, "first")
    if score:
        return GAIN if score == EXPECTED_GAIN and not first else OWN
    return _named(FIRST, first)


# --- levers as a policy -------------------------------------------------------------------------
def moved(base: NamedPolicy, changes: Changes) -> NamedPolicy:
    """A policy with some levers moved; the base itself if none is.

    Raises:
        InputError: the levers contradict each other.
    """
    stand = settings(base.policy)
    real = {name: value for name, value in changes.items() if stand[name] != value}
    if not real:
        return base
    now: dict[str, Any] = stand | real
    content: dict[str, Any] = base.policy.model_dump(mode="json", exclude_unset=True)
    for name in sorted({_PART[name] for name in real if name in _PART}):
        _SETTERS[name](content, now, real)
    for address in sorted(real.keys() & PLAIN.keys()):
        put(content, PLAIN[address], real[address])
    return renamed(base, content)


def _targeting(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    part = dict(content.get("targeting", {}))
    if "who" in real:
        part["eligible"] = WHO[now["who"]]
    if "first" in real:
        gain = now["first"] == GAIN
        part["first"] = [] if gain else FIRST[now["first"]]
        part["score"] = EXPECTED_GAIN if gain else []
    content["targeting"] = part


def _duration(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    part = dict(content.get("duration", {}))
    part["weeks"] = now["weeks"]
    if "no_marks" in real:
        same = now["no_marks"] == SAME
        part["exceptions"] = [] if same else [{"group": NO_MARKS, "weeks": now["no_marks"]}]
    content["duration"] = part


def _ending(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    part = dict(content.get("ending", {}))
    content["ending"] = part | {
        "taper_weeks": now["taper"],
        "aftercare_weeks": now["aftercare"],
        "return_weeks": now["return"],
    }


def _capacity(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    """Mentors, caseload and what follows hang together; the base's own budget of hours stays."""
    part = dict(content.get("capacity", {}))
    if "mentors" in real:
        part.pop("hours", None)
        part["mentors"] = now["mentors"]
    if "caseload" in real:
        part["caseload"] = now["caseload"]
    budget = part.get("hours") is not None or part.get("mentors", ENOUGH) != ENOUGH
    part["follows"] = now["short"] if budget else "mentors"
    if part["follows"] == "caseload":
        part.pop("caseload", None)
    content["capacity"] = part


def _contact(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    part = dict(content.get("contact", {}))
    part["every_weeks"] = now["every"]
    if "split" in real:
        setting, rule = page_setting(), now["split"]
        part["split"] = {"rule": rule}
        if rule != "equal":
            part["split"]["ratio"] = setting.count("split_ratio")
        if rule == "front_loaded":
            part["split"]["weeks"] = setting.count("split_weeks")
    content["contact"] = part


def _intake(content: dict[str, Any], now: dict[str, Any], real: Changes) -> None:
    if now["intake"] == COHORT:
        content.pop("intake", None)
        return
    weeks = WEEKS_PER_YEAR * int(now["years"])
    content["intake"] = {"kind": "stream", "per_year": now["intake"], "weeks": weeks}


_PART = {
    "who": "targeting",
    "first": "targeting",
    "weeks": "duration",
    "no_marks": "duration",
    "taper": "ending",
    "aftercare": "ending",
    "return": "ending",
    "caseload": "capacity",
    "mentors": "capacity",
    "short": "capacity",
    "every": "contact",
    "split": "contact",
    "intake": "intake",
    "years": "intake",
}
#: Levers that are one field and hang together with nothing else.
PLAIN = {address: name for address, (name, _) in LISTED.items() if address not in _PART}
_SETTERS: dict[str, Callable[[dict[str, Any], dict[str, Any], Changes], None]] = {
    "targeting": _targeting,
    "duration": _duration,
    "ending": _ending,
    "capacity": _capacity,
    "contact": _contact,
    "intake": _intake,
}


# --- words ----------------------------------------------------------------------------------------
def said_value(name: str, value: Value, language: Language) -> str:
    """A value of a lever as a reader sees it.

    Args:
        name: of the lever.
        value: a whole number, or one of its options.
        language: of the words.
    """
    if isinstance(value, int):
        return language.integer(value)
    return language.text(f"lever.{name}.{value}")
