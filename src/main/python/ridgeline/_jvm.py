"""The JVM of this process, and objects of Ridgeline's Java classes in it."""

from __future__ import annotations

import os
import re
import reprlib
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from py4j.java_gateway import JavaClass
from py4j.protocol import Py4JJavaError, Py4JNetworkError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException, PySparkRuntimeError
from pyspark.java_gateway import launch_gateway
from pyspark.ml.param import TypeConverters
from pyspark.ml.util import (
    JavaMLReadable,
    JavaMLReader,
    JavaMLWritable,
    JavaMLWriter,
    MLReader,
    RemoteModelRef,
)
from pyspark.ml.wrapper import JavaModel, JavaParams, JavaWrapper
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote

from ridgeline.errors import ConfigError, one_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.ml.param import Param
    from pyspark.ml.util import MLReadable
    from pyspark.sql import DataFrame
    from typing_extensions import Self

T = TypeVar("T", bound="MLReadable[Any]")

_LOG = "RIDGELINE_LOG"
_SUITABLE = "Java 17 or 21"
_HARMLESS = re.compile("WARN|^(NOTE: )?Picked up |^Using Spark's default log4j profile")
_ESTIMATOR = "ridgeline.sweep.ElasticNetCV"
# They take effect when a JVM starts, and not when a session is opened in it.
_OF_JVM = ("spark.driver.extraClassPath", "spark.driver.extraJavaOptions", "spark.driver.memory")
_EXPECTED = {
    TypeConverters.toBoolean: "True or False",
    TypeConverters.toFloat: "a number",
    TypeConverters.toInt: "a whole number",
    TypeConverters.toString: "a string",
    TypeConverters.toListFloat: "a list of numbers",
    TypeConverters.toListString: "a list of strings",
}
# The whole numbers with 64 bits in Java. Others have 32, and Spark Connect drops the rest silently.
_LONGS = ("seed",)

_log: str | None = None


def log_path() -> str | None:
    """The file with what Spark prints and logs.

    The environment variable RIDGELINE_LOG names it before ``session`` opens a session; otherwise it
    is a new one in the folder for temporary files.

    Returns
    -------
    str or None
        None if ``session`` has not started a JVM in this process.
    """
    return _log


def start(settings: dict[str, str], address: str | None) -> None:
    """Starts the JVM of this process with its output in a file, unless it has one.

    Parameters
    ----------
    settings
        Settings of Spark.
    address
        What its servers bind to, if SPARK_LOCAL_IP does not say; None for what Spark finds.

    Raises
    ------
    ConfigError
        If it does not start, or if it was started without Ridgeline's jar or with other settings.
    """
    global _log
    if SparkContext._gateway is None:
        path = os.environ.get(_LOG)
        if path is None:
            descriptor, path = tempfile.mkstemp(prefix="ridgeline-", suffix=".log")
            os.close(descriptor)
        with Path(path).open("ab") as log, _environment(address), java_problems(path):
            gateway = launch_gateway(  # type: ignore[no-untyped-call]
                SparkConf(loadDefaults=False).setAll(list(settings.items())),
                {"stdout": log, "stderr": log},
            )
        SparkContext._ensure_initialized(gateway=gateway)
        _log = path
    require_jar()
    started: Any = SparkContext._jvm
    for name in _OF_JVM:
        found = started.System.getProperty(name)
        if name in settings and settings[name] != found:
            raise ConfigError(
                f"{name} is {found or 'not set'} in the JVM of this process, and cannot become "
                f"{settings[name]}; restart Python for it"
            )


@contextmanager
def _environment(address: str | None) -> Iterator[None]:
    """Sets variables for a JVM that is started meanwhile, unless they are set already."""
    variables = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # each task has a thread
    if address is not None:
        variables["SPARK_LOCAL_IP"] = address
    added = {name: value for name, value in variables.items() if name not in os.environ}
    remote = os.environ.pop("SPARK_REMOTE", None)  # A JVM that has a master refuses it.
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
        if remote is not None:
            os.environ["SPARK_REMOTE"] = remote


