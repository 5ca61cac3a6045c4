"""JSON schemas of what people write as YAML: policies, situations, prices.

An editor that knows one offers the fields while they are typed, says what each means, and
underlines what cannot be. What hangs on several fields at once is said by the program alone.
"""

from __future__ import annotations

from typing import Any

from sim.errors import InputError
from sim.messages import Said

#: The version of JSON Schema that pydantic writes.
DIALECT = "https://json-schema.org/draft/2020-12/schema"
POLICY, SITUATION, PRICES = "policy", "situation", "prices"
KINDS = (POLICY, SITUATION, PRICES)


def schema(kind: str, language: str = "en") -> dict[str, Any]:
    """The JSON schema of a file.

    Args:
        kind: `policy`, `situation` or `prices`.
        language: of what it says about each field, da or en.

    Returns:
        The schema as plain values; `json.dump` writes it.

    Raises:
        InputError: another kind or language.

    Example:
        >>> sorted(schema("situation")["required"])
        ['young_people']
    """
    from mentorsim.language import Language
    from mentorsim.present.names import price_title, price_unit
    from scenarios.economics.json_schema import prices_json_schema
    from scenarios.situation.situation import Situation
    from sim.programme import Policy

    words = Language(language)
    if kind not in KINDS:
        raise InputError(
            Said("mentorsim.no_such_schema"), field="schema", found=kind, allowed=", ".join(KINDS)
        )
    if kind == PRICES:
        found = prices_json_schema()
        for name, entry in found["properties"].items():
            entry["title"] = price_title(name, words)
            unit = price_unit(entry["properties"]["unit"]["const"], words)
            entry["description"] = entry["da"] = f"{entry['title']}; {unit}"
    else:
        found = (Policy if kind == POLICY else Situation).model_json_schema()
    return {"$schema": DIALECT, **_said_in(found, words.code)}


def _said_in(content: Any, language: str) -> Any:
    """The schema with each field said in one language; `da` beside a description is its Danish."""
    if isinstance(content, list):
        return [_said_in(part, language) for part in content]
    if not isinstance(content, dict):
        return content
    found = {key: _said_in(part, language) for key, part in content.items()}
    danish = found.get("da")
    if isinstance(danish, str):
        del found["da"]
        if language == "da":
            found["description"] = danish
    elif language == "da" and isinstance(found.get("description"), str):
        # Of a part of a policy as programmers know it: in English only.
        del found["description"]
    return found
