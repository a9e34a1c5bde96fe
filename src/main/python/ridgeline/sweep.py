"""A cross-validated elastic net as an estimator of ``pyspark.ml``, and its model."""

from __future__ import annotations

import sys
import warnings
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ridgeline import jobs
from ridgeline._display import inline
from ridgeline._jvm import Stored, active_session, session_of
from ridgeline._params import ElasticNetCVModelParams, ElasticNetCVParams
from ridgeline._progress import watched
from ridgeline.errors import ConfigError, EngineRefused, one_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas
    from matplotlib.axes import Axes
    from pyspark.sql import DataFrame

    from ridgeline.jobs import SweepResult


_GRAM = "gram"
_ROWS = "mllib-rows"
_TABLES = ("cv", "path", "coefficients", "report")


class ElasticNetCV(ElasticNetCVParams, Stored["ElasticNetCV"]):
    """Chooses regParam and elasticNetParam of a linear regression by cross-validation.

    Every cell of the grid, in every fold, is solved from one pass over the rows; the chosen cell is
    fitted to all of them. It takes the place of a ``LinearRegression`` in a ``Pipeline``, or of a
    ``CrossValidator`` over one.

    ``fit`` raises a ``ConfigError`` if a param or a column does not suit, a ``DataError`` if the
    rows cannot be used, and ``EngineRefused`` if the engine cannot do the work.

    Examples
    --------
    >>> model = ElasticNetCV(labelCol="price", elasticNetParams=[0.5, 1.0]).fit(rows)
    >>> model.plot_cv()
    """

    def _create_model(self, java_model: Any) -> ElasticNetCVModel:
        return ElasticNetCVModel(java_model)

    def _fit(self, dataset: DataFrame) -> ElasticNetCVModel:
        if self.getEngine() != "auto" or self._has_penalty_factors():
            return self._fit_by(self.getEngine(), dataset)
        # What auto does in Java, where its note about another engine would not be seen.
        try:
            return self._fit_by(_GRAM, dataset)
        except EngineRefused as refused:
            before, found, reason = str(refused).partition(f"engine {_GRAM}: ")
            if before or not found:
                raise
        warnings.warn(
            f"using engine {_ROWS}, which fits MLlib's LinearRegression about "
            f"{self._fit_count():,} times, because {reason.partition(';')[0]}; leave out features, "
            f"or set engine to {_ROWS} to fit without this warning",
            stacklevel=3,
        )
        return self._fit_by(_ROWS, dataset)

    def _has_penalty_factors(self) -> bool:
        return self.isSet(self.penaltyFactors) and any(f != 1 for f in self.getPenaltyFactors())

    def _fit_by(self, engine: str, dataset: DataFrame) -> ElasticNetCVModel:
        with one_sentence():
            chosen = self if engine == self.getEngine() else self.copy({self.engine: engine})
            fit = super(ElasticNetCV, chosen)._fit
            return watched(session_of(dataset), "fit", lambda: fit(dataset))

    def _fit_count(self) -> int:
        """The number of cells of the grid, in each fold and for all rows."""
        given = self.isSet(self.regParams)
        count = len(self.getRegParams()) if given else self.getNumRegParams()
        return count * len(self.getElasticNetParams()) * (self.getNumFolds() + 1)


class ElasticNetCVModel(ElasticNetCVModelParams, Stored["ElasticNetCVModel"]):
    """The fitted regression, with the tables and pictures of how it was chosen.

    ``transform`` adds the column ``predictionCol``.
    """

    def table(self, name: str) -> DataFrame:
        """A table of the results as a DataFrame of Spark.

        Parameters
        ----------
        name
            ``cv``, ``path`` or ``coefficients``; or ``report``, which has one ``page`` of HTML.

        Raises
        ------
        ConfigError
            If there is no such table.
        """
        if name not in _TABLES:
            raise ConfigError(
                f"{name} is not a table of results; it is one of {', '.join(_TABLES)}"
            )
        with one_sentence():
            return self.transform(active_session().range(0), {self.resultTable: name})

    @property
    def cv(self) -> pandas.DataFrame:
        """A row for each solved cell of the grid, in the order of its path.

        ``cvm`` is the cross-validated mean squared error and ``cvsd`` its standard error, in the
        unit of the label squared. ``min`` and ``oneSe`` mark what the two rules choose, and
        ``selected`` the cell of this model.
        """
        return self.table("cv").toPandas()

    @property
    def path(self) -> pandas.DataFrame:
        """A row for the intercept and each nonzero coefficient of each cell, fitted to all rows."""
        return self.table("path").toPandas()

    @property
    def coefficients(self) -> pandas.DataFrame:
        """A row for the intercept and each coefficient of the model.

        ``standardized`` is in label deviations per deviation of the feature.
        """
        return self.table("coefficients").toPandas()

    @property
    def report(self) -> str:
        """The report as a page of HTML that needs no network."""
        page: str = self.table("report").collect()[0]["page"]
        return page

    def _repr_html_(self) -> str | None:
        return None if self._shown() is None else inline(self.report)

    def plot_cv(self, ax: Axes | None = None) -> Axes:
        """Draws the cross-validated error along each path; needs matplotlib."""
        from ridgeline.plots import plot_cv

        return plot_cv(self.cv, ax)

    def plot_path(self, elasticNetParam: float | None = None, ax: Axes | None = None) -> Axes:
        """Draws the coefficients along a path, that of the selected cell by default."""
        from ridgeline.plots import plot_path

        return plot_path(self.path, self.cv, elasticNetParam, ax)


class _SweepModule(ModuleType):
    """A module that is a function as well.

    Spark finds the Python class of a Java class in the module of its package's name, and
    ``ridgeline.sweep`` is also how a sweep is run.
    """

    def __call__(
        self,
        job: str | Path | Mapping[str, Any],
        overrides: Mapping[str, Any] | None = None,
        *,
        rows: DataFrame | None = None,
        out: str | Path | None = None,
    ) -> SweepResult:
        return jobs.sweep(job, overrides, rows=rows, out=out)

    __call__.__doc__ = jobs.sweep.__doc__


sys.modules[__name__].__class__ = _SweepModule