@contextmanager
def java_problems(log: str | None = None) -> Iterator[None]:
    """Raises a failure to start Java or Spark as a ConfigError of one sentence."""
    try:
        yield
    except PySparkRuntimeError:
        if log is None:
            raise
        lines = Path(log).read_text(errors="replace").splitlines()
        first = next((line.strip() for line in lines if line and not _HARMLESS.search(line)), "")
        raise ConfigError(_sentence(f"{first} ({log})")) from None
    except Py4JJavaError as error:
        message = str(error.java_exception.getMessage())
        raise ConfigError(_sentence(message.partition("\n")[0])) from None


def _sentence(failure: str) -> str:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=None if home is None else str(Path(home, "bin")))
    if java is None and home is None:
        return f"there is no Java; install {_SUITABLE}, or set JAVA_HOME to one"
    if java is None:
        return f"JAVA_HOME is {home}, which has no bin/java; set it to {_SUITABLE}"
    printed = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(?:1\.)?(\d+)', printed.stderr)
    if version is None or 17 <= int(version[1]) <= 21:
        return f"Spark did not start: {failure}"
    if int(version[1]) < 17:
        return f"{java} is Java {version[1]}, too old for Spark; set JAVA_HOME to {_SUITABLE}"
    return f"Spark did not start on Java {version[1]}: {failure}; set JAVA_HOME to {_SUITABLE}"


def require_jar() -> None:
    """Refuses a JVM without Ridgeline's classes, with a ConfigError."""
    found = SparkContext._jvm
    for name in _ESTIMATOR.split("."):
        found = getattr(found, name)
    if not isinstance(found, JavaClass):
        raise _no_jar()


def _no_jar() -> ConfigError:
    # These replace those of session().
    replaced = "jars" in os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    return ConfigError(
        "Spark was started in this process without Ridgeline's jar; restart Python and "
        + (
            "add what ridgeline.jar() returns to the jars of PYSPARK_SUBMIT_ARGS"
            if replaced
            else "call ridgeline.session() first, or set spark.jars to what ridgeline.jar() returns"
        )
    )


def new_object(java_class: str, *args: Any) -> Any:
    """An object in the JVM, or the name of its class for Spark Connect.

    Raises
    ------
    ConfigError
        If there is no session, or its JVM does not have the class.
    """
    try:
        return JavaWrapper._new_java_obj(java_class, *args)
    except AssertionError:
        raise _no_session() from None
    except TypeError:
        raise _no_jar() from None


def active_session() -> SparkSession:
    """The active session.

    Raises
    ------
    ConfigError
        If there is none.
    """
    try:
        return SparkSession.active()
    except PySparkRuntimeError:
        raise _no_session() from None


def session_of(rows: DataFrame) -> SparkSession:
    """The session of a table.

    Raises
    ------
    ConfigError
        If it has ended, or if the table is not one of Spark.
    """
    if not hasattr(rows, "sparkSession"):
        raise ConfigError(
            f"rows must be a DataFrame of Spark, got: {type(rows).__module__}."
            f"{type(rows).__name__}; make one with spark.createDataFrame"
        )
    spark: Any = rows.sparkSession
    is_classic = isinstance(spark, SparkSession)
    if spark.sparkContext._jsc is None if is_classic else spark.is_stopped:
        active_session()  # refuses first if none is open
        raise ConfigError("the Spark session of the rows has ended; read them in the open one")
    return spark  # type: ignore[no-any-return]


def _no_session() -> ConfigError:
    return ConfigError("there is no Spark session; open one with ridgeline.session()")


class _Reader(JavaMLReader[T]):
    """A reader whose refusals are of one sentence."""

    def __init__(self, reader: JavaMLReader[T]) -> None:
        MLReader.__init__(self)
        self._reader = reader

    def load(self, path: str) -> T:
        """Loads what was saved at a path."""
        with one_sentence():
            return self._reader.load(path)

    def session(self, sparkSession: SparkSession) -> Self:
        """Sets the session that loads."""
        self._reader.session(sparkSession)
        return self


