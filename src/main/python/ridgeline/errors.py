"""What Ridgeline refuses, each with one sentence that says what is wrong and what to do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError, Py4JNetworkError
from pyspark.errors import IllegalArgumentException, PySparkException

if TYPE_CHECKING:
    from collections.abc import Iterator


class RidgelineError(Exception):
    """Any failure that Ridgeline reports."""


class ConfigError(RidgelineError, ValueError):
    """A param, an option or a job file is wrong."""


class DataError(RidgelineError, ValueError):
    """The rows, or what was saved of them, cannot be used."""


class EngineRefused(RidgelineError):
    """The chosen engine cannot do the work."""


# Spark Connect sends the class of an exception it does not know in the message.
_REMOTE = re.compile(r"\((?P<type>ridgeline\.[\w.$]+)\) (?P<message>.*)", re.DOTALL)
_TRACE = "\n\nJVM stacktrace:"


@contextmanager
def one_sentence() -> Iterator[None]:
    """Raises what the JVM refuses as an exception of this module, without Java's trace."""
    try:
        yield
    except (Py4JJavaError, PySparkException) as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from None
    except (ConnectionError, Py4JNetworkError):
        raise RidgelineError("the JVM of Spark has ended; restart Python") from None


def _translated(error: Exception) -> RidgelineError | None:
    if isinstance(error, Py4JJavaError):
        thrown = error.java_exception
        return _of(thrown.getClass().getName(), thrown.getMessage())
    message = str(error).split(_TRACE)[0]
    if "found ridgeline." in message:
        return ConfigError(
            "the server of Spark Connect does not have Ridgeline's jar; start it with --jars"
        )
    if isinstance(error, IllegalArgumentException):
        return ConfigError(message)
    remote = _REMOTE.match(message)
    return None if remote is None else _of(remote["type"], remote["message"])


def _of(java_type: str, message: str) -> RidgelineError | None:
    if java_type.endswith(".EngineRefusedException"):
        return EngineRefused(message)
    if java_type.startswith("ridgeline.config."):
        return ConfigError(message)
    if java_type.startswith("ridgeline.data."):
        return DataError(message)
    return RidgelineError(message) if java_type.startswith("ridgeline.") else None
