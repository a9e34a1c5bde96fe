"""Jobs as from the command line, with results to look at in a notebook."""

from __future__ import annotations

import json
import re
import reprlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.errors import AnalysisException

from ridgeline._display import inline
from ridgeline._jvm import active_session, session_of
from ridgeline._progress import watched
from ridgeline.errors import ConfigError, one_sentence

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from pyspark.sql import DataFrame, SparkSession

_CATALOG = "spark.sql.catalog.ridgeline"
_CLASS = "ridgeline.sql.ProcedureCatalog"
_MAY_BE_EMPTY = ("kkt", "standardized")
# One letter is a drive of Windows; what follows an authority is a path from the root.
_SCHEME = re.compile(r"([A-Za-z][\w+.-]+):(?=/)(?://(?=/))?")
_SOURCES = ("data.dataset", "data.path", "data.format", "data.options")


@dataclass(frozen=True)
class SweepResult:
    """The result of a sweep; as the last value of a cell, it shows the report.

    Attributes
    ----------
    summary
        The content of ``sweep.json``.
    report
        The report, a HTML page that needs no network.
    job
        The job file with all its keys.
    out
        The directory that the driver wrote; None if the sweep was not kept.
    """

    summary: dict[str, Any] = field(repr=False)
    report: str = field(repr=False)
    job: str = field(repr=False)
    out: str | None
    _tables: dict[str, str] = field(repr=False)

    def _table(self, name: str) -> pandas.DataFrame:
        import pandas

        return pandas.read_csv(
            StringIO(self._tables[name]),
            float_precision="round_trip",
            # Terms such as NA or null are names.
            keep_default_na=False,
            na_values={column: [""] for column in _MAY_BE_EMPTY},
        )

    @property
    def cv(self) -> pandas.DataFrame:
        """A row for each solved cell of the grid, with the columns of ``ElasticNetCVModel.cv``."""
        table = self._table("cv.csv")
        for column in ("min", "oneSe", "selected"):
            cell = self.summary[column]
            table[column] = (table["elasticNetParam"] == cell["elasticNetParam"]) & (
                table["step"] == cell["step"]
            )
        return table

    @property
    def path(self) -> pandas.DataFrame:
        """The intercept and the nonzero coefficients of each solved cell, fitted to all rows."""
        return self._table("path.csv")

    @property
    def coefficients(self) -> pandas.DataFrame:
        """Every coefficient of the model, raw and standardised."""
        return self._table("coefficients.csv")

    def plot_cv(self, ax: Axes | None = None) -> Axes:
        """Draws the cross-validated error along each path; needs matplotlib."""
        from ridgeline.plots import plot_cv

        return plot_cv(self.cv, ax)

    def plot_path(self, elasticNetParam: float | None = None, ax: Axes | None = None) -> Axes:
        """Draws the coefficients along a path, that of the selected cell by default."""
        from ridgeline.plots import plot_path

        return plot_path(self.path, self.cv, elasticNetParam, ax)

    def __str__(self) -> str:
        chosen = self.summary["selected"]
        return (
            f"{self.summary['name']}: {self.summary['rule']} chose elasticNetParam "
            f"{chosen['elasticNetParam']:g}, regParam {chosen['regParam']:.4g}: RMSE "
            f"{chosen['rmse']:.5g}, R2 {chosen['r2']:.4f}, {chosen['nzero']} of "
            f"{self.summary['features']} features"
        )

    def _repr_html_(self) -> str:
        return inline(self.report)


