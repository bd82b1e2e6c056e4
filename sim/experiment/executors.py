"""Where runs are computed: in this process one after the other, or in several side by side. Same results.

Worker processes start afresh (spawn), compute with one thread and ignore Ctrl-C: the parent alone decides.
Each holds one end of a pipe and leaves as soon as the other end closes, which happens when the parent stops,
and also when it is killed. A worker that is killed costs the runs under way; those are computed again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection

from sim.config import ExecutorSettings
from sim.experiment.runs import Run, RunResult, simulate

ATTEMPTS = 3
"""Pools in a row that may break without finishing a run."""


class WorkersLostError(RuntimeError):
    """Worker processes were killed again and again."""


def execute(
    runs: Sequence[Run],
    settings: ExecutorSettings,
    finished: Callable[[], object] = lambda: None,
    work: Callable[[Run], RunResult] = simulate,
) -> list[RunResult]:
    """Compute runs.

    Args:
        runs: what to compute.
        settings: serial or processes, and how many.
        finished: called after each run, in whatever order they end.
        work: computes one run; a function of a module, so that other processes can import it.

    Returns:
        One result per run, in the order of `runs`.

    Raises:
        WorkersLostError: several pools of processes in a row broke without finishing anything.
    """
    results: dict[int, RunResult] = {}
    if settings.kind == "serial":
        for index, run in enumerate(runs):
            results[index] = work(run)
            finished()
        return list(results.values())
    fruitless = 0
    while missing := {index: run for index, run in enumerate(runs) if index not in results}:
        before = len(results)
        workers = min(settings.workers or os.cpu_count() or 1, len(missing))
        with _processes(workers) as pool:
            for index, result in _completed(pool, work, missing):
                results[index] = result
                finished()
        fruitless = 0 if len(results) > before else fruitless + 1
        if fruitless == ATTEMPTS:
            raise WorkersLostError(
                f"Worker processes were killed {ATTEMPTS} times in a row with {len(missing)} runs left. "
                "Is memory short? Use fewer workers (executor.workers=1) or executor=serial."
            )
    return [results[index] for index in range(len(runs))]


def _completed(
    pool: Executor, work: Callable[[Run], RunResult], runs: dict[int, Run]
) -> Iterator[tuple[int, RunResult]]:
    """Yield results as they come; what was lost with a killed worker is left out."""
    try:
        with _interrupts_held():  # inherited by the worker processes, which start at the first submissions
            futures = {pool.submit(work, _single_threaded(run)): index for index, run in runs.items()}
    except BrokenProcessPool:
        return
    for future in as_completed(futures):
        try:
            result = future.result()
        except BrokenProcessPool:
            continue
        yield futures[future], result


def _single_threaded(run: Run) -> Run:
    return replace(run, config=run.config.model_copy(update={"threads": 1}))


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Provide worker processes that do not outlive the block, however it is left."""
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(reader,))
    try:
        yield pool
    except BaseException:
        writer.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        writer.close()
        reader.close()


def _start_worker(parent: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: Connection) -> None:
    parent.poll(None)
    os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for a moment: it arrives at the end, and processes born meanwhile never see it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
