"""What Spark does for a call, shown while it runs; an interrupt ends the call in Spark, too."""

from __future__ import annotations

import sys
import threading
import time
import uuid
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from py4j.protocol import Py4JError
from pyspark.sql.utils import is_remote
from pyspark.util import InheritableThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import SparkSession

T = TypeVar("T")

# A call that is over sooner shows nothing.
_SHOWN_AFTER_SECONDS = 0.5
_LOOK_EVERY_SECONDS = 0.2
# How long an interrupted call may take to remove what it has written.
_PATIENCE_SECONDS = 30.0
_BAR_COLUMNS = 20


class Tasks(NamedTuple):
    """The tasks and stages that Spark has run and knows that it will run."""

    done: int
    all: int
    stages: int

    def line(self, title: str, seconds: float) -> str:
        """One line with a bar, once there are tasks."""
        if self.all == 0:
            return f"{title}: {seconds:.0f} s"
        full = _BAR_COLUMNS * self.done // self.all
        bar = "#" * full + "-" * (_BAR_COLUMNS - full)
        stages = "1 stage" if self.stages == 1 else f"{self.stages} stages"
        return f"{title}: [{bar}] {self.done}/{self.all} tasks, {stages}, {seconds:.0f} s"


class _Display(Protocol):
    def show(self, line: str) -> None: ...

    def clear(self) -> None: ...


def watched(spark: SparkSession, title: str, call: Callable[[], T]) -> T:
    """Makes a call that runs Spark jobs, in a thread of its own so that it can be interrupted.

    While it runs, a line in the cell or on the terminal says how far Spark is; it disappears at the
    end. An interrupt cancels the jobs of the call, waits until it has removed what it wrote, and is
    raised again.

    Parameters
    ----------
    spark
        The session that the call uses.
    title
        What the line begins with.
    call
        What to do.
    """
    if threading.current_thread() is not threading.main_thread():
        return call()  # Interrupts arrive at the main thread alone.
    tag = f"ridgeline-{uuid.uuid4()}"
    with _tagged(spark, tag), _tasks(spark, tag) as tasks:
        work = _Work(spark, call)
        try:
            _show(work, title, tasks, _display(spark))
        except KeyboardInterrupt:
            _cancel(spark, tag, work)
            raise
        return work.result()


class _Work(Generic[T]):
    """A call in a thread, with the tags and properties of this one."""

    def __init__(self, spark: SparkSession, call: Callable[[], T]) -> None:
        self._call = call
        self._results: list[T] = []
        self._error: BaseException | None = None
        # Before Python 3.13, a thread counts as ended if an interrupt ends join().
        self._ended = threading.Event()
        InheritableThread(target=self._run, session=spark, daemon=True).start()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:
            self._error = error
        finally:
            self._ended.set()

    def ends_within(self, seconds: float) -> bool:
        return self._ended.wait(seconds)

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._results[0]


def _show(
    work: _Work[Any], title: str, tasks: Callable[[], Tasks], display: _Display | None
) -> None:
    started = time.monotonic()
    if display is None:
        while not work.ends_within(60):
            pass
        return
    if work.ends_within(_SHOWN_AFTER_SECONDS):
        return
    try:
        while not work.ends_within(_LOOK_EVERY_SECONDS):
            display.show(tasks().line(title, time.monotonic() - started))
    finally:
        display.clear()


def _cancel(spark: SparkSession, tag: str, work: _Work[Any]) -> None:
    """Cancels the call, and waits until it ends."""
    cancel: Callable[[str], Any] = (
        spark.interruptTag if is_remote() else spark.sparkContext.cancelJobsWithTag
    )
    until = time.monotonic() + _PATIENCE_SECONDS
    while (left := until - time.monotonic()) > 0:
        # Between two jobs there is none to cancel, and a server that is gone never answers.
        _Work(spark, lambda: cancel(tag)).ends_within(left)
        if work.ends_within(_LOOK_EVERY_SECONDS):
            return


@contextmanager
def _tagged(spark: SparkSession, tag: str) -> Iterator[None]:
    if is_remote():
        spark.addTag(tag)
    else:
        spark.sparkContext.addJobTag(tag)
    try:
        yield
    finally:
        if is_remote():
            spark.removeTag(tag)
        else:
            spark.sparkContext.removeJobTag(tag)


@contextmanager
def _tasks(spark: SparkSession, tag: str) -> Iterator[Callable[[], Tasks]]:
    """Counts the tasks of the jobs with a tag."""
    if not is_remote():
        yield lambda: _tracked(spark, tag)
        return
    reported = _Reported()
    spark.registerProgressHandler(reported)
    try:
        yield lambda: reported.tasks
    finally:
        spark.removeProgressHandler(reported)


class _Reported:
    """What the server reports of a call."""

    def __init__(self) -> None:
        self.tasks = Tasks(0, 0, 0)

    def __call__(self, stages: Iterable[Any] | None, **_: Any) -> None:
        known = list(stages or ())
        if known:
            self.tasks = Tasks(
                sum(stage.num_completed_tasks for stage in known),
                sum(stage.num_tasks for stage in known),
                len(known),
            )


def _tracked(spark: SparkSession, tag: str) -> Tasks:
    try:
        tracker = spark.sparkContext._jsc.sc().statusTracker()
        jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForTag(tag)]
        ids = [stage for job in jobs if job.isDefined() for stage in job.get().stageIds()]
        infos = [tracker.getStageInfo(stage) for stage in ids]
        stages = [info.get() for info in infos if info.isDefined()]
        return Tasks(
            sum(stage.numCompletedTasks() for stage in stages),
            sum(stage.numTasks() for stage in stages),
            len(stages),
        )
    except (AttributeError, Py4JError):  # The session is being stopped.
        return Tasks(0, 0, 0)


def _display(spark: SparkSession) -> _Display | None:
    """Where progress can be shown: in a cell, on a terminal, or nowhere."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and hasattr(shell, "kernel"):
        return _Cell()
    if sys.stderr.isatty() and not _has_bar_of_spark(spark):
        return _Terminal()
    return None


def _has_bar_of_spark(spark: SparkSession) -> bool:
    """Whether Spark draws a bar of its own on the terminal, as its shells do."""
    return not is_remote() and (
        spark.sparkContext.getConf().get("spark.ui.showConsoleProgress", "false") == "true"
    )


class _Cell:
    def __init__(self) -> None:
        show = import_module("IPython.display").display
        self._handle = show({"text/plain": ""}, raw=True, display_id=True)

    def show(self, line: str) -> None:
        self._handle.update({"text/plain": line}, raw=True)

    def clear(self) -> None:
        self.show("")


class _Terminal:
    def show(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()

    def clear(self) -> None:
        self.show("")
