"""Read YAML as its 1.2 core schema has it: no yes/no, no dates, no octals, no repeated keys."""

import re
from typing import Any

import yaml
from yaml.constructor import ConstructorError


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
    found: dict[Any, Any] = {}
    for key, value in node.value:
        name = loader.construct_object(key, deep=True)
        if not isinstance(key, yaml.ScalarNode):
            raise ConstructorError(None, None, "a key is one word", key.start_mark)
        if name in found:
            line = key.start_mark.line + 1
            raise RepeatedKey(f"the key '{name}' stands twice in one mapping (line {line})")
        found[name] = loader.construct_object(value, deep=True)
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


class Inline(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Set the entries of a list in, below the key that they belong to."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write a thing that stands in two places twice."""
        return True


def _written_list(dumper: yaml.SafeDumper, data: Any) -> yaml.Node:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", data)
    lines = any(isinstance(one, yaml.CollectionNode) and not one.flow_style for one in node.value)
    node.flow_style = not lines
    return node


def _written_mapping(dumper: yaml.SafeDumper, data: dict[Any, Any]) -> yaml.Node:
    inline = isinstance(data, Inline) or not data
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=inline)


def _written_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    # These three are breaks of a line to YAML 1.1, and are read as others unless escaped.
    style = '"' if set(data) & set("\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _written_text)
_Dumper.add_representer(list, _written_list)
_Dumper.add_representer(tuple, _written_list)
_Dumper.add_representer(dict, _written_mapping)
_Dumper.add_representer(Inline, _written_mapping)


def write(document: Any) -> str:
    """Return the text that holds a document, its keys in their order; `parse` gives it back."""
    return yaml.dump(document, Dumper=_Dumper, width=10**6, allow_unicode=True)
