"""A Spark session with Ridgeline's jar."""

from __future__ import annotations

import atexit
import os
import re
import warnings
from pathlib import Path

from pyspark.errors import PySparkRuntimeError
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote

from ridgeline import _jvm
from ridgeline.errors import ConfigError

_INSTALLED = Path(__file__).parent / "jars" / "ridgeline.jar"
_OF_A_BUILD = "RIDGELINE_JAR"

_LOCAL = re.compile(r"local(\[.*])?")
_LOOPBACK = "127.0.0.1"
_ON_LOOPBACK = {
    "spark.authenticate": "true",
    "spark.connect.grpc.binding.address": _LOOPBACK,
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.host": _LOOPBACK,
    "spark.ui.enabled": "false",
}


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
    master: str | None = None, remote: str | None = None, **settings: str | float
) -> SparkSession:
    """Opens a session with Ridgeline's jar, or returns the one that is open in this process.

    What Spark prints and logs goes to the file ``log_path()``. A session of this machine alone
    listens on 127.0.0.1 and has no web UI.

    Parameters
    ----------
    master
        A master of Spark; by default, all cores of this machine.
    remote
        A server of Spark Connect instead, such as ``sc://host``, which needs the jar itself; or
        ``local[*]`` for one of this process. By default, that of the environment variable
        SPARK_REMOTE.
    settings
        More settings of Spark, with ``__`` for dots: ``spark__driver__memory="4g"``.

    Raises
    ------
    ConfigError
        If both a master and a server are given, if there is no jar or no suitable Java, or if a
        session is open that does not have the jar or these settings.
    """
    if master is not None and remote is not None:
        raise ConfigError(f"master is {master} and remote is {remote}; give one of them")
    wanted = {name.replace("__", "."): _text(value) for name, value in settings.items()}
    if master is not None:
        wanted["spark.master"] = master
    opened = _active()
    if opened is None:
        opened = _open(master, remote, wanted)
    elif not is_remote():
        if remote is not None:
            raise ConfigError(
                f"a session without Spark Connect is open; restart Python for {remote}"
            )
        _jvm.require_jar()
    _set(opened, wanted)
    return opened


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _active() -> SparkSession | None:
    try:
        active = SparkSession.active()
    except PySparkRuntimeError:
        return None
    # In classic PySpark, active() wraps the session anew each time.
    return active if is_remote() else SparkSession.builder.getOrCreate()


def _open(master: str | None, remote: str | None, wanted: dict[str, str]) -> SparkSession:
    if master is None and remote is None:
        remote = os.environ.get("SPARK_REMOTE")
    place = remote or master or "local[*]"
    builder = SparkSession.builder
    if remote is not None and not _LOCAL.fullmatch(remote):
        return _stopped_at_exit(builder.remote(remote).getOrCreate())
    started = {"spark.jars": jar(), "spark.ui.showConsoleProgress": "false", **wanted}
    if _LOCAL.fullmatch(place):
        started = _ON_LOOPBACK | started
    _jvm.start({**started, "spark.master": place}, _LOOPBACK if _LOCAL.fullmatch(place) else None)
    for name, value in started.items():
        builder = builder.config(name, value)
    with _jvm.java_problems(), warnings.catch_warnings():
        # A server of this process has the settings; its client tries to set them once more.
        warnings.filterwarnings("ignore", "Failed to set spark")
        if remote is None:
            return builder.master(place).getOrCreate()
        return _stopped_at_exit(builder.remote(place).getOrCreate())


def _has_server() -> bool:
    return is_remote() and "SPARK_LOCAL_REMOTE" not in os.environ


def _stopped_at_exit(remote: SparkSession) -> SparkSession:
    """Without this, Python 3.11 waits forever for a model that is deleted while it exits."""
    atexit.register(remote.stop)
    return remote


def _set(session: SparkSession, wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        found = session.conf.get(name, None)
        if f" {found}".endswith(
            f" {value}"
        ):  # Spark puts its own Java options before the given ones
            continue
        if not session.conf.isModifiable(name):
            raise ConfigError(
                f"{name} is {found or 'not set'} in the session that is open, and cannot become "
                f"{value}; {'set it on the server' if _has_server() else 'restart Python for it'}"
            )
        session.conf.set(name, value)
