"""A case as JSON and back, so that a store of draws says by itself what it was drawn from.

A frozen dataclass of `tertius.model` is an object with its name under ``@`` and its fields; a tuple is a list; a
mapping is an object (in file order), a set a sorted list under ``@``. Nothing else is read: a store may come from
anybody, and reading one runs no code of its writer.

>>> from tertius.model.dates import Date
>>> kept(Date.parse("2018-05"))
{'@': 'dates.Date', 'text': '2018-05', 'year': 2018, 'month': 5}
>>> read_kept(kept(Date.parse("2018-05"))).text
'2018-05'
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from typing import Any

from tertius.errors import TertiusError

__all__ = ["kept", "read_kept"]

_HOME = "tertius.model."
_NAME = re.compile(r"[a-z][a-z_]*\.[A-Z][A-Za-z]*")


def kept(value: Any) -> Any:
    """A value of the model as what JSON can hold; fields that have their default are left out."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"@": "float", "is": repr(value)}
    if isinstance(value, list | tuple):
        return [kept(v) for v in value]
    if isinstance(value, frozenset | set):
        return {"@": "set", "of": sorted((kept(v) for v in value), key=repr)}
    if isinstance(value, Mapping):
        if all(isinstance(k, str) and k != "@" for k in value):
            return {k: kept(v) for k, v in value.items()}
        return {"@": "map", "of": [[kept(k), kept(v)] for k, v in value.items()]}
    kind = type(value)
    if is_dataclass(kind) and kind.__module__.startswith(_HOME):
        said = {f.name: kept(getattr(value, f.name)) for f in fields(kind) if f.init and not _default(f, value)}
        return {"@": f"{kind.__module__.removeprefix(_HOME)}.{kind.__name__}"} | said
    raise TypeError(f"a {kind.__module__}.{kind.__name__} is no part of the model")


def _default(field: Any, value: Any) -> bool:
    if field.default is MISSING:
        return False
    mine = getattr(value, field.name)
    # What takes no part in a comparison would be lost by comparing.
    return type(mine) is type(field.default) and not is_dataclass(mine) and bool(mine == field.default)


def read_kept(data: Any) -> Any:
    """The value that `kept` made it from.

    Raises `TertiusError` for what is no part of this version's model.
    """
    if isinstance(data, list):
        return tuple(read_kept(v) for v in data)
    if not isinstance(data, dict):
        return data
    name = data.get("@")
    if name is None:
        return {k: read_kept(v) for k, v in data.items()}
    try:
        if name == "float":
            return float(data["is"])
        if name == "set":
            return frozenset(read_kept(v) for v in data["of"])
        if name == "map":
            return {read_kept(k): read_kept(v) for k, v in data["of"]}
        return _class(name)(**{k: read_kept(v) for k, v in data.items() if k != "@"})
    except (KeyError, TypeError, ValueError) as error:
        raise TertiusError(f"'{str(name)[:80]}' cannot be read as a part of a case: {error}") from None


def _class(name: Any) -> Any:
    if isinstance(name, str) and _NAME.fullmatch(name):
        module, _, kind = name.partition(".")
        try:
            found = getattr(import_module(_HOME + module), kind, None)
        except ImportError:
            found = None
        if isinstance(found, type) and is_dataclass(found):
            return found
    raise ValueError("no such part")
