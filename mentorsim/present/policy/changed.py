"""A policy with some of its fields changed, which says in its name and texts what was changed.

What is said of a change follows from the fields alone: the policy before and the policy after are
laid side by side, and each field that is another gets its words
(`mentorsim.present.policy.changes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mentorsim.language import LOCALES, Language
from mentorsim.present.clean import said
from mentorsim.present.policy.changes import TEXTS, said_changes, shortened_changes
from scenarios.policy.policies import NamedPolicy, parse_policy
from scenarios.policy.python_policy import CodedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.programme import Policy

Content = dict[str, Any]

#: Sets of fields that are compared and said as one.
TOGETHER = ("intake", "contact.split")
#: What a file's name cannot hold on every system.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def changed(named: NamedPolicy, changes: Mapping[str, Any], name: str | None = None) -> NamedPolicy:
    """A policy with changes merged into its fields; itself if nothing becomes another.

    Args:
        named: the policy.
        changes: fields of the policy language as plain values; a set of fields is merged into
            those that there are, a list replaces the whole list.
        name: under which the changed policy stands in results; by default one that says what was
            changed.

    Raises:
        InputError: a field that is misspelt or has an impossible value.
    """
    content = merged(named.policy.model_dump(mode="json", exclude_unset=True), changes)
    return renamed(named, content, name)


def nested(changes: Mapping[str, Any]) -> Content:
    """Changes with names that have dots, as in `duration.weeks`, put into sets of fields.

    Raises:
        InputError: a name with nothing between two dots, or a field that is given twice.
    """
    found: Content = {}
    for name, value in changes.items():
        _put(found, name.split("."), value, name)
    return found


def _put(place: Content, path: list[str], value: Any, name: str) -> None:
    """A value into sets of fields, field by field; nothing is put over another."""
    first, *rest = path
    if not first:
        raise InputError(
            Said("mentorsim.not_the_name_of_a_field"),
            found=name,
            allowed=Said("mentorsim.names_of_fields_with_one_dot"),
        )
    if not rest and not isinstance(value, Mapping):
        if first in place:
            raise _twice(name)
        place[first] = value
        return
    there = place.setdefault(first, {})
    if not isinstance(there, dict):
        raise _twice(name)
    if rest:
        _put(there, rest, value, name)
        return
    for key, inner in value.items():
        _put(there, [key], inner, f"{name}.{key}")


def _twice(name: str) -> InputError:
    return InputError(
        Said("mentorsim.this_field_is_given_twice"),
        field=name,
        allowed=Said("mentorsim.each_field_once"),
    )


def merged(content: Mapping[str, Any], changes: Mapping[str, Any]) -> Content:
    """Fields with changes put into them, field by field; a list replaces the whole list."""
    found = dict(content)
    for name, value in changes.items():
        before = found.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            found[name] = merged(before, value)
        else:
            found[name] = value
    return found


def renamed(named: NamedPolicy, content: Content, name: str | None = None) -> NamedPolicy:
    """The policy that some fields make, named after what was changed of another.

    Title, description and source say it as well, in both languages, unless they were changed
    themselves. What is changed again is named after the policy that was changed first.

    Args:
        named: what was changed.
        content: all fields of the policy that came of it.
        name: as in `changed`.

    Raises:
        InputError: as `changed`.
    """
    first, file = named.base or named, name or named.name
    after = parse_policy(content, file=file)
    # Texts that an earlier change made are made anew, from those of the first.
    kept = {text for text in TEXTS if getattr(after, text) == getattr(named.policy, text)}
    after = after.model_copy(update={text: getattr(first.policy, text) for text in kept})
    fields = changed_fields(first.policy, after)
    if not fields and name is None:
        return first
    if isinstance(named, CodedPolicy):
        raise InputError(
            Said("mentorsim.a_policy_in_python_is_not"),
            file=named.name,
            field=next(iter(fields), "name"),
            allowed=Said("mentorsim.another_base_python_policy_name_base"),
        )
    if fields.keys() - set(TEXTS):
        plain = after.model_dump(mode="json", exclude_unset=True)
        after = parse_policy(plain | _texts(first, after, fields), file=file)
    source = f"changed from {first.name}"
    if name is not None:
        return NamedPolicy(name, after, source)
    words = ", ".join([first.name, *shortened_changes(after, fields, Language("en"))])
    return NamedPolicy(_NOT_IN_NAMES.sub("", words), after, source, first)


def changed_fields(before: Policy, after: Policy) -> Content:
    """The fields that are other, by path as in `duration.weeks`, with their values afterwards."""
    old = fields_of(before)
    return {path: value for path, value in fields_of(after).items() if old.get(path) != value}


def fields_of(policy: Policy) -> Content:
    """Every field of a policy by path, as plain values; texts, intake and split of time whole."""
    found: Content = {}

    def walk(content: Mapping[str, Any], start: str) -> None:
        for name, value in content.items():
            path = f"{start}{name}"
            if isinstance(value, Mapping) and path not in (*TEXTS, *TOGETHER):
                walk(value, f"{path}.")
            else:
                found[path] = value

    walk(policy.model_dump(mode="json"), "")
    # Said or implied, what follows is the same.
    return found | {"capacity.follows": policy.capacity.following}


def _texts(first: NamedPolicy, after: Policy, fields: Content) -> Content:
    """Title, description and source that say what was changed; those that were given stay."""
    before = first.policy

    def in_both(key: str, text: str) -> dict[str, str]:
        return {
            code: words.text(
                key,
                own=said(getattr(before, text), words).rstrip("."),
                name=first.name,
                short=_capital("; ".join(shortened_changes(after, fields, words))),
                whole="; ".join(said_changes(after, fields, words).values()),
            )
            for code, words in ((code, Language(code)) for code in LOCALES)
        }

    found = {
        text: in_both(f"changed.{text}", text)
        for text in ("title", "description", "reference")
        if text not in fields
    }
    # Why the policy is worth a look was said of what it was before.
    return found if "reason" in fields else found | {"reason": None}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
