"""Make typed form specs of YAML text, saying everything that is wrong with the text at once."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from schemas import FOLDER, yaml12
from schemas.examplereading import ExampleReader
from schemas.limits import without_needless
from schemas.lines import nearest, without_levels
from schemas.reading import DATED, Unread, unfilled
from schemas.shared import spelled_out
from schemas.spec import FormSpec, IndicatorSpec, Revision, RollUp

HEAD_KEYS = {"id", "kind", "sample", "title", "programme", "service", "basis", "due", "signers"}
SIGNERS = ("unit_head", "ngo_head")
HEAD_WORDS: Mapping[str, tuple[object, ...]] = {
    "kind": ("return", "agency", "roster", "referral"),
    "basis": ("unit", "agency", "person"),
    "sample": (True, False),
}
"""What may stand in the head of a form, where it is one of some words."""
_STANDARD = re.compile(r"O[SC]\d+")
LAST_DAY = 30
"""The last day that every month has in which a return may be due: July, October, January, April."""


class SpecError(ValueError):
    """A form spec cannot be used; `problems` lists every reason, each with its place.

    `sound` is the form without its wrong rules, and the limits that they alone name, where nothing
    else is wrong with the text.
    """

    def __init__(self, name: str, problems: Iterable[str], sound: FormSpec | None = None) -> None:
        self.name, self.sound = name, sound
        self.problems = list(problems)
        super().__init__(f"{name}: " + "; ".join(self.problems))


def packaged_texts() -> dict[str, str]:
    """Return the YAML text of every packaged form by its path below the catalogue's folder.

    What forms share is spelled out in it.
    """
    root = FOLDER / "forms"
    return {
        str(path.relative_to(root)): spelled_out(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.yaml"))
    }


def load_file(path: Path) -> FormSpec:
    """Return the form spec in a YAML file. Raises SpecError."""
    return load(path.read_text(encoding="utf-8"), name=path.name)


@lru_cache(maxsize=32)
def load(text: str, *, name: str = "form") -> FormSpec:
    """Return the form spec that a YAML text states.

    Raises:
        SpecError: it is no YAML, or keys are missing or unknown.
    """
    try:
        document = yaml12.parse(text)
    except yaml.YAMLError as error:
        raise SpecError(name, [_of_yaml(error)]) from error
    reader = _Reader()
    spec = reader.form(document, hashlib.sha256(text.encode()).hexdigest())
    reader.problems = _with_unfilled(document, reader.problems)
    if spec is None:
        raise SpecError(name, reader.problems)
    if reader.problems:
        in_rules = all(problem.startswith("rules.") for problem in reader.problems)
        raise SpecError(name, reader.problems, without_needless(spec) if in_rules else None)
    return spec


def _of_yaml(error: yaml.YAMLError) -> str:
    """Return why a text is no YAML, with the line on which it shows."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"this is no YAML: {error.problem} (line {error.problem_mark.line + 1})"
    return str(error)


def _with_unfilled(document: Any, problems: list[str]) -> list[str]:
    """Say of what is still to be filled in just that, and not what is wrong with the mark."""
    asked = {without_levels(place): (place, words) for place, words in unfilled(document)}
    told = [
        f"{'.'.join(place)}: this is still to be filled in{words}"
        for place, words in asked.values()
    ]
    return told + [one for one in problems if not asked or not nearest(one, asked)]


