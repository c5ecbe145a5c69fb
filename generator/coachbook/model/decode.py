"""From a document to a type: pydantic judges, and every sentence a coach reads is ours (`sentences`).

A cause silences its consequences: a misspelt key hides the missing key it stands for, and all keys missing in
one place are one finding. A key without a value says nothing, and is still told if it is no key at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from coachbook.model.fields import Part
from coachbook.model.sentences import SENTENCES, Fault, Sentence, listed, noun, sentence
from coachbook.model.vocabulary import PRIVATE_KEYS, SYNONYMS
from coachbook.source.diagnostics import Diagnostic, Keys
from coachbook.source.suggest import suggest
from coachbook.source.yamltext import Document

__all__ = ["SENTENCES", "decode"]

P = TypeVar("P", bound=Part)

UNKNOWN: Final = "extra_forbidden"
MISSING: Final = "missing"


def decode(document: Document, model: type[P]) -> tuple[P | None, tuple[Diagnostic, ...]]:
    """The document as `model`, or None with every fault placed in the file. Never raises on any data."""
    try:
        # Nearly every file is right as it stands; an empty optional key means the same as none.
        return model.model_validate(document.data), ()
    except ValidationError:
        return _decode_closely(document, model)


def _decode_closely(document: Document, model: type[P]) -> tuple[P | None, tuple[Diagnostic, ...]]:
    """The same for a file with keys that have no value, or with faults."""
    empties: list[Keys] = []
    data = _without_empty(document.data, (), empties)
    if not isinstance(data, dict):
        return None, (_whole_file(document, model),)
    faults = list(_empty_faults(empties, model))
    value: P | None = None
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        faults.extend(_fault(each, model) for each in error.errors(include_url=False))
    if not faults:
        return value, ()
    said = _said(faults, data, frozenset(empties), model)
    return None, tuple(_diagnostic(fault, words, document) for fault, words in said)


def _without_empty(data: Any, keys: Keys, empties: list[Keys]) -> Any:
    """The data without keys that have no value; their paths are added to `empties`."""
    if isinstance(data, dict):
        kept = {}
        for key, value in data.items():
            if value is None:
                empties.append((*keys, key))
            elif isinstance(value, str):
                kept[key] = value
            else:
                kept[key] = _without_empty(value, (*keys, key), empties)
        return kept
    if isinstance(data, list):
        return [
            value if isinstance(value, str) else _without_empty(value, (*keys, number), empties)
            for number, value in enumerate(data)
        ]
    return data


def fields_at(model: type[BaseModel], keys: Keys) -> type[BaseModel] | None:
    """The part that the value at `keys` should be; None where it should be something else."""
    kind = _kind_at(model, keys)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _kind_at(model: type[BaseModel], keys: Keys) -> Any:
    here: Any = model
    for key in keys:
        here = _inside(here, key)
        if here is None:
            return None
    return here


def _inside(kind: Any, key: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(key))
        return _plain(field.annotation) if field else None
    if get_origin(kind) is tuple and isinstance(key, int):
        return _plain(get_args(kind)[0])
    if get_origin(kind) is dict:
        return _plain(get_args(kind)[1])
    return None


def _plain(kind: Any) -> Any:
    """The kind without `Annotated` and `| None`."""
    while True:
        if hasattr(kind, "__metadata__"):
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(each for each in get_args(kind) if each is not type(None))
        else:
            return kind


def _empty_faults(empties: Iterable[Keys], model: type[BaseModel]) -> Iterator[Fault]:
    """Faults that a key without a value can hold: it is no key, or it is a waiver without its reason."""
    for keys in empties:
        holder = _kind_at(model, keys[:-1])
        part = fields_at(model, keys[:-1])
        if part is not None and keys[-1] not in part.model_fields:
            yield Fault(UNKNOWN, keys, None, {}, part)
        elif part is None and get_origin(holder) is dict:
            yield Fault("string_too_short", keys, None, {}, None)


def _fault(error: Any, model: type[BaseModel]) -> Fault:
    keys: Keys = tuple(error["loc"])
    part = fields_at(model, keys[:-1]) if keys else model
    inner = fields_at(model, keys) or fields_at(model, (*keys, 0))
    return Fault(error["type"], keys, error.get("input"), error.get("ctx") or {}, part, inner)


def _said(
    faults: list[Fault], data: Any, empties: frozenset[Keys], model: type[BaseModel]
) -> Iterator[tuple[Fault, Sentence]]:
    """Each fault that is a cause, with its sentence; keys missing in one place share one."""
    unknown = [fault for fault in faults if fault.kind == UNKNOWN]
    meant = {(*fault.keys[:-1], guess) for fault in unknown if (guess := _meant_key(fault, data))}
    absent: dict[Keys, list[Fault]] = {}
    for fault in faults:
        if fault.kind == UNKNOWN:
            yield fault, _unknown_key(fault, data, model)
        elif fault.kind != MISSING:
            yield fault, sentence(fault)
        elif fault.keys in empties:
            yield fault, Sentence("missing-key", f"'{fault.key}' is empty", "write a value after it")
        elif fault.keys not in meant:
            absent.setdefault(fault.keys[:-1], []).append(fault)
    for holder, missing in absent.items():
        names = [fault.key for fault in missing]
        words = sentence(missing[0])
        if len(names) > 1:
            wanted = ", ".join(f"{name}:" for name in names)
            words = Sentence(
                "missing-key", f"{noun(missing[0].part)} needs {listed(names)}", f"add  {wanted}"
            )
        yield Fault(MISSING, holder, None, {}, missing[0].part), words


def _meant_key(fault: Fault, data: Any) -> str | None:
    """The key that an unknown one probably stands for."""
    typed = str(fault.keys[-1])
    known = tuple(fault.part.model_fields) if fault.part else ()
    holder = _value_at(data, fault.keys[:-1])
    present = frozenset(holder) if isinstance(holder, dict) else frozenset()
    other = SYNONYMS.get(typed.strip().lower().replace("-", "_").replace(" ", "_"), ())
    synonym = next((word for word in other if word in known and word not in present), None)
    return synonym or suggest(typed, known, present=present)


def _value_at(data: Any, keys: Keys) -> Any:
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _unknown_key(fault: Fault, data: Any, model: type[BaseModel]) -> Sentence:
    typed = str(fault.keys[-1])
    message = f"'{{typed}}' is not a key of {noun(fault.part)}"
    if typed in PRIVATE_KEYS and fault.part is model:
        help_ = "your own notes belong in coach/, which the executive never reads; 'summary' is for both"
        return Sentence(
            "unknown-key", message, help_ if "summary" in model.model_fields else _known(fault, data)
        )
    help_ = _belongs(fault, typed, model)
    if not help_ and (guess := _meant_key(fault, data)):
        help_ = f"did you mean '{guess}'?"
    return Sentence("unknown-key", message, help_ or _known(fault, data))


def _belongs(fault: Fault, typed: str, model: type[BaseModel]) -> str:
    """What to do with a key that is right one level further in or out: the indentation slipped."""
    for name in fault.part.model_fields if fault.part else ():
        for inner in (
            fields_at(model, (*fault.keys[:-1], name)),
            fields_at(model, (*fault.keys[:-1], name, 0)),
        ):
            if inner is not None and typed in inner.model_fields:
                return f"it is a key of {noun(inner)}: put it below '{name}', indented further"
    for depth in range(len(fault.keys) - 2, -1, -1):
        outer = fields_at(model, fault.keys[:depth])
        if outer is not None and typed in outer.model_fields:
            return f"it is a key of {noun(outer)}: indent it less"
    return ""


def _known(fault: Fault, data: Any) -> str:
    """The keys that could still be written here."""
    holder = _value_at(data, fault.keys[:-1])
    present = holder if isinstance(holder, dict) else {}
    left = [name for name in (fault.part.model_fields if fault.part else ()) if name not in present]
    return (
        f"keys that may stand here: {', '.join(left)}"
        if left
        else "take it out; every key of this part is here"
    )


def _diagnostic(fault: Fault, words: Sentence, document: Document) -> Diagnostic:
    is_unknown = fault.kind == UNKNOWN
    is_about_key = is_unknown or words.message.endswith(" is empty")
    place = document.key_span if is_about_key else document.value_span
    typed = str(fault.keys[-1]) if is_unknown else fault.typed
    return Diagnostic(
        code=words.code,
        severity="error",
        message=words.message,
        path=document.source.path,
        span=place(fault.keys),
        help=words.help,
        typed=typed if isinstance(typed, str) else None,
        keys=fault.keys,
    )


def _whole_file(document: Document, model: type[BaseModel]) -> Diagnostic:
    wanted = ", ".join(list(model.model_fields)[:4])
    return Diagnostic(
        code="not-a-mapping",
        severity="error",
        message=f"{noun(model)} is made of keys and values, and this is {_shape(document.data)}",
        path=document.source.path,
        span=document.value_span(()),
        help=f"begin each line with a key and a colon; the first keys are {wanted}",
    )


def _shape(data: Any) -> str:
    return "a list" if isinstance(data, list) else "a text"
