"""Compilation of the kernels: four decorators, one cache that follows the source.

Kernels are plain loops over columns compiled by numba. They hold no interpreter lock, so threads run them
side by side (`sim.threads`). They are compiled without fast-math and without Intel's vector mathematics
library, because both change the last bits of results and the kernels must equal the reference model bit for
bit.

numba's on-disk cache notices changes only in the file of a function, not in the files of what it calls. The
cache folder is therefore named after a digest of the sources.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

import numba
import numpy as np

from sim.cache import kernel_folder

Function = TypeVar("Function", bound=Callable[..., Any])
Integer = int | np.integer[Any]
Real = float | np.floating[Any]
"""Numbers as kernels meet them: plain, or of the type of the column they were read from."""
COMMON: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
"""Options of every kernel; nobody calls them through C pointers."""
IN_PLACE = COMMON | {"_nrt": False}
"""Without the counts of references to arrays, so that a loop over columns reads and writes them only."""

# In the environment, because numba reads all its settings from there again at the first compilation if one
# of them has changed since its import, which may have been before ours. Worker processes inherit it. What was
# set in `numba.config` by hand is lost thereby, and so is a cache folder for other functions.
os.environ["NUMBA_CACHE_DIR"] = str(kernel_folder())
numba.config.reload_config()  # type: ignore[no-untyped-call]


def compiled(function: Function) -> Function:
    """Compile a rule on scalars or a loop over columns: cached on disk, without the interpreter lock.

    It may not make arrays (see `allocating`): without the reference counts of those, a loop over columns is
    up to twice as quick. The plain Python function stays reachable as `.py_func`.
    """
    return cast(
        Function,
        numba.njit(**IN_PLACE)(function),
    )


def compiled_as(signature: str) -> Callable[[Function], Function]:
    """Compile as `compiled`, once: arguments of other types are converted to those of the signature."""

    def compile_once(function: Function) -> Function:
        return cast(Function, numba.njit(signature, **IN_PLACE)(function))

    return compile_once


def allocating(function: Function) -> Function:
    """Compile a function that makes or returns arrays, otherwise as `compiled`: for light loops.

    A kernel in place must not call it: what it makes would never be freed.
    """
    # Said outright: a callee that says nothing inherits the option of the kernel that calls it first.
    return cast(Function, numba.njit(**(COMMON | {"_nrt": True}))(function))


def inlined(function: Function) -> Function:
    """Compile a rule that is copied into each caller before optimisation.

    The caller's loop can then use vectors.
    """
    return cast(Function, numba.njit(inline="always", error_model="numpy")(function))


@inlined
def row(place: Integer) -> Integer:
    """Return a row of the columns as an index without sign.

    With a sign, each access tests whether to count from the end, a fifth of the time of a loop over columns.
    """
    return np.uint64(place)
