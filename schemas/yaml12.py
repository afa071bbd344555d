"""Read YAML as its 1.2 core schema has it: no yes/no, no dates, no octals, no repeated keys."""

import re
from typing import Any

import yaml


class RepeatedKey(yaml.YAMLError):
    """A mapping names one key twice; the second would silently win."""


class _Loader(yaml.CSafeLoader):
    pass


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_starts)
    )


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    found: dict[Any, Any] = {}
    for key, value in pairs:
        if key in found:
            line = node.start_mark.line + 1
            raise RepeatedKey(f"the key '{key}' stands twice in the mapping at line {line}")
        found[key] = value
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _whole_number(_: _Loader, node: yaml.ScalarNode) -> int:
    return int(node.value)


_Loader.add_constructor("tag:yaml.org,2002:int", _whole_number)


def parse(text: str) -> Any:
    """Return the document that the text holds.

    Raises:
        yaml.YAMLError: it is no YAML, or a key is repeated.
    """
    return yaml.load(text, Loader=_Loader)
