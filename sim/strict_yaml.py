"""YAML without silent choices: a key given twice is an error."""

from __future__ import annotations

from typing import Any

import yaml

from sim.errors import InputError


class _NoDuplicates(yaml.SafeLoader):
    """Plain YAML loads the last of two equal keys; this one refuses them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping at a node."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


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