class _Reader(ExampleReader):
    """Reads one document, collecting problems instead of stopping at the first."""

    def form(self, document: Any, sha256: str) -> FormSpec | None:
        top = {"formspec", "form", "revisions", "limits", "tables", "rules"}
        top |= {"indicators", "examples"}
        if not isinstance(document, dict) or not {"form", "revisions", "tables"} <= set(document):
            self.problems.append("a form spec has the keys formspec, form, revisions and tables")
            return None
        self.only(document, top, "the top level")
        if document.get("formspec") != 1:
            self.problems.append("formspec: the version of the language is 1")
        head = self._head(document["form"])
        limits = self.limits(document.get("limits", {}))
        tables = self._tables(document["tables"])
        rules = self.rules(document.get("rules", []))
        return FormSpec(
            code=str(head.get("id", "")),
            kind=str(head.get("kind", "return")),
            title=self.text(head.get("title"), "form.title"),
            programme=self.text(head.get("programme"), "form.programme"),
            service=str(head.get("service", "")),
            basis=str(head.get("basis", "unit")),
            sample=head.get("sample") is True,
            due_day=self._due_day(head.get("due", {})),
            signers=self._signers(head.get("signers", ["unit_head"])),
            revisions=self._revisions(document["revisions"]),
            tables=tuple(self.table(*entry) for entry in tables if "fields" not in entry[1]),
            lists=tuple(self.list_table(*entry) for entry in tables if "fields" in entry[1]),
            rules=rules,
            indicators=tuple(
                self._indicator(key, body)
                for key, body in self.mapping(document.get("indicators", {}), "indicators").items()
            ),
            examples=self.examples(document.get("examples", [])),
            limits=limits,
            sha256=sha256,
        )

    def _tables(self, body: Any) -> list[tuple[str, dict[str, Any]]]:
        tables = [
            (str(key), self.mapping(its, f"tables.{key}"))
            for key, its in self.mapping(body, "tables").items()
        ]
        if "limit" in dict(tables):
            self.problems.append("tables.limit: 'limit' is how an expression names a limit")
        return [entry for entry in tables if not isinstance(entry[1], Unread)]

    def _head(self, body: Any) -> dict[str, Any]:
        """Read what the form says of itself, and hold its words to those that may stand there."""
        head = self.mapping(body, "form")
        self.only(head, HEAD_KEYS, "form")
        if not head.get("id"):
            self.problems.append("form: the form needs an 'id', its code")
        for name, words in HEAD_WORDS.items():
            if name in head:
                self.word(head[name], words, f"form.{name}")
        return head

    def _due_day(self, body: Any) -> int:
        due = self.mapping(body, "form.due")
        self.only(due, {"day"}, "form.due")
        day = self.number(due.get("day", 20), "form.due.day")
        if not 1 <= day <= LAST_DAY:
            self.problems.append(f"form.due.day: a day from 1 to {LAST_DAY} is needed here")
        return day

    def _signers(self, body: Any) -> tuple[str, ...]:
        signers = self.words(body, "form.signers")
        for signer in signers:
            self.word(signer, SIGNERS, "form.signers")
        if body == []:
            self.problems.append("form.signers: somebody has to sign")
        return signers

    def _revisions(self, body: Any) -> tuple[Revision, ...]:
        found = []
        for number, entry in enumerate(self.listed(body, "revisions"), 1):
            where = f"revisions.{number}"
            its = self.mapping(entry, where)
            self.only(its, {"v", "from", "note"}, where)
            found.append(
                Revision(
                    self.number(its.get("v"), f"{where}.v"),
                    self.period(its.get("from"), f"{where}.from"),
                    self.text(its.get("note"), f"{where}.note"),
                )
            )
        begins = [revision.since for revision in found]
        if not begins or begins != sorted(set(begins)):
            self.problems.append(
                "revisions: one at least is needed, each later than the one before"
            )
        return tuple(found)

    def _indicator(self, standard: str, body: Any) -> IndicatorSpec:
        where = f"indicators.{standard}"
        body = self.mapping(body, where)
        keys = {"numerator", "denominator", "opening", "roll_up"}
        self.only(body, keys | {"en", "zh-Hant", *DATED}, where)
        slots = {name: value for name, value in body.items() if name in keys}
        slots = {name: str(said) for name, said in slots.items()}
        slots.setdefault("numerator", "")
        if not _STANDARD.fullmatch(standard):
            self.problems.append(f"{where}: '{standard}' is no standard such as OS1 or OC2")
        if not slots["numerator"]:
            self.problems.append(f"{where}: numerator is needed")
        if "roll_up" in slots:
            self.one_of(RollUp, slots["roll_up"], f"{where}.roll_up")
        label, span = self.text(body, where), self.span(body, where)
        return IndicatorSpec(standard=standard, label=label, span=span, **slots)
