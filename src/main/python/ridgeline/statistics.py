"""Statistics of a table: one pass over its rows, and then any sweep over its columns."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from pyspark.ml.wrapper import JavaEstimator
from pyspark.sql.utils import is_remote

from ridgeline._jvm import Stored, active_session, session_of
from ridgeline._params import StatisticsCollectorParams, StatisticsParams
from ridgeline._progress import watched
from ridgeline.errors import ConfigError, one_sentence
from ridgeline.sweep import ElasticNetCV, ElasticNetCVModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    from pyspark.sql import DataFrame

# They are about rows, of which there are none.
_OF_ROWS = ("estimator", "featuresCol", "foldCol", "labelCol", "seed", "weightCol")


class StatisticsCollector(StatisticsCollectorParams, Stored["StatisticsCollector"]):
    """An estimator whose model is the statistics of a table."""

    def _create_model(self, java_model: Any) -> Statistics:
        return Statistics(java_model)

    def _fit(self, dataset: DataFrame) -> Statistics:
        with one_sentence():
            fit = super()._fit
            return watched(session_of(dataset), "statistics", lambda: fit(dataset))


class Statistics(StatisticsParams, Stored["Statistics"]):
    """The statistics of a table, from which models are fitted without its rows.

    They stay in Spark's JVM, or on the server of Spark Connect.

    Examples
    --------
    >>> statistics = Statistics.of(diamonds, label="price", numeric=["*"], categorical=["cut"])
    >>> statistics.fit(elasticNetParam=1).plot_path()
    >>> statistics.without("x", "y").cv()
    >>> statistics.fit(label="carat").coefficients
    """

    @classmethod
    def of(
        cls,
        rows: DataFrame,
        label: str,
        *,
        numeric: Sequence[str] = (),
        categorical: Sequence[str] = (),
        weight: str = "",
        buckets: int = 20,
        bucketsBy: Sequence[str] = (),
        invalid: str = "fail",
    ) -> Statistics:
        """Reads rows once, and once before if there are categories or rows may be dropped.

        Parameters
        ----------
        rows
            The table. Label, weight and features are columns of it or Spark SQL expressions.
        label
            The label, which later fits may replace by any of the numeric features.
        numeric
            Numeric features; ``*`` stands for every numeric or boolean column not used elsewhere.
        categorical
            Categorical features, with a feature for each of their levels.
        weight
            Weight of a row; 1 by default.
        buckets
            Number of parts from which folds are dealt, so the largest number of folds.
        bucketsBy
            Expressions whose equal values stay in one fold; by default, equal rows do.
        invalid
            What happens if rows have a null, NaN or infinite value: ``fail``, or ``drop`` them.

        Raises
        ------
        ConfigError
            If an expression does not fit the table.
        DataError
            If the rows cannot be used.
        EngineRefused
            If the statistics do not fit in memory.
        """
        lists = {"numeric": numeric, "categorical": categorical, "bucketsBy": bucketsBy}
        # Spark Connect has no literal for an empty list.
        given = {name: _texts(name, values) for name, values in lists.items()}
        given = {name: texts for name, texts in given.items() if texts != []}
        collector = StatisticsCollector(
            label=label, weight=weight, buckets=buckets, invalid=invalid, **given
        )
        return collector.fit(rows)

    @classmethod
    def open(cls, path: str) -> Statistics:
        """Opens what ``save`` wrote, or the store of ``jobs/retrain`` with all its partitions."""
        with one_sentence():
            return cls.load(path)

    def without(self, *columns: str) -> Statistics:
        """The same rows without some columns as features; the label may be among them."""
        _require_names("without", columns)
        excluded = [*self.getExcluded(), *columns]
        return self.copy({self.excluded: excluded} if columns else {})

    def only(self, *columns: str) -> Statistics:
        """The same rows with some columns as features, and no others."""
        if not columns:
            raise ConfigError("no features are given; give at least one")
        _require_names("only", columns)
        return self.copy({self.features: list(columns)})

    def fit(
        self,
        label: str | None = None,
        *,
        elasticNetParam: float | Sequence[float] | None = None,
        **params: Any,
    ) -> ElasticNetCVModel:
        """Cross-validates whole paths and refits at the selected cell.

        Parameters
        ----------
        label
            Any of the numeric columns; by default that of the statistics.
        elasticNetParam
            L1 shares of the paths; by default those of ElasticNetCV.
        params
            Other params of ElasticNetCV, but those that name columns.

        Returns
        -------
        ElasticNetCVModel
            Of vectors of the features in the order of its ``coefficients``.
        """
        for name in _OF_ROWS:
            if name in params:
                raise ConfigError(
                    f"{name} is about rows, of which statistics have none; leave it out"
                )
        if elasticNetParam is not None:
            if "elasticNetParams" in params:
                raise ConfigError(
                    "elasticNetParam and elasticNetParams are given; give one of them"
                )
            one = np.ndim(elasticNetParam) == 0
            params["elasticNetParams"] = [elasticNetParam] if one else elasticNetParam
        params.setdefault("refit", "statistics")
        chosen: dict[str, Any] = {} if label is None else {"label": label}
        numFolds = params.pop("numFolds", None)
        if numFolds is not None:
            chosen["numFolds"] = numFolds
        estimator = ElasticNetCV(**params)
        with one_sentence():
            # It takes milliseconds, so that there is nothing to watch.
            if is_remote():
                return JavaEstimator._fit(estimator, self._table("moments", **chosen))
            return self._fitted_without_table(estimator, chosen)

    def cv(self, label: str | None = None, **params: Any) -> pandas.DataFrame:
        """The table ``cv`` of a fit: a row for each solved cell of the grid."""
        return self.fit(label, **params).cv

    @property
    def columns(self) -> pandas.DataFrame:
        """The columns but the label: which are numeric, and which are features."""
        with one_sentence():
            return self._table("columns").toPandas()

    @property
    def summary(self) -> pandas.DataFrame:
        """Mean, deviation, correlation with the label and quantiles of each variable."""
        with one_sentence():
            return self._table("summary").toPandas()

    def _fitted_without_table(
        self, estimator: ElasticNetCV, params: dict[str, Any]
    ) -> ElasticNetCVModel:
        """A fit in the JVM of this process, where a DataFrame would take longer than the fit."""
        asked = self.copy(self._param_map(params))
        # The JVM forgets the object of a copy that Python no longer has.
        java: Any = asked._java_obj
        estimator._transfer_params_to_java()
        java_model = java.fit(estimator._java_obj, active_session()._jsparkSession)
        return estimator._copyValues(ElasticNetCVModel(java_model))

    def _table(self, name: str, **params: Any) -> DataFrame:
        chosen = self._param_map({"resultTable": name, **params})
        return self.transform(active_session().range(0), chosen)

    def _param_map(self, params: dict[str, Any]) -> dict[Any, Any]:
        return {self.getParam(name): value for name, value in params.items()}


def _require_names(method: str, columns: tuple[str, ...]) -> None:
    for column in columns:
        if not isinstance(column, str):
            raise ConfigError(
                f"{method} takes names of columns, got: {reprlib.repr(column)}; give the columns "
                f"one by one, as in {method}('a', 'b')"
            )


def _texts(name: str, values: Sequence[str]) -> Any:
    if isinstance(values, str):
        raise ConfigError(f"{name} must be a list, got: '{values}'; write ['{values}']")
    return list(values) if isinstance(values, Iterable) else values
