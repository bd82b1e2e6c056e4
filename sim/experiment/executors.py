"""Where work is done: in this process one piece after the other, or in several side by side. Same results.

Worker processes start afresh (spawn), compute runs with one thread and ignore Ctrl-C: the parent alone
decides. Each holds one end of a pipe and leaves as soon as the other end closes, which happens when the
parent stops, and also when it is killed. A worker that is killed costs what was under way; that is computed
again.

Workers collect garbage after each task only, and never look again at what is there by then: libraries and
kernels are a million objects, through which the collector would walk while more of them come, and at the end.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar

from sim.config import ExecutorSettings
from sim.experiment.runs import Run, RunResult, simulate

ATTEMPTS = 3
"""Pools in a row that may break without finishing anything."""


Task = TypeVar("Task")
Result = TypeVar("Result")


class WorkersLostError(RuntimeError):
    """Worker processes were killed again and again."""


class Crew:
    """Whoever does the work of the block in which it is entered: this process, or worker processes."""

    def __init__(self, settings: ExecutorSettings, most: int) -> None:
        """Form a crew; processes start when there is something to do.

        Args:
            settings: serial or processes, and how many.
            most: processes that are not exceeded.
        """
        self.processes = (
            0 if settings.kind == "serial" else min(settings.workers or os.cpu_count() or 1, most)
        )
        self._block = ExitStack()
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Dismiss the processes, at once if the block failed."""
        self._dismiss(error)

    def prepare(self, first: Callable[[], object]) -> None:
        """Let the processes start, hand out `first` once for each, and do not wait for it.

        Without processes this one does it at once.

        Args:
            first: what they will need, such as imports; a function of a module. An idle process may call it
                for another one, and an error in it shows when the work itself needs what it imports.
        """
        if not self.processes:
            first()
        else:
            with suppress(BrokenProcessPool, OSError):  # whoever has work meets it again
                _submitted(self._open(), first, [()] * self.processes)

    def each(
        self,
        work: Callable[[Task], Result],
        tasks: Sequence[Task],
        finished: Callable[[], object] = lambda: None,
    ) -> list[Result]:
        """Do all tasks.

        Args:
            work: does one; a function of a module, so that other processes can import it.
            tasks: what to do.
            finished: called after each task, in whatever order they end.

        Returns:
            One result per task, in the order of `tasks`.

        Raises:
            WorkersLostError: several pools of processes in a row broke without finishing anything.
        """
        results: dict[int, Result] = {}
        if not self.processes:
            for index, task in enumerate(tasks):
                results[index] = work(task)
                finished()
            return list(results.values())
        fruitless = 0
        while missing := {index: task for index, task in enumerate(tasks) if index not in results}:
            before = len(results)
            try:
                for index, result in _completed(self._open(), work, missing):
                    results[index] = result
                    finished()
            except BaseException as error:
                self._dismiss(error)  # before the caller clears away what they work on
                raise
            if len(results) < len(tasks):
                self._dismiss(None)
            fruitless = 0 if len(results) > before else fruitless + 1
            if fruitless == ATTEMPTS:
                raise WorkersLostError(
                    f"Worker processes were killed {ATTEMPTS} times in a row with {len(missing)} tasks left. "
                    "Is memory short? Use fewer workers (executor.workers=1) or executor=serial."
                )
        return [results[index] for index in range(len(tasks))]

    def _dismiss(self, error: BaseException | None) -> None:
        self._pool = None
        self._block.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)

    def _open(self) -> Executor:
        if self._pool is None:
            self._pool = self._block.enter_context(_processes(self.processes))
        return self._pool


def execute(
    runs: Sequence[Run],
    settings: ExecutorSettings,
    finished: Callable[[], object] = lambda: None,
    work: Callable[[Run], RunResult] = simulate,
    crew: Crew | None = None,
) -> list[RunResult]:
    """Compute runs, in processes with one thread each; see `Crew.each`.

    Args:
        runs: what to compute.
        settings: serial or processes, and how many.
        finished: called after each run, in whatever order they end.
        work: computes one run.
        crew: who computes, of the same settings; one of its own if there is none.
    """
    with nullcontext(crew) if crew else Crew(settings, len(runs)) as workers:
        single = [_single_threaded(run) for run in runs] if workers.processes else runs
        return workers.each(work, single, finished)


def _completed(
    pool: Executor, work: Callable[[Task], Result], tasks: dict[int, Task]
) -> Iterator[tuple[int, Result]]:
    """Yield results as they come; what was lost with a killed worker is left out."""
    try:
        futures = dict(zip(_submitted(pool, work, [(task,) for task in tasks.values()]), tasks, strict=True))
    except BrokenProcessPool:
        return
    for future in as_completed(futures):
        try:
            result = future.result()
        except BrokenProcessPool:
            continue
        yield futures[future], result


def _submitted(
    pool: Executor, work: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
) -> list[Future[Result]]:
    with _interrupts_held():  # inherited by the worker processes, which start at the first submissions
        return [pool.submit(_tidily, work, *each) for each in arguments]


def _tidily(work: Callable[..., Result], *arguments: Any) -> Result:
    """Do a task of a worker process."""
    result = work(*arguments)
    gc.collect()
    gc.freeze()
    return result


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
    gc.disable()
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
