"""A Spark session with Ridgeline's jar."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from ridgeline.errors import ConfigError

_INSTALLED = Path(__file__).parent / "jars" / "ridgeline.jar"
_OF_A_BUILD = "RIDGELINE_JAR"


def jar() -> str:
    """The path of the jar that a session needs, for ``spark.jars`` or ``--jars``.

    It is in the wheel; the environment variable RIDGELINE_JAR names another.

    Raises
    ------
    ConfigError
        If there is no such file.
    """
    path = Path(os.environ.get(_OF_A_BUILD, _INSTALLED))
    if not path.is_file():
        raise ConfigError(f"there is no {path}; install the wheel, or set {_OF_A_BUILD} to a jar")
    return str(path)


def session(
    master: str | None = None, remote: str | None = None, **settings: str
) -> SparkSession:
    """Opens the session of this process with Ridgeline's jar, or returns the one that is open.

    What Spark's JVM prints goes to a file, whose path is in the environment variable RIDGELINE_LOG.

    Parameters
    ----------
    master
        A master of Spark; by default, all cores of this machine.
    remote
        A server of Spark Connect instead, such as ``sc://host``, which needs the jar itself; or
        ``local[*]`` for one of this process.
    settings
        More settings of Spark, with ``__`` for dots: ``spark__driver__memory="4g"``.

    Raises
    ------
    ConfigError
        If the jar is not found, or if both a master and a server are given.
    """
    if master is not None and remote is not None:
        raise ConfigError(f"master is {master} and remote is {remote}; give one of them")
    builder = SparkSession.builder
    builder = builder.master(master or "local[*]") if remote is None else builder.remote(remote)
    if remote is None or remote.startswith("local"):
        builder = builder.config("spark.jars", jar())
    for name, value in settings.items():
        builder = builder.config(name.replace("__", "."), value)
    with _stderr_of_the_jvm_in_a_file():
        return builder.getOrCreate()


@contextmanager
def _stderr_of_the_jvm_in_a_file() -> Iterator[None]:
    """Processes that are started meanwhile write their standard error to a file."""
    descriptor, path = tempfile.mkstemp(prefix="ridgeline-", suffix=".log")
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        os.dup2(descriptor, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(descriptor)
    if os.path.getsize(path) > 0:
        os.environ["RIDGELINE_LOG"] = path
    else:
        os.remove(path)