class Stored(JavaMLReadable[T], JavaMLWritable, Generic[T]):
    """What is saved and loaded in the open session; without one, Java would open one of its own."""

    @classmethod
    def read(cls) -> JavaMLReader[T]:
        """What loads an object of this class."""
        with one_sentence():
            active_session()
            return _Reader(super().read())

    def write(self) -> JavaMLWriter:
        """What saves this object."""
        active_session()
        return super().write()


class OfJava(JavaParams):
    """Params whose defaults are those of their Java class, so that only others are sent there."""

    _java_obj: Any = None  # for its deletion, if the constructor refuses its arguments

    def __repr__(self) -> str:
        shown = self._shown()
        if shown is None:
            return f"{type(self).__name__}: uid={self.uid}, not of the open Spark session"
        return shown

    def _shown(self) -> str | None:
        """The text of the object, which Java has for a model; None if its session has ended."""
        if not isinstance(self, JavaModel):
            return super().__repr__()
        try:
            return super().__repr__() if self._is_in_session() else None
        except (AssertionError, ConnectionError, Py4JNetworkError, PySparkException):
            # The JVM has ended, or the server has the models of another session.
            return None

    def _is_in_session(self) -> bool:
        java = self._java_obj
        if java is None or isinstance(java, str):
            return True  # There is no object yet.
        try:
            active_session()
        except ConfigError:
            return False
        return isinstance(java, RemoteModelRef) == is_remote()

    def __copy__(self) -> Self:
        return self.copy()

    def copy(self, extra: dict[Param[Any], Any] | None = None) -> Self:
        """A copy with its own object of Java, and with other values of some params.

        The copy that PySpark begins with has that of the original, and releases it when a value is
        refused.
        """
        if not self._is_in_session():
            active_session()  # refuses first if none is open
            raise ConfigError(
                f"the {type(self).__name__} is of another Spark session; make or load it in the "
                "open one"
            )
        that = type(self).__new__(type(self))
        that.__dict__.update(self.__dict__, _java_obj=None, _paramMap={}, _defaultParamMap={})
        self._copyValues(that, extra)
        java = self._java_obj
        if isinstance(java, RemoteModelRef):
            java.add_ref()
            that._java_obj = java
        elif java is None or isinstance(java, str):
            that._java_obj = java
        else:
            that._java_obj = java.copy(self._empty_java_param_map())
            that._transfer_params_to_java()
        return that

    def set(self, param: Param[Any], value: Any) -> None:
        """Sets a param."""
        self._set(**{self._resolveParam(param).name: value})

    def _set(self, **kwargs: Any) -> Self:
        return super()._set(
            **{name: checked(self.getParam(name), value) for name, value in kwargs.items()}
        )

    def _transfer_params_to_java(self) -> None:
        java: Any = self._java_obj
        for param, value in self._paramMap.items():
            java.set(self._make_java_param_pair(param, value))


def checked(param: Param[Any], value: Any) -> Any:
    """The value of a param as its type has it.

    Raises
    ------
    ConfigError
        If it has another type, or if Java's type does not have it.
    """
    if param.typeConverter not in _EXPECTED:
        return value
    try:
        plain = _plain(value)
        whole = param.typeConverter is TypeConverters.toInt and type(plain) is int
        converted: Any = plain if whole else param.typeConverter(plain)
    except (TypeError, OverflowError):
        raise ConfigError(
            f"{param.name} must be {_EXPECTED[param.typeConverter]}, got: {reprlib.repr(value)}"
        ) from None
    if param.typeConverter is TypeConverters.toInt:
        limit = 1 << (63 if param.name in _LONGS else 31)
        if not -limit <= converted < limit:
            raise ConfigError(
                f"{param.name} must be from {-limit} to {limit - 1}, got: {converted}"
            )
    if converted == [] and is_remote():
        raise ConfigError(f"{param.name} is empty, which Spark Connect cannot send; leave it out")
    return converted


def _plain(value: Any) -> Any:
    """What numpy and pandas have as Python has it."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value
