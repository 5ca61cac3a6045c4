"""YAML without silent choices: a key given twice is an error, and so is what grows when read."""

from __future__ import annotations

from typing import Any

import yaml

from sim.errors import InputError


class _NoDuplicates(yaml.SafeLoader):
    """Plain YAML loads the last of two equal keys; this one refuses them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping at a node."""
        seen = set()
        for key in (self.construct_object(key, deep=True) for key, _ in node.value):
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' is given twice", node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node; a reference to another one is refused: a few of them fill a memory."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(
                None, None, "references (*name) are not read", mark
            )
        return super().compose_node(parent, index)


def load_yaml(text: str, *, file: object) -> Any:
    """The content of a YAML text.

    Raises:
        InputError: it is not YAML, or a key is given twice.
    """
    try:
        return yaml.load(text, Loader=_NoDuplicates)
    except (yaml.YAMLError, RecursionError, TypeError) as error:
        # TypeError: a key that cannot be one, such as a list.
        raise InputError("unreadable YAML", file=file, found=str(error)) from error
