"""The grid of a CrossValidator as params of ElasticNetCV."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ridgeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.ml.evaluation import RegressionEvaluator
    from pyspark.ml.param import Param
    from pyspark.ml.regression import LinearRegression

# The params of a LinearRegression that ElasticNetCV has, too. Not maxIter and tol: they limit
# another solver.
_SHARED = (
    "featuresCol",
    "labelCol",
    "weightCol",
    "predictionCol",
    "standardization",
    "fitIntercept",
)
_GRID = {"regParam": "regParams", "elasticNetParam": "elasticNetParams"}
_METRICS = ("rmse", "mse")


def params_of(
    *,
    estimator: LinearRegression | None = None,
    estimatorParamMaps: Sequence[dict[Param[Any], Any]] | None = None,
    evaluator: RegressionEvaluator | None = None,
    **params: Any,
) -> dict[str, Any]:
    """The params that are given, in the words of ElasticNetCV or in those of a CrossValidator."""
    found: dict[str, Any] = {}
    if estimator is not None:
        found.update(_of_estimator(estimator))
    if estimatorParamMaps is not None:
        found.update(_of_grid(estimatorParamMaps))
    if evaluator is not None and evaluator.getMetricName() not in _METRICS:
        raise ConfigError(
            f"evaluator: cells are compared by their mean squared error, not by "
            f"{evaluator.getMetricName()}; set metricName to {' or '.join(_METRICS)}"
        )
    found.update({name: value for name, value in params.items() if value is not None})
    return found


def _of_estimator(estimator: LinearRegression) -> dict[str, Any]:
    found = {name: estimator.getOrDefault(name) for name in _SHARED if estimator.isDefined(name)}
    if estimator.getLoss() != "squaredError":
        raise ConfigError(f"estimator: the loss must be squaredError, but is {estimator.getLoss()}")
    # A grid overrides these.
    found["regParams"] = [estimator.getRegParam()]
    found["elasticNetParams"] = [estimator.getElasticNetParam()]
    return found


def _of_grid(maps: Sequence[dict[Param[Any], Any]]) -> dict[str, Any]:
    cells = [{param.name: value for param, value in cell.items()} for cell in maps]
    names = set().union(*cells)
    found: dict[str, Any] = {}
    axes: dict[str, list[Any]] = {}
    for name in sorted(names):
        if any(name not in cell for cell in cells):
            raise ConfigError(f"estimatorParamMaps: {name} is in some maps only; set it in each")
        values = list(dict.fromkeys(cell[name] for cell in cells))
        if name in _GRID:
            axes[name] = values
            found[_GRID[name]] = [float(value) for value in values]
        elif name not in _SHARED:
            raise ConfigError(
                f"estimatorParamMaps: {name} cannot be tuned, only regParam and elasticNetParam can"
            )
        elif len(values) > 1:
            raise ConfigError(
                f"estimatorParamMaps: {name} has {len(values)} values, but only regParam and "
                "elasticNetParam can be tuned; fit once for each value"
            )
        else:
            found[name] = values[0]
    size = math.prod(len(values) for values in axes.values())
    if not axes or len({tuple(cell[name] for name in axes) for cell in cells}) != size:
        raise ConfigError(
            "estimatorParamMaps must be all combinations of values of regParam and "
            f"elasticNetParam, as ParamGridBuilder builds them, but has {len(cells)} maps"
        )
    return found
