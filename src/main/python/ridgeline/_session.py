"""A Spark session with Ridgeline's jar."""

from __future__ import annotations

import atexit
import logging
import os
import re
import threading
import warnings
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkRuntimeError
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote

from ridgeline import _jvm
from ridgeline.errors import ConfigError

_INSTALLED = Path(__file__).parent / "jars" / "ridgeline.jar"
_OF_A_BUILD = "RIDGELINE_JAR"
_REMOTE = "SPARK_REMOTE"

# PySpark prints with these what it raises, once more and as JSON.
_LOGS_OF_EXCEPTIONS = ("DataFrameQueryContextLogger", "SQLQueryContextLogger")

_LOCAL = re.compile(r"local(\[.*])?")
_LOOPBACK = "127.0.0.1"
_ON_LOOPBACK = {
    "spark.authenticate": "true",
    "spark.connect.grpc.binding.address": _LOOPBACK,
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.host": _LOOPBACK,
    "spark.ui.enabled": "false",
}
_QUIET = {
    # Otherwise Spark formats the messages below, and its log drops them.
    "spark.log.level": "WARN",
    "spark.ui.showConsoleProgress": "false",
}


def jar() -> str:
    """The path of the jar that a session needs, for ``spark.jars`` or ``--jars``.

    It is in the wheel; the environment variable RIDGELINE_JAR names another.

    Raises
    ------
    ConfigError
        If there is no such file.
    """
    path = Path(os.environ.get(_OF_A_BUILD, _INSTALLED)).absolute()
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
        More settings of Spark, with ``__`` for dots: ``spark__driver__memory="4g"``. Jars of
        ``spark__jars`` are added to Ridgeline's.

    Raises
    ------
    ConfigError
        If both a master and a server are given, if there is no jar or no suitable Java, or if a
        session is open that does not have the jar or these settings.
    """
    wanted = {name.replace("__", "."): _text(value) for name, value in settings.items()}
    if master is not None:
        wanted["spark.master"] = master
    remote = wanted.pop("spark.remote", None) if remote is None else remote
    if remote is not None and "spark.master" in wanted:
        raise ConfigError("master and remote are given; give one of them")
    for name in _LOGS_OF_EXCEPTIONS:
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL)
    opened = _active()
    if opened is None:
        opened = _open(remote, wanted)
    elif is_remote():
        if remote is not None:
            _require_server(opened, remote)
    else:
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


def _require_server(opened: SparkSession, remote: str) -> None:
    """Refuses a session of another server."""
    from pyspark.sql.connect.client import DefaultChannelBuilder

    endpoint = _client(opened)._builder.endpoint
    if not _LOCAL.fullmatch(remote) and DefaultChannelBuilder(remote).endpoint != endpoint:
        raise ConfigError(f"a session of the server {endpoint} is open; call its stop() first")


def _client(remote: SparkSession) -> Any:
    return remote.client  # type: ignore[operator]


def _open(remote: str | None, wanted: dict[str, str]) -> SparkSession:
    if remote is None and _REMOTE in os.environ:
        if "spark.master" in wanted:
            raise ConfigError(
                f"a master is given, and the environment variable {_REMOTE} names a server; leave "
                "out one of them"
            )
        remote = os.environ[_REMOTE]
    place = remote or wanted.get("spark.master", "local[*]")
    builder = SparkSession.builder
    if remote is not None and not _LOCAL.fullmatch(remote):
        return _stopped_at_exit(builder.remote(remote).getOrCreate())
    jars = [jar(), *filter(None, [wanted.get("spark.jars")])]
    started = _QUIET | wanted | {"spark.jars": ",".join(jars)}
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
    # Threads that release results are awaited before functions of atexit are called.
    getattr(threading, "_register_atexit", atexit.register)(_give_up, _client(remote))
    return remote


def _give_up(client: Any) -> None:
    """Keeps an exit from asking a server that is gone for ten minutes."""
    for policy in client.get_retry_policies():
        policy.max_retries = 0


def _set(session: SparkSession, wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        found = session.conf.get(name, None) or ""
        if found == value:
            continue
        if session.conf.isModifiable(name):
            session.conf.set(name, value)
        # Spark's own Java options and Ridgeline's jar are before the given ones.
        elif not found.endswith((f" {value}", f",{value}")):
            raise ConfigError(
                f"{name} is {found or 'not set'} in the session that is open, and cannot become "
                f"{value}; {'set it on the server' if _has_server() else 'restart Python for it'}"
            )
