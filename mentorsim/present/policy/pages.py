"""The policy language for people: a template to fill in, and a page of reference.

Both are made from the schema of the language (`sim.programme`) and the library, so that they say
what the program does. ``python -m mentorsim.present.policy.pages`` writes the pages into `docs/`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.language import LOCALES, Language
from mentorsim.present.clean import clean, in_language
from mentorsim.present.own_prices import as_read
from mentorsim.present.policy.templates import WIDTH, as_yaml, template_of
from scenarios.policy.errors import alternatives, policy_schema
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from scenarios.policy.written_fields import numbers_read
from sim.conditions import ATTRIBUTE_TEXTS
from sim.groups import GROUP_NAMES
from sim.programme import Policy

if TYPE_CHECKING:
    from scenarios.policy.gain import Cell

#: Gains are told per so many paid hours: about what a year of mentoring takes.
HOURS = 100
DOCS = Path(__file__).parents[3] / "docs"


# --- the template ------------------------------------------------------------------------------
def template(language: Language) -> str:
    """A policy file with every field at its default, each explained; texts are to be written."""
    return template_of(Policy, language.text("policies.template.head"), language)


# --- what a file says --------------------------------------------------------------------------
def checked(
    named: NamedPolicy, evidence_ends: int, cells: Sequence[Cell], language: Language
) -> list[str]:
    """What a policy that can be used says: its texts, what follows, how far the trial goes.

    Args:
        named: the policy.
        evidence_ends: last week that the trial speaks to, -1 for none.
        cells: who goes first by expected gain, best first; none if the policy has another order.
        language: of the lines.
    """
    policy = named.policy
    lines = [
        language.text(
            "policies.check.ok",
            name=clean(named.name),
            title=clean(in_language(policy.title, language)),
            description=clean(in_language(policy.description, language)),
        ),
        language.text(f"policies.check.follows.{policy.capacity.following}"),
        language.text("policies.check.no_evidence")
        if evidence_ends < 0
        else language.text("policies.check.evidence", week=language.integer(evidence_ends)),
    ]
    lines += _numbers(policy, language)
    if cells:
        lines.append(language.text("policies.check.gain"))
    for rank, cell in enumerate(cells, 1):
        groups = [language.name("group", group) for group in cell.groups]
        gain = language.number(HOURS * cell.gain, 1)
        lines.append(
            language.text(
                "policies.check.cell",
                rank=language.integer(rank),
                groups=language.list_of(groups),
                gain=gain,
            )
        )
    return lines


def _numbers(policy: Policy, language: Language) -> list[str]:
    """Every number that the file gives, as it was read."""
    given = [
        language.text("policies.check.number", field=path, number=as_read(x, language))
        for path, x in numbers_read(policy.model_dump(mode="json", exclude_unset=True))
    ]
    return [language.text("policies.check.numbers", numbers="; ".join(given))] if given else []


# --- the page of reference -----------------------------------------------------------------------
def page(language: Language) -> str:
    """Every field, condition, group, attribute and policy of the library, as Markdown."""
    parts = [
        f"# {language.text('policies.title')}",
        "",
        *textwrap.wrap(language.text("policies.intro"), WIDTH),
        "",
    ]
    parts += [f"## {language.text('policies.heading.fields')}", ""]
    parts += _table(
        [language.text(f"policies.column.{c}") for c in ("field", "values", "default", "meaning")],
        _field_rows(policy_schema(), "", language),
    )
    parts += ["", f"## {language.text('policies.heading.conditions')}", ""]
    parts += [*textwrap.wrap(language.text("policies.conditions"), WIDTH), ""]
    names = [language.text("policies.column.name"), language.text("policies.column.meaning")]
    parts += [f"### {language.text('policies.heading.groups')}", ""]
    parts += _table(names, [[f"`{g}`", language.name("group", g)] for g in GROUP_NAMES])
    parts += ["", f"### {language.text('policies.heading.attributes')}", ""]
    which = 1 if language.code == "da" else 0
    parts += _table(names, [[f"`{a}`", texts[which]] for a, texts in ATTRIBUTE_TEXTS.items()])
    parts += ["", f"## {language.text('policies.heading.library')}", ""]
    columns = [language.text(f"policies.column.{c}") for c in ("name", "policy", "reason")]
    parts += _table(columns, [_library_row(name, language) for name in library_names()])
    return "\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in [head, *rows]]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return [lines[0], "|" + " --- |" * len(head), *lines[1:]]


def _library_row(name: str, language: Language) -> list[str]:
    policy = load_policy(name).policy
    reason = "" if policy.reason is None else in_language(policy.reason, language)
    title, what = in_language(policy.title, language), in_language(policy.description, language)
    return [f"`{name}`", f"**{title}.** {what}".strip(), reason.strip()]


def _field_rows(node: dict[str, Any], path: str, language: Language) -> list[list[str]]:
    rows: list[list[str]] = []
    for name, field in node["properties"].items():
        here = f"{path}{name}"
        meaning = field["da"] if language.code == "da" else field["description"]
        if "example" in field:
            meaning += "; " + language.text("policies.example", example=f"`{field['example']}`")
        required = name in node.get("required", [])
        default = language.text("policies.required") if required else _default(field.get("default"))
        choices = alternatives(field)
        rows.append([f"`{here}`", _values(field, language), default, meaning])
        for choice in choices:
            if _is_condition(field):
                continue
            if choice.get("title") != "Text" and choice.get("properties"):
                rows += _field_rows(choice, f"{here}.", language)
            items = choice.get("items")
            if items is not None and not _is_condition(items):
                for part in alternatives(items):
                    rows += _field_rows(part, f"{here}[].", language)
    return rows


def _default(value: Any) -> str:
    return "" if isinstance(value, dict) else f"`{as_yaml(value)}`"


def _is_condition(node: dict[str, Any]) -> bool:
    refs = [choice.get("$ref", "") for choice in node.get("oneOf", [])]
    refs += [ref.get("$ref", "") for c in node.get("anyOf", []) for ref in c.get("oneOf", [])]
    return any(ref.endswith("/Limit") for ref in refs)


def _values(node: dict[str, Any], language: Language) -> str:
    if _is_condition(node):
        return language.text("policies.kind.condition")
    return ", ".join(dict.fromkeys(_kind(choice, language) for choice in alternatives(node)))


def _kind(node: dict[str, Any], language: Language) -> str:
    if "const" in node or "enum" in node:
        return ", ".join(f"`{value}`" for value in node.get("enum", [node.get("const")]))
    kind = language.text(f"policies.kind.{node['type']}")
    low, high = node.get("minimum"), node.get("maximum")
    if high is not None and low is not None:
        return language.text("policies.kind.range", kind=kind, low=_plain(low), high=_plain(high))
    if high is not None:
        above = node["exclusiveMinimum"]
        return language.text("policies.kind.above", kind=kind, low=_plain(above), high=_plain(high))
    return kind


def _plain(x: float) -> str:
    """A number as it is written in a policy file, whatever the language."""
    return str(int(x)) if x == int(x) else str(x)


def page_path(language: Language) -> Path:
    """Where the page of a language stands."""
    name = "policies.md" if language.code == "en" else f"policies.{language.code}.md"
    return DOCS / name


def main() -> None:
    """Write the pages of both languages."""
    for code in LOCALES:
        language = Language(code)
        page_path(language).write_text(page(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
