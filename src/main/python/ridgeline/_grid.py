"""The grid of a CrossValidator as params of ElasticNetCV."""

from __future__ import annotations

import math
import reprlib
from typing import TYPE_CHECKING, Any

from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.param import Param
from pyspark.ml.regression import LinearRegression

from ridgeline._jvm import checked
from ridgeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
# The columns of an evaluator, as they are if ElasticNetCV has no others.
_COLUMNS = {"labelCol": "label", "predictionCol": "prediction", "weightCol": ""}


def params_of(
    *,
    estimator: LinearRegression | None = None,
    estimatorParamMaps: Sequence[dict[Param[Any], Any]] | None = None,
    evaluator: RegressionEvaluator | None = None,
    **params: Any,
) -> dict[str, Any]:
    """The params that are given, in the words of ElasticNetCV or in those of a CrossValidator."""
    given = {name: value for name, value in params.items() if value is not None}
    found: dict[str, Any] = {}
    if estimator is not None:
        _require_type("estimator", estimator, LinearRegression)
        found.update(_of_estimator(estimator))
    if estimatorParamMaps is not None:
        for name in _GRID.values():
            if name in given:
                raise ConfigError(f"{name} and estimatorParamMaps are given; give one of them")
        found.update(_of_grid(estimatorParamMaps, estimator))
    found.update(given)
    if evaluator is not None:
        _require_type("evaluator", evaluator, RegressionEvaluator)
        _require_same_error(evaluator, found)
    return found


def _require_type(name: str, value: Any, expected: type) -> None:
    if not isinstance(value, expected):
        raise ConfigError(f"{name} must be a {expected.__name__}, got: {type(value).__name__}")


def _require_same_error(evaluator: RegressionEvaluator, params: dict[str, Any]) -> None:
    if evaluator.getMetricName() not in _METRICS:
        raise ConfigError(
            f"evaluator: cells are compared by their mean squared error, not by "
            f"{evaluator.getMetricName()}; set metricName to {' or '.join(_METRICS)}"
        )
    for name, default in _COLUMNS.items():
        column = evaluator.getOrDefault(name) if evaluator.isDefined(name) else ""
        expected = params.get(name, default)
        if column != expected:
            raise ConfigError(
                f"evaluator: its {name} is {column or 'not set'}, but that of the regression is "
                f"{expected or 'not set'}; set both alike, or leave out the evaluator"
            )


def _of_estimator(estimator: LinearRegression) -> dict[str, Any]:
    found = {name: estimator.getOrDefault(name) for name in _SHARED if estimator.isDefined(name)}
    if estimator.getLoss() != "squaredError":
        raise ConfigError(f"estimator: the loss must be squaredError, but is {estimator.getLoss()}")
    # A grid overrides these.
    found["regParams"] = [estimator.getRegParam()]
    found["elasticNetParams"] = [estimator.getElasticNetParam()]
    return found


def _of_grid(
    maps: Sequence[dict[Param[Any], Any]], estimator: LinearRegression | None
) -> dict[str, Any]:
    if not isinstance(maps, (list, tuple)):
        raise _not_maps(maps)
    cells = [_values(cell, estimator) for cell in maps]
    names = set().union(*cells)
    found: dict[str, Any] = {}
    axes: dict[str, list[Any]] = {}
    for name in sorted(names):
        if any(name not in cell for cell in cells):
            raise ConfigError(f"estimatorParamMaps: {name} is in some maps only; set it in each")
        values = list(dict.fromkeys(cell[name] for cell in cells))
        if name in _GRID:
            axes[name] = values
            found[_GRID[name]] = values
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


def _not_maps(given: Any) -> ConfigError:
    return ConfigError(
        "estimatorParamMaps must be a list of maps of params, as ParamGridBuilder builds them, "
        f"got: {reprlib.repr(given)}"
    )


def _values(cell: Any, estimator: LinearRegression | None) -> dict[str, Any]:
    """The values of a map by the names of their params."""
    if not isinstance(cell, dict) or not all(isinstance(param, Param) for param in cell):
        raise _not_maps(cell)
    found = {}
    for param, value in cell.items():
        if param.name not in _GRID and param.name not in _SHARED:
            raise ConfigError(
                f"estimatorParamMaps: {param.name} cannot be tuned, only regParam and "
                "elasticNetParam can"
            )
        if estimator is not None and param.parent != estimator.uid:
            raise ConfigError(
                f"estimatorParamMaps: {param.name} is that of {param.parent}, not of the estimator "
                f"{estimator.uid}; build the maps with its params"
            )
        found[param.name] = checked(param, value)
    return found
