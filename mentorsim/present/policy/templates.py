"""Templates of files with fields: every field explained, at its default, in a language."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mentorsim.language import Language
from sim.conditions import Text

#: Columns of a line of comment.
WIDTH = 100


def template_of(model: type[BaseModel], head: str, language: Language) -> str:
    """A file with every field of a model at its default, each explained.

    Args:
        model: its fields have descriptions in both languages (`sim.conditions.said`).
        head: comment at the top.
        language: of the comments.

    Returns:
        YAML. A text that is required is to be written; another field that is, is there with the
        example of the first of its fields that has one.
    """
    return "\n".join([*_comment(head, ""), *_fields(model, None, "", language)]) + "\n"


def _fields(
    model: type[BaseModel], values: BaseModel | None, indent: str, language: Language
) -> list[str]:
    lines: list[str] = []
    for name, info in model.model_fields.items():
        if not indent:
            lines.append("")
        lines += _comment(_meaning(info, language), indent)
        example = _extra(info).get("example")
        if example is not None:
            lines += _comment(language.text("policies.example", example=example), indent)
        value = getattr(values, name) if values is not None else info.default
        if info.is_required() and values is None:
            lines += _required(name, info, indent, language)
        elif isinstance(value, BaseModel):
            lines.append(f"{indent}{name}:")
            lines += _fields(type(value), value, indent + "  ", language)
        else:
            lines.append(f"{indent}{name}: {as_yaml(value)}")
    return lines


def _required(name: str, info: FieldInfo, indent: str, language: Language) -> list[str]:
    """A field that has no default: words to be written, or a set of fields with an example."""
    kind = info.annotation
    if kind is not Text and isinstance(kind, type) and issubclass(kind, BaseModel):
        shown = next(n for n, i in kind.model_fields.items() if "example" in _extra(i))
        example = json.loads(str(_extra(kind.model_fields[shown])["example"]))
        inner = _fields(kind, kind.model_validate({shown: example}), indent + "  ", language)
        return [f"{indent}{name}:", *inner]
    words = json.dumps(language.text("policies.template.write"), ensure_ascii=False)
    if kind is Text:
        words = f"{{da: {words}, en: {words}}}"
    return [f"{indent}{name}: {words}"]


def _comment(words: str, indent: str) -> list[str]:
    start = f"{indent}# "
    return [start + line for line in textwrap.wrap(words, WIDTH - len(start))]


def as_yaml(value: Any) -> str:
    """A default as it stands in a file."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(as_yaml(part) for part in value)}]"
    return str(value)


def _extra(info: FieldInfo) -> dict[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def _meaning(info: FieldInfo, language: Language) -> str:
    words = _extra(info)["da"] if language.code == "da" else info.description
    return str(words)
