"""Policies by name (the library) or from a file of one's own."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from calibration.trial import the_trial, trial_design
from sim.errors import InputError
from sim.groups import GROUP_NAMES
from sim.programme import Policy
from sim.strict_yaml import load_yaml

LIBRARY = Path(__file__).parent / "library"
#: A policy file is a page of text; anything far larger is not one.
LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class NamedPolicy:
    """A policy and what it is called in results (the file's name without ending)."""

    name: str
    policy: Policy


def library_names() -> tuple[str, ...]:
    """Names of the policies that come with the project, sorted."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def load_policy(reference: str) -> NamedPolicy:
    """A policy of the library by name, or one's own by path to a YAML file.

    Raises:
        InputError: no such policy, unreadable file, or a field that is missing, misspelt or has
            an impossible value.
    """
    if reference in library_names():
        return read_policy(LIBRARY / f"{reference}.yaml")
    path = Path(reference)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return read_policy(path)
    close = difflib.get_close_matches(reference, library_names(), n=1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    raise InputError(
        f"unknown policy{hint}",
        found=reference,
        allowed=f"{', '.join(library_names())}, or the path of a YAML file",
    )


def load_policies(references: list[str]) -> list[NamedPolicy]:
    """Several policies.

    Raises:
        InputError: as `load_policy`; also if two have the same name.
    """
    policies = [load_policy(reference) for reference in references]
    seen: set[str] = set()
    for named in policies:
        if named.name in seen:
            raise InputError("two policies with the same name", found=named.name)
        seen.add(named.name)
    return policies


def read_policy(path: Path) -> NamedPolicy:
    """A policy from a YAML file.

    Raises:
        InputError: as `load_policy`.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(
                "this file is too large for a policy",
                file=path,
                found=f"{path.stat().st_size} bytes",
                allowed=f"at most {LARGEST_FILE} bytes",
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot read the policy", file=path, found=str(error)) from error
    content = load_yaml(text, file=path)
    if not isinstance(content, dict):
        raise InputError(
            "a policy is a set of fields", file=path, found=type(content).__name__,
            allowed=", ".join(Policy.model_fields),
        )  # fmt: skip
    return NamedPolicy(path.stem, parse_policy(content, file=path))


def parse_policy(content: dict[str, Any], *, file: object) -> Policy:
    """A policy from its fields.

    Raises:
        InputError: a field that is missing, misspelt or has an impossible value.
    """
    try:
        policy = Policy.model_validate(content)
    except ValidationError as error:
        raise _first_fault(error.errors(), file) from error
    _check_groups(policy, file)
    return policy


def _first_fault(errors: list[ErrorDetails], file: object) -> InputError:
    """The first fault, in a user's words."""
    # A misspelt field is also a missing one: the misspelling is what helps.
    error = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    # Unions add the tried type to the path; the field itself ends before it.
    path = [str(part) for part in error["loc"] if not _is_type(str(part))]
    field = ".".join(path)
    if error["type"] == "extra_forbidden":
        known = list(_model_at(path[:-1]).model_fields)
        close = difflib.get_close_matches(path[-1], known, n=1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        return InputError(
            f"unknown field{hint}", file=file, field=field, found=path[-1], allowed=", ".join(known)
        )
    if error["type"] == "missing":
        return InputError("missing field", file=file, field=field, allowed="this field is required")
    return InputError(
        "impossible value",
        file=file,
        field=field,
        found=repr(error["input"]),
        allowed=_allowed(path),
    )


def _is_type(part: str) -> bool:
    return "[" in part or part in ("float", "int", "constrained-float")


def _allowed(path: list[str]) -> str:
    """What a field accepts, from the language's own schema."""
    schema = Policy.model_json_schema()
    node: dict[str, Any] = schema
    for part in path:
        node = node["items"] if part.isdigit() else node["properties"][part]
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return " or ".join(_kind(choice) for choice in node.get("anyOf", [node]))


def _kind(node: dict[str, Any]) -> str:
    """One kind of value in words."""
    if "const" in node or "enum" in node:
        return ", ".join(map(str, node.get("enum", [node.get("const")])))
    if node.get("properties"):
        return f"a set of fields: {', '.join(node['properties'])}"
    names = {"integer": "a whole number", "number": "a number", "string": "a text"}
    words = names.get(node.get("type", ""), "a list")
    low, high = node.get("minimum"), node.get("maximum")
    above = node.get("exclusiveMinimum")
    if high is not None:
        start = f"above {above}" if low is None else f"from {low}"
        words += f" {start} to {high}"
    elif node.get("minLength"):
        words += " that is not empty"
    return words


def _model_at(path: list[str]) -> type[BaseModel]:
    model: type[BaseModel] = Policy
    for part in path:
        if part.isdigit():
            continue
        annotation = model.model_fields[part].annotation
        inner = getattr(annotation, "__args__", (annotation,))[0]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
    return model


def _check_groups(policy: Policy, file: object) -> None:

    known = [*GROUP_NAMES, *(s.name for s in the_trial().staffing)]
    named = [
        *((f"targeting.eligible.{k}", g) for k, g in enumerate(policy.targeting.eligible)),
        *((f"targeting.first.{k}", g) for k, g in enumerate(policy.targeting.first)),
        *((f"duration.exceptions.{k}.group", e.group)
          for k, e in enumerate(policy.duration.exceptions)),
    ]  # fmt: skip
    for field, group in named:
        if group not in known:
            close = difflib.get_close_matches(group, known, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise InputError(
                f"unknown group{hint}", file=file, field=field, found=group,
                allowed=", ".join(known),
            )  # fmt: skip


def evidence_ends(policy: Policy) -> int:
    """Last week since entry that the trial speaks to under this policy.

    People were followed for 73 weeks and mentored for at most 52: a policy that gives support
    beyond week 52 is extrapolated from there on, one with a caseload or a rhythm of meetings that
    no jobcentre had is extrapolated from the start (-1).
    """

    trial = the_trial()
    design = trial_design()
    if not policy.targeting.eligible:
        return int(design.observed_weeks.value)
    caseloads = [staffing.caseload for staffing in trial.staffing]
    load = policy.capacity.caseload
    # As printed, caseloads ran from 10 to more than 20; Aalborg's own was just under 25.
    lowest = min(row.mentees_per_fte_min for row in trial.tables.jobcentres)
    highest = max(design.open_band_mentees.value, *caseloads)
    if load != "as_in_trial" and not lowest <= load <= highest:
        return -1
    if policy.contact.every_weeks != 1:
        return -1
    longest = max(policy.duration.weeks, *(e.weeks for e in policy.duration.exceptions), 0)
    support = int(design.support_weeks.value)
    after = policy.ending.taper_weeks + policy.ending.aftercare_weeks
    if longest + after > support:
        # Aftercare starts when the first education does; the rest bites from week 52 on.
        return 0 if policy.ending.aftercare_weeks else support
    return int(design.observed_weeks.value)