def sweep(
    job: str | Path | Mapping[str, Any],
    overrides: Mapping[str, Any] | None = None,
    *,
    rows: DataFrame | None = None,
    out: str | Path | None = None,
) -> SweepResult:
    """Runs a sweep as ``jobs/sweep`` does, in the session of this process.

    While it runs, a line says how far Spark is. An interrupt of the cell ends it, with nothing left
    of what it wrote.

    Parameters
    ----------
    job
        A job file, YAML or JSON, that this process reads; a location on a Hadoop file system, such
        as ``s3a://bucket/job.yaml``; its text, of more than one line; or a dict of its keys. Paths
        in it are the driver's, which is another machine than this one over Spark Connect.
    overrides
        Keys of the job file with other values: ``{"grid.regParam.count": 50}``.
    rows
        The table, instead of the one that the job file names.
    out
        The output directory, on the driver or a Hadoop file system. By default, nothing but this
        result is kept, and no model is saved.

    Returns
    -------
    SweepResult
        Tables, report and summary.

    Raises
    ------
    ConfigError
        If the job, an override or the session cannot be used.
    DataError
        If the rows cannot be used.

    Examples
    --------
    >>> result = sweep("job.yaml", {"grid.regParam.count": 50})
    >>> result.plot_cv()
    >>> sweep({"name": "rent", "data": {"label": "rent", "numeric": ["*"]}}, rows=df).coefficients
    """
    spark = active_session() if rows is None else session_of(rows)
    text = _text(job)
    options = _options(overrides or {})
    with one_sentence(), _procedures(spark), _view(rows) as view:
        if view is not None:
            table = {**dict.fromkeys(_SOURCES), "data.sql": f"SELECT * FROM {view}"}
            options = {**table, **options}
        keys = {f"key{i}": key for i, key in enumerate(options)}
        values = {f"value{i}": _json(key, value) for i, (key, value) in enumerate(options.items())}
        pairs = ", ".join(f":key{i}, :value{i}" for i in range(len(options)))
        statement = f"CALL ridgeline.sweep(job => :job, options => map({pairs}), result => 'files'"
        arguments = {"job": text, **keys, **values}
        if out is not None:
            statement += ", out => :out"
            arguments["out"] = str(out)

        def call() -> dict[str, str]:
            files = spark.sql(statement + ")", args=arguments).collect()
            return {file["name"]: file["content"] for file in files}

        files = watched(spark, "sweep", call)
    return SweepResult(
        json.loads(files.pop("sweep.json")),
        files.pop("report.html"),
        files.pop("job.yaml"),
        None if out is None else str(out),
        files,
    )


def _options(overrides: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(overrides, Mapping):
        raise ConfigError(
            f"overrides must be a dict of keys of the job file, got: {reprlib.repr(overrides)}"
        )
    for key in overrides:
        if not isinstance(key, str) or not key.strip() or "=" in key:
            raise ConfigError(
                f"overrides has the key {key!r}; give keys of the job file, such as select.rule"
            )
    return dict(overrides)


def _text(job: str | Path | Mapping[str, Any]) -> str:
    """The text of a job, or the location of one that the driver reads."""
    if isinstance(job, Mapping):
        return _json("job", job)
    location = str(job)
    if "\n" in location:
        return location
    scheme = _SCHEME.match(location)
    if scheme is not None and scheme[1] != "file":
        return location
    try:
        text = Path(location[scheme.end() :] if scheme else location).read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"the job file {location} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"the job file {location} cannot be read: it is not UTF-8") from None
    if location.endswith(".json"):
        text = text.replace("\t", " ")  # YAML has no tabs between values, and JSON none in them.
    return text + "\n"  # More than one line is not taken for a path.


def _json(key: str, value: Any) -> str:
    """A value as the job file would have it: JSON is YAML."""
    try:
        return json.dumps(value, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{key} has a value that a job file cannot have: {error}") from None


def _plain(value: Any) -> Any:
    """The value of a type that JSON does not know, such as those of numpy."""
    if isinstance(value, Path):
        return str(value)
    for convert in ("tolist", "isoformat"):
        if hasattr(value, convert):
            return getattr(value, convert)()
    raise TypeError(f"{type(value).__name__} is not a type of JSON")


@contextmanager
def _procedures(spark: SparkSession) -> Iterator[None]:
    """Has the session know the procedures."""
    known = spark.conf.get(_CATALOG, None)
    if known is None:
        spark.conf.set(_CATALOG, _CLASS)
    elif known != _CLASS:
        raise ConfigError(f"{_CATALOG} is {known}; leave it out, or set it to {_CLASS}")
    try:
        yield
    except AnalysisException as error:
        if _CLASS in str(error):
            raise ConfigError(
                "the session does not have Ridgeline's jar; open it with ridgeline.session(), or "
                "start the server of Spark Connect with --jars"
            ) from None
        raise


@contextmanager
def _view(rows: DataFrame | None) -> Iterator[str | None]:
    """Rows as a view that is there as long as it is used."""
    if rows is None:
        yield None
        return
    name = f"ridgeline_{uuid.uuid4().hex}"
    try:
        rows.createOrReplaceTempView(name)
        yield name
    finally:
        rows.sparkSession.catalog.dropTempView(name)
