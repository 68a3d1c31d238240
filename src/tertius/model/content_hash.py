"""The content hash of a case: what it says, without its layout or comments.

The first 16 hexadecimal digits of SHA-256 over the case as JSON with sorted keys. A field that cases have not always had is left out
where it is empty, so that a case without it keeps its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tertius.model.case import Case
from tertius.model.expr import Expr

__all__ = ["case_hash"]

_ADDED = {"sealed", "redacted", "withheld", "timing"}


def case_hash(case: Case) -> str:
    """A short content hash; that of the case itself (`Case.hash`) takes no part in it."""
    plain = json.dumps(_plain(replace(case, hash="")), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, Expr):
        return [list(token) for token in value.postfix]
    if is_dataclass(value):
        return {f.name: _plain(v) for f in fields(value) if (v := getattr(value, f.name)) or f.name not in _ADDED}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(v) for v in value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
