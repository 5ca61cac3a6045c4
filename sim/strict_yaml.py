"""YAML without silent choices: numbers as people write them, a key given once, nothing that grows.

What a word without quotes is follows YAML 1.2 (its core schema): `5e5` is a number, `no` and
`2026-01-01` are texts. Where the older YAML 1.1 would read another number than the one that is
seen (`052` as 42, `1:30` as 90), and where this one would (052 as 52), the number is refused.
Beyond the standard, numbers in Danish form (`12,5`, `1.234.567`) are numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from importlib.resources import files
from typing import Any

import yaml

from sim.errors import InputError
from sim.foreign import LONGEST
from sim.messages import Said
from sim.written_numbers import Written, written

_TAG = "tag:yaml.org,2002:"
_NULLS = ("", "~", "null", "Null", "NULL")
_TRUTH = {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_INFINITE = re.compile(r"[+-]?\.(?:inf|Inf|INF)")
_NO_NUMBER = (".nan", ".NaN", ".NAN")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_WHOLE = re.compile(r"[+-]?[0-9]+")

#: Notations that somebody takes for another number: what each is, and how it is written instead.
_ZERO = re.compile(r"([+-]?)0+([0-9]+(?:[.,][0-9]*)?(?:[eE][+-]?[0-9]+)?)")
_COLON = re.compile(r"[+-]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?")
_UNDERSCORE = re.compile(r"[+-]?[0-9]+(?:_+[0-9]+)+(?:\.[0-9_]*)?")
_REFUSED = _TAG + "refused"


class UncertainNumber(float):
    """A number that can be read in two ways: the value is the one with decimals.

    Whoever knows what it stands for decides whether that matters.
    """

    def __new__(cls, number: Written) -> UncertainNumber:
        """From the number as it was written."""
        return super().__new__(cls, number.value)

    def __init__(self, number: Written) -> None:
        self.written = number

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies and other processes."""
        return type(self), (self.written,)


