"""A cross-validated elastic net as an estimator of ``pyspark.ml``, and its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.sql import SparkSession

from ridgeline._params import ElasticNetCVModelParams, ElasticNetCVParams
from ridgeline.errors import ConfigError, one_sentence

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from pyspark.sql import DataFrame


_TABLES = ("cv", "path", "coefficients")


class ElasticNetCV(ElasticNetCVParams, JavaMLReadable["ElasticNetCV"], JavaMLWritable):
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

    _java_obj: Any = None  # for its deletion, if the constructor refuses its arguments

    def _create_model(self, java_model: Any) -> ElasticNetCVModel:
        return ElasticNetCVModel(java_model)

    def _fit(self, dataset: DataFrame) -> ElasticNetCVModel:
        with one_sentence():
            return super()._fit(dataset)


class ElasticNetCVModel(
    ElasticNetCVModelParams, JavaMLReadable["ElasticNetCVModel"], JavaMLWritable
):
    """The fitted regression, with the tables and pictures of how it was chosen.

    ``transform`` adds the column ``predictionCol``.
    """

    def table(self, name: str) -> DataFrame:
        """A table of the results as a DataFrame of Spark.

        Parameters
        ----------
        name
            ``cv``, ``path`` or ``coefficients``.

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
            rows = SparkSession.active().range(0)
            return self.transform(rows, {self.resultTable: name})

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

    def plot_cv(self, ax: Axes | None = None) -> Axes:
        """Draws the cross-validated error along each path; needs matplotlib."""
        from ridgeline.plots import plot_cv

        return plot_cv(self.cv, ax)

    def plot_path(self, elasticNetParam: float | None = None, ax: Axes | None = None) -> Axes:
        """Draws the coefficients along a path, that of the selected cell by default."""
        from ridgeline.plots import plot_path

        return plot_path(self.path, self.cv, elasticNetParam, ax)
