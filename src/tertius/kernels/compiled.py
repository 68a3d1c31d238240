"""Machine code for the loops of this folder: compiled by numba once, kept, and loaded without numba.

numba takes half a second to start and some seconds to compile. What it makes is therefore kept as an
object file in the user's cache folder and loaded by llvmlite, numba's own lower half, in under a tenth
of that. The file's name holds everything that the code depends on: the loops' source, the processor,
the versions. A file that is damaged is made anew; where nothing can be kept, the loops are compiled
in each process.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numpy as np

from tertius.kernels import loops, loops_chained, loops_ensemble, loops_floods, loops_many, loops_search

__all__ = ["cache_folder", "machine", "made"]

LIBRARIES = {
    "loops": (loops, loops_floods, loops_search),
    "many": (loops_many, loops_search),
    "ensemble": (loops_ensemble, loops_chained, loops_search),
}
"""What is compiled and kept together: the loops for large models, for many small ones, and for many preferences on one graph."""
_C = {"i8": ctypes.c_int64, "b1": ctypes.c_bool}
_FOR = {"loops": "large models", "many": "many small models", "ensemble": "many draws"}
_MAGIC = b"tertius machine code 1\n"
_HARMLESS = {"memcpy", "memset", "memmove"}


def cache_folder() -> Path | None:
    """Where machine code is kept: TERTIUS_CACHE_DIR, else the user's cache folder; None if it cannot be written."""
    named = os.environ.get("TERTIUS_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(named) if named else Path(home, "tertius")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


class Machine:
    """The loops as functions over arrays; an array of another type or layout is an error."""

    def __init__(self, code: bytes, names: Mapping[str, str], small: str, signatures: Mapping[str, str]) -> None:
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self._calls = {
            name: _caller(name, self._engine.get_function_address(names[name]), signature, small)
            for name, signature in signatures.items()
        }

    def __getattr__(self, name: str) -> Callable[..., None]:
        try:
            return self._calls[name]
        except KeyError:
            raise AttributeError(name) from None


@cache
def machine(small: str, library: str = "loops") -> Machine:
    """The loops of one of `LIBRARIES` for one small type: ``int8``, ``int16`` or ``int32``."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    short = np.dtype(small).str[1:]
    path = _place(short, library)
    signatures = _signatures(library)
    kept = None if path is None else _read(path, signatures)
    if kept is None:
        _say(f"compiling the engine for {_FOR[library]} (about ten seconds, {'once' if path else 'in each run'}) ...")
        if path is None:
            _say(
                "what is compiled cannot be kept: the cache folder cannot be written; "
                "set TERTIUS_CACHE_DIR to a folder that can"
            )
        kept = _compile(short, library)
        if path is not None:
            _write(path, *kept)
    return Machine(*kept, short, signatures)


def made(small: str, library: str = "loops") -> bool:
    """Whether the machine code of `machine` is there, so that nothing has to be compiled."""
    path = _place(np.dtype(small).str[1:], library)
    return path is not None and path.exists()


def _place(short: str, library: str) -> Path | None:
    """The file in which machine code is kept."""
    folder = cache_folder()
    return None if folder is None else folder / f"{library}-{short}-{_fingerprint(library)}.bin"


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"note: {text}\n")
        sys.stderr.flush()


def _signatures(library: str) -> dict[str, str]:
    return {name: signature for module in LIBRARIES[library] for name, signature in module.SIGNATURES.items()}


def _fingerprint(library: str) -> str:
    files = [module.__file__ for module in LIBRARIES[library]]
    source = b"".join(Path(file).read_bytes() for file in (*files, __file__) if file is not None)
    parts = (
        hashlib.sha256(source).hexdigest(), llvmlite.__version__, platform.machine(), sys.platform, llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(), "-".join(map(str, llvm.llvm_version_info)),
    )  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _read(path: Path, wanted: Mapping[str, str]) -> tuple[bytes, dict[str, str]] | None:
    """The machine code of a kept file and the loops' names in it; None if there is none or it is damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head, digest, body = data[: len(_MAGIC)], data[len(_MAGIC) : len(_MAGIC) + 32], data[len(_MAGIC) + 32 :]
    if head != _MAGIC or hashlib.sha256(body).digest() != digest:
        return None
    index, _, code = body.partition(b"\n\n")
    names = dict(line.split("\t") for line in index.decode().splitlines())
    return (code, names) if set(names) == set(wanted) else None


def _write(path: Path, code: bytes, names: Mapping[str, str]) -> None:
    body = "\n".join(f"{k}\t{v}" for k, v in names.items()).encode() + b"\n\n" + code
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(_MAGIC + hashlib.sha256(body).digest() + body)
        os.replace(file.name, path)
    except OSError as error:
        _say(f"what was compiled could not be kept ({error.strerror}); it will be compiled again")


def _target_machine() -> Any:
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )


def _caller(name: str, address: int, signature: str, small: str) -> Callable[..., None]:
    """A Python function that hands arrays over as pointers and lengths; it releases the interpreter lock."""
    kinds = signature.split()
    types: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
    for kind in kinds:
        base, dimensions = _parsed(kind, small)
        types += [ctypes.c_void_p] + [ctypes.c_int64] * dimensions if dimensions else [_C[base]]
    call = ctypes.CFUNCTYPE(ctypes.c_int32, *types)(address)
    wanted = [(np.dtype(base), dimensions) for base, dimensions in (_parsed(k, small) for k in kinds)]

    def run(*given: Any) -> None:
        if len(given) != len(wanted):
            raise TypeError(f"{name} takes {len(wanted)} arguments")
        arguments: list[Any] = []
        for value, (dtype, dimensions) in zip(given, wanted, strict=True):
            if not dimensions:
                arguments.append(int(value))
                continue
            if value.dtype != dtype or value.ndim != dimensions or not value.flags.c_contiguous:
                raise TypeError(f"{name}: {value.dtype} {value.shape} is not a contiguous {dtype} of {dimensions} dimensions")
            arguments += [value.ctypes.data, *value.shape]
        raised, result = ctypes.c_void_p(), ctypes.c_void_p()
        status = call(ctypes.addressof(result), ctypes.addressof(raised), *arguments)
        if status != 0:
            raise RuntimeError(f"the compiled loop {name} stopped with status {status}")

    return run


def _parsed(kind: str, small: str) -> tuple[str, int]:
    base, bracket, rest = kind.partition("[")
    return (small if base == "S" else base), (rest.count(":") if bracket else 0)


def _compile(small: str, library: str) -> tuple[bytes, dict[str, str]]:
    """Object code of all loops for one small type, and the name of each in it."""
    numba: Any = import_module("numba")
    options = {"boundscheck": False, "error_model": "numpy"}
    scope: dict[str, Any] = {}
    for module in LIBRARIES[library]:
        scope |= vars(module)
    for name in dict.fromkeys(name for module in LIBRARIES[library] for name in getattr(module, "HELPERS", ())):
        plain_helper: FunctionType = scope[name]
        # Left to itself, LLVM calls what has many arguments: that took twice the time in the loops over many preferences.
        scope[name] = numba.njit(**options, forceinline=True)(FunctionType(plain_helper.__code__, scope, name))
    whole, names = None, {}
    for name, signature in _signatures(library).items():
        plain: FunctionType = scope[name]
        loop = numba.njit(**options)(FunctionType(plain.__code__, scope, name))
        parameters, views, kinds = [], [], []
        for k, kind in enumerate(signature.split()):
            base, dimensions = _parsed(kind, small)
            scalar = numba.types.boolean if base == "b1" else getattr(numba.types, f"int{8 * int(base[1:])}")
            shape = [f"n{k}_{d}" for d in range(dimensions)]
            parameters += [f"p{k}", *shape]
            kinds += [numba.types.CPointer(scalar), *[numba.types.int64] * dimensions] if dimensions else [scalar]
            views.append(f"carray(p{k}, ({', '.join(shape)},))" if dimensions else f"p{k}")
        space: dict[str, Any] = {"loop": loop, "carray": numba.carray}
        exec(f"def {name}({', '.join(parameters)}):\n    loop({', '.join(views)})\n", space)
        made = numba.cfunc(numba.types.void(*kinds), **options)(space[name])
        names[name] = made.native_name.removeprefix("cfunc.")
        module = llvm.parse_assembly(_bare(made.inspect_llvm()))
        if whole is None:
            whole = module
        else:
            whole.link_in(module)
    assert whole is not None
    unknown = {f.name for f in whole.functions if f.is_declaration and not f.name.startswith("llvm.")} - _HARMLESS
    text = str(whole)
    used = {name for name in unknown if re.search(rf"(call|invoke)[^\n]*@{re.escape(name)}\(", text)}
    if used:
        raise RuntimeError(f"the compiled loops would need {', '.join(sorted(used))}")
    return bytes(_target_machine().emit_object(whole)), names


def _bare(text: str) -> str:
    """Without the wrappers that call back into Python, and without counting references: a loop allocates nothing."""
    text = re.sub(r'^define [^\n]*@"?(?:cfunc\.|NRT_)[^\n]*\{\n.*?^\}\n', "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^declare [^\n]*@NRT_(?:incref|decref)\([^\n]*\n", "", text, flags=re.MULTILINE)
    nothing = "\n".join(f"define internal void @NRT_{x}(ptr %p) alwaysinline {{\n ret void\n}}" for x in ("incref", "decref"))
    return f"{text}\n{nothing}\n"