class _Words(yaml.resolver.BaseResolver):
    """What a word without quotes is."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """The tag of a node."""
        if kind is yaml.ScalarNode and value is not None and implicit[0]:
            return _TAG + _kind(value)
        of_standard: Any = super().resolve
        return str(of_standard(kind, value, implicit))


def _kind(word: str) -> str:
    if word in _NULLS:
        return "null"
    if word in _TRUTH:
        return "bool"
    if _INFINITE.fullmatch(word) or word in _NO_NUMBER:
        return "float"
    if any(form.fullmatch(word) for form in (_ZERO, _COLON, _UNDERSCORE)):
        return "refused"
    if _WHOLE.fullmatch(word) or _OTHER_BASE.fullmatch(word):
        return "int"
    return "str" if written(word) is None else "float"


class _Loader(_Words, yaml.SafeLoader):
    """Loads one document of one file."""

    def __init__(self, text: str, file: object) -> None:
        super().__init__(text)
        self.file = file

    def number(self, node: yaml.ScalarNode) -> float:
        """The number at a node."""
        word = str(node.value)
        if _INFINITE.fullmatch(word):
            return -math.inf if word.startswith("-") else math.inf
        if word in _NO_NUMBER:
            return math.nan
        if _OTHER_BASE.fullmatch(word):
            return int(word, 0)
        found = written(word)
        if found is None:
            raise self.fault(
                Said("sim.not_a_number"), node, found=word, allowed=Said("sim.a_number_as_12_5")
            )
        return found.value if found.grouped is None else UncertainNumber(found)

    def truth(self, node: yaml.ScalarNode) -> bool:
        """The truth value at a node."""
        if node.value not in _TRUTH:
            raise self.fault(
                Said("sim.not_a_truth_value"),
                node,
                found=node.value,
                allowed=Said("sim.true_or_false"),
            )
        return _TRUTH[node.value]

    def refused(self, node: yaml.ScalarNode) -> None:
        """A notation that is read in different ways by different programs."""
        word = str(node.value)
        text = Said("sim.in_quotes_if_it_is_a_text", word=word)
        zero = _ZERO.fullmatch(word)
        if zero is not None:
            raise self.fault(
                Said("sim.a_number_with_a_leading_zero"),
                node,
                found=word,
                allowed=Said("sim.zero_zero2_or_text", zero=zero[1], zero2=zero[2], text=text),
            )
        if ":" in word:
            raise self.fault(
                Said("sim.a_number_with_colons"),
                node,
                found=word,
                allowed=Said("sim.a_plain_number_or_text", text=text),
            )
        raise self.fault(
            Said("sim.a_number_with_underscores"),
            node,
            found=word,
            allowed=Said("sim.replace_or_text", replace=word.replace("_", ""), text=text),
        )

    def fault(self, problem: str, node: yaml.Node, *, found: object, allowed: str) -> InputError:
        """An error at the line of a node."""
        return InputError(
            problem, file=self.file, field=self.line_of(node), found=found, allowed=allowed
        )

    def tagged(self, node: yaml.Node) -> InputError:
        """The error of a value with a tag that makes it something else than it looks like."""
        return self.fault(
            Said("sim.tags_are_not_read"),
            node,
            found=str(node.tag).replace(_TAG, "!!"),
            allowed=Said("sim.the_value_without_its_tag"),
        )

    def unknown(self, node: yaml.Node) -> None:
        """A tag that is none of those of plain values."""
        raise self.tagged(node)

    def line_of(self, node: yaml.Node) -> str:
        """Where a node begins."""
        return Said("sim.line_number", number=node.start_mark.line + 1)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping at a node; plain YAML loads the last of two equal keys, this refuses them."""
        if not isinstance(node, yaml.MappingNode):
            raise self.tagged(node)
        before: yaml.Node | None = None
        seen = set()
        construct: Any = self.construct_object
        for place, value in node.value:
            if before is not None and node.flow_style and _is_digits(place) and _is_nothing(value):
                self._check_comma(before, place)
            key = construct(place, deep=True)
            if not isinstance(key, Hashable):
                raise self.fault(
                    Said("sim.a_key_that_is_no_word"),
                    place,
                    found=key,
                    allowed=Said("sim.a_name_then_a_colon"),
                )
            if key in seen:
                raise self.fault(
                    Said("sim.key_is_given_twice", key=key),
                    place,
                    found=key,
                    allowed=Said("sim.each_key_once"),
                )
            seen.add(key)
            before = value
        return super().construct_mapping(node, deep)

    def _check_comma(self, before: yaml.Node, after: yaml.Node) -> None:
        """`{caseload: 12,5}` is a caseload of 12 and a key 5 to YAML, and 12.5 to its writer."""
        number = written(f"{before.value},{after.value}")
        if number is None:
            return
        if not number.is_certain():
            raise number.question(file=self.file, field=self.line_of(after))
        raise self.fault(
            Said("sim.a_decimal_comma"),
            after,
            found=number.text,
            allowed=Said("sim.write_value", value=repr(number.value)),
        )

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node; a reference to another one is refused: a few of them fill a memory."""
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            raise InputError(
                Said("sim.references_are_not_read"),
                file=self.file,
                field=Said("sim.line_number", number=event.start_mark.line + 1),
                found=f"*{event.anchor}",
                allowed=Said("sim.the_value_written_out"),
            )
        return super().compose_node(parent, index)


_Loader.add_constructor(_TAG + "int", _Loader.number)
_Loader.add_constructor(_TAG + "float", _Loader.number)
_Loader.add_constructor(_TAG + "bool", _Loader.truth)
_Loader.add_constructor(_REFUSED, _Loader.refused)
#: What the standard reader would make of them is no value of any field.
for _kind_of_value in ("timestamp", "binary", "omap", "pairs", "set"):
    _Loader.add_constructor(_TAG + _kind_of_value, _Loader.unknown)
_Loader.add_constructor(None, _Loader.unknown)


class _Dumper(_Words, yaml.SafeDumper):
    """Puts in quotes what the loader, or one of YAML 1.1, would not read as a text."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """The tag of a node; what only the older standard takes for a number is none of a text."""
        tag = super().resolve(kind, value, implicit)
        older: Any = super(_Words, self).resolve
        return str(older(kind, value, implicit)) if tag == _TAG + "str" else tag


def _is_digits(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value.isdecimal()


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value == ""


class _OurLoader(_Loader):
    """Loads a file of our own: its signs are read by libyaml, which is many times as fast.

    What is said of a file that cannot be read, and what other forms of writing there are, differs
    between the two; a test holds every file that comes with the project against the other loader.
    """

    def __init__(self, text: str, file: object) -> None:
        self._events: Any = yaml.CSafeLoader(text)
        super().__init__("", file)

    def check_event(self, *choices: Any) -> bool:
        """Whether what is read next is of one of these kinds."""
        return bool(self._events.check_event(*choices))

    def peek_event(self) -> Any:
        """What is read next, left there."""
        return self._events.peek_event()

    def get_event(self) -> Any:
        """What is read next."""
        return self._events.get_event()

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        """A word; libyaml calls the style of one without quotes '', and it has none."""
        compose: Any = super().compose_scalar_node
        node: yaml.ScalarNode = compose(anchor)
        node.style = node.style or None
        return node


def load_yaml(text: str, *, file: object, ours: bool = False) -> Any:
    """The content of a YAML text; a number to be read in two ways is an `UncertainNumber`.

    Args:
        text: one document.
        file: where it stands, for messages.
        ours: whether it comes with the project.

    Raises:
        InputError: it is not YAML, a key is given twice, or a number is written in a way that
            programs read differently.
    """
    try:
        loader = (_OurLoader if ours and yaml.__with_libyaml__ else _Loader)(text, file)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except RecursionError as error:
        raise InputError(
            Said("sim.nested_too_deeply"), file=file, allowed=Said("sim.fields_of_a_few_levels")
        ) from error
    except yaml.YAMLError as error:
        raise _unreadable(text, file, error) from error


def _unreadable(text: str, file: object, error: yaml.YAMLError) -> InputError:
    """The error of what is no YAML: which line, what stands there, and how a file looks."""
    problem, allowed = Said("sim.unreadable_yaml"), Said("sim.one_field_a_line")
    if isinstance(error, yaml.reader.ReaderError):
        return InputError(
            Said("sim.a_character_that_yaml_does_not_allow"),
            file=file,
            found=Said(
                "sim.character_number", number=error.position + 1, code=f"{error.character:04X}"
            ),
            allowed=Said("sim.the_file_without_it"),
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if (getattr(error, "context", None) or "").endswith("a quoted scalar"):
        # It runs on to the end of the file: what helps is where it begins.
        problem, allowed = Said("sim.a_quote_never_closed"), Said("sim.a_quote_closed")
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return InputError(problem, file=file, allowed=allowed)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if line[mark.column : mark.column + 1] == "\t":
        problem, allowed = Said("sim.a_tab"), Said("sim.blanks_instead_of_tabs")
    return InputError(
        problem,
        file=file,
        field=Said("sim.line_number", number=mark.line + 1),
        found=line.strip()[:LONGEST] or Said("sim.nothing"),
        allowed=allowed,
    )


def packaged_yaml(package: str, name: str) -> Any:
    """The content of a data file that comes with a package.

    Args:
        package: whose it is.
        name: of the file.

    Raises:
        InputError: as `load_yaml`.
    """
    return load_yaml((files(package) / name).read_text(encoding="utf-8"), file=name, ours=True)


def dump_yaml(content: Any) -> str:
    """A YAML text that `load_yaml` reads as the content again; fields in their order."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
