"""The estimator and its model in pyspark.ml."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.linalg import SparseVector
from pyspark.ml.regression import LinearRegression
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

from ridgeline import ConfigError, DataError, ElasticNetCV, ElasticNetCVModel, EngineRefused

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession


def assembler() -> VectorAssembler:
    return VectorAssembler(inputCols=["a", "b"], outputCol="features")


@pytest.fixture(scope="module")
def raw(spark: SparkSession) -> DataFrame:
    return spark.range(300).selectExpr(
        "id % 7 AS a",
        "sin(id) AS b",
        "3 * (id % 7) - sin(id) + 2 * cos(id * id) AS y",
        "CAST(id % 2 AS INT) AS fold",
    )


@pytest.fixture(scope="module")
def rows(raw: DataFrame) -> DataFrame:
    return assembler().transform(raw)


@pytest.fixture(scope="module")
def model(rows: DataFrame) -> ElasticNetCVModel:
    return ElasticNetCV(labelCol="y", elasticNetParams=[0.5, 1], numRegParams=20, numFolds=3).fit(
        rows
    )


def test_the_tables_of_a_model_agree(model: ElasticNetCVModel, rows: DataFrame) -> None:
    cv, path, coefficients = model.cv, model.path, model.coefficients
    assert list(cv.columns[:4]) == ["elasticNetParam", "step", "regParam", "cvm"]
    assert cv["selected"].sum() == cv["min"].sum() == cv["oneSe"].sum() == 1
    selected = cv[cv["selected"]].iloc[0]
    assert selected["cvm"] == cv["cvm"].min()
    at_selected = path[
        (path["elasticNetParam"] == selected["elasticNetParam"])
        & (path["step"] == selected["step"])
    ].set_index("term")["coefficient"]
    refitted = coefficients.set_index("term")["coefficient"]
    assert list(refitted.index) == ["(Intercept)", "a", "b"]
    for term, value in refitted.items():
        assert value == pytest.approx(at_selected[term], rel=1e-5)
    first = model.transform(rows).head(1)[0]
    predicted = refitted["(Intercept)"] + first["a"] * refitted["a"] + first["b"] * refitted["b"]
    assert first["prediction"] == pytest.approx(predicted, rel=1e-12)


def test_a_table_is_a_dataframe_of_spark_too(model: ElasticNetCVModel) -> None:
    best = model.table("cv").orderBy("cvm").head(1)[0]
    assert best["min"]
    with pytest.raises(
        ConfigError,
        match="other is not a table of results; it is one of cv, path, coefficients, report",
    ):
        model.table("other")


def test_the_report_is_shown_in_a_frame(model: ElasticNetCVModel) -> None:
    frame = model._repr_html_()
    assert frame is not None
    assert frame.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert "<script" not in frame
    assert model.uid in model.report
    assert model.report.rstrip().endswith("</html>")


def test_models_are_saved_and_loaded(
    model: ElasticNetCVModel, rows: DataFrame, tmp_path: Path
) -> None:
    model.save(str(tmp_path / "model"))
    loaded = ElasticNetCVModel.load(str(tmp_path / "model"))
    assert loaded.cv.equals(model.cv)
    renamed = loaded.setPredictionCol("expected").transform(rows)
    assert renamed.head(1)[0]["expected"] == model.transform(rows).head(1)[0]["prediction"]


@pytest.mark.parametrize("part", ["metadata", "result", "regression/data"])
def test_damaged_models_are_refused(model: ElasticNetCVModel, tmp_path: Path, part: str) -> None:
    place = tmp_path / "model"
    model.save(str(place))
    (file,) = (place / part).glob("part-*")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    for load in (ElasticNetCVModel.load, ElasticNetCVModel.read().load):
        with pytest.raises(DataError) as refused:
            load(str(place))
        message = str(refused.value)
        assert message.startswith(str(place / part.split("/")[0]))
        assert message.endswith(
            "; copy the whole directory from where it was saved, or save it again"
        )
        assert "\n" not in message


def test_a_place_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none/metadata does not exist; check the location"):
        ElasticNetCVModel.load(str(tmp_path / "none"))


def test_columns_that_differ_by_case_are_named(rows: DataFrame) -> None:
    both = rows.withColumn("x", rows.a).toDF("a", "b", "y", "Y", "features", "x")
    with pytest.raises(ConfigError) as refused:
        ElasticNetCV(labelCol="y").fit(both)
    assert str(refused.value) == (
        "labelCol: the rows have the columns y and Y, which are the same name to Spark; rename "
        "all but one, or set spark.sql.caseSensitive to true"
    )


def test_a_fit_too_wide_for_one_pass_says_so(spark: SparkSession) -> None:
    data = [(SparseVector(32_001, [i % 3, 3 + i], [1.0, 1.0]), float(i % 3)) for i in range(20)]
    wide = spark.createDataFrame(data, ["features", "label"])
    estimator = ElasticNetCV(
        elasticNetParams=[0.5], regParams=[100.0], numFolds=2, maxIter=300, tol=0.01,
        refit="mllib-rows",
    )  # fmt: skip
    with pytest.warns(UserWarning, match="mllib-rows") as said:
        model = estimator.fit(wide)
    assert [str(warning.message) for warning in said] == [
        "using engine mllib-rows, which fits MLlib's LinearRegression about 3 times, because "
        "32,001 features are more than the 32,000 whose statistics fit in arrays; leave out "
        "features, or set engine to mllib-rows to fit without this warning"
    ]
    assert said[0].filename == __file__
    assert len(model.coefficients) == 32_002
    weighted = estimator.copy({estimator.refit: "statistics"})
    weighted.setPenaltyFactors([2.0] + [1.0] * 32_000)
    with pytest.raises(EngineRefused, match=r"^engine gram: 32,001 features"):
        weighted.fit(wide)


def test_the_number_of_fits() -> None:
    estimator = ElasticNetCV(elasticNetParams=[0.5, 1.0], numRegParams=7, numFolds=4)
    assert estimator._fit_count() == 2 * 7 * 5
    assert estimator.copy({estimator.regParams: [0.3]})._fit_count() == 2 * 5


def test_a_report_does_not_say_which_engine_was_tried(model: ElasticNetCVModel) -> None:
    assert r"\nengine: " not in model.report


def test_an_estimator_in_a_saved_pipeline(raw: DataFrame, tmp_path: Path) -> None:
    estimator = ElasticNetCV(labelCol="y", minRatio=0.01, selectionRule="1se", seed=7)
    Pipeline(stages=[assembler(), estimator]).save(str(tmp_path / "pipeline"))
    pipeline = Pipeline.load(str(tmp_path / "pipeline"))
    loaded = pipeline.getStages()[1]
    assert isinstance(loaded, ElasticNetCV)
    assert (loaded.getMinRatio(), loaded.getSelectionRule(), loaded.getSeed()) == (0.01, "1se", 7)
    fitted = pipeline.fit(raw)
    fitted.save(str(tmp_path / "fitted"))
    before, after = fitted.stages[1], PipelineModel.load(str(tmp_path / "fitted")).stages[1]
    assert isinstance(before, ElasticNetCVModel)
    assert isinstance(after, ElasticNetCVModel)
    assert after.path.equals(before.path)


def test_more_models_than_fit_in_the_cache(model: ElasticNetCVModel, rows: DataFrame) -> None:
    before = model.cv
    others = [ElasticNetCV(labelCol="y", numFolds=3, seed=seed).fit(rows) for seed in range(3)]
    assert all(len(other.cv) > 0 for other in others)
    assert model.cv.equals(before)


def test_refusals_are_one_sentence(rows: DataFrame) -> None:
    with pytest.raises(ConfigError) as config:
        ElasticNetCV(labelCol="nope").fit(rows)
    assert str(config.value) == (
        "labelCol: there is no column nope; the columns are a, b, y, fold, features"
    )
    with pytest.raises(ConfigError) as config:
        ElasticNetCV(labelCol="y", numFolds=1).fit(rows)
    assert str(config.value) == "numFolds must be from 2 to 10000, got: 1"
    with pytest.raises(DataError) as data:
        ElasticNetCV(labelCol="y").fit(rows.selectExpr("features", "double('NaN') AS y"))
    assert str(data.value) == (
        "of 300 rows, 300 have a label that is null, NaN or infinite; fix them, or leave out such "
        "rows"
    )
    assert data.value.__suppress_context__
    with pytest.raises(EngineRefused, match="MLlib does not support penalty factors"):
        ElasticNetCV(labelCol="y", penaltyFactors=[1, 2], engine="mllib").fit(rows)


def test_a_mistyped_argument_leaves_estimator_and_model_whole(
    model: ElasticNetCVModel, rows: DataFrame
) -> None:
    estimator = ElasticNetCV(labelCol="y", regParams=[0.1, 0.01], numFolds=3)
    with pytest.raises(ConfigError, match=r"numFolds must be a whole number, got: 2\.5"):
        estimator.fit(rows, {estimator.numFolds: 2.5})
    assert len(estimator.fit(rows, {estimator.elasticNetParams: [1]}).cv) == 2
    with pytest.raises(ConfigError, match="predictionCol must be a string, got: 3"):
        model.copy({model.predictionCol: 3})
    for copied in (copy.copy, ElasticNetCVModel.copy):
        assert copied(model).cv.equals(model.cv)
    assert model.cv["selected"].sum() == 1


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("fitIntercept", 0, "True or False, got: 0"),
        ("tol", "1e-7", "a number, got: '1e-7'"),
        ("maxIter", 1e400, "a whole number, got: inf"),
        ("selectionRule", 1, "a string, got: 1"),
        ("regParams", 0.1, "a list of numbers, got: 0.1"),
    ],
)
@pytest.mark.usefixtures("spark")
def test_values_of_another_type(name: str, value: Any, expected: str) -> None:
    with pytest.raises(ConfigError) as refused:
        ElasticNetCV(**{name: value})
    assert str(refused.value) == f"{name} must be {expected}"


@pytest.mark.parametrize("value", [2**31, 2**32 + 5, -(2**31) - 1])
@pytest.mark.usefixtures("spark")
def test_integers_that_java_does_not_have(value: int) -> None:
    with pytest.raises(ConfigError) as refused:
        ElasticNetCV(numFolds=value)
    assert str(refused.value) == f"numFolds must be from -2147483648 to 2147483647, got: {value}"
    estimator = ElasticNetCV()
    with pytest.raises(ConfigError, match="maxIter must be from -2147483648 to 2147483647, got"):
        estimator.set(estimator.maxIter, value)


def test_an_empty_list(rows: DataFrame, is_connect: bool) -> None:
    message = "which Spark Connect cannot send; leave it out" if is_connect else "one or more numb"
    with pytest.raises(ConfigError, match=f"regParams .*{message}"):
        ElasticNetCV(labelCol="y", regParams=[]).fit(rows)


def test_a_seed_has_64_bits(rows: DataFrame) -> None:
    estimator = ElasticNetCV(labelCol="y", seed=2**31, regParams=[0.1], elasticNetParams=[0.5])
    assert not estimator.fit(rows).cv.equals(estimator.setSeed(2**31 - 2**32).fit(rows).cv)
    with pytest.raises(ConfigError, match=r"seed must be from .* to 9223372036854775807"):
        estimator.setSeed(2**63)


def test_a_failure_of_spark_stays_its_own(rows: DataFrame) -> None:
    with pytest.raises(Exception, match="boom") as failed:
        ElasticNetCV(labelCol="y").fit(
            rows.selectExpr("features", "double(raise_error('boom')) AS y")
        )
    assert not type(failed.value).__module__.startswith("ridgeline")


def test_a_script_that_tunes_with_a_cross_validator(rows: DataFrame) -> None:
    """Only the class is another; both use the folds of a column."""
    regression = LinearRegression(labelCol="y")
    grid = (
        ParamGridBuilder()
        .addGrid(regression.regParam, [0.001, 3.0])
        .addGrid(regression.elasticNetParam, [0.2, 1.0])
        .build()
    )
    arguments: dict[str, Any] = {
        "estimator": regression,
        "estimatorParamMaps": grid,
        "evaluator": RegressionEvaluator(labelCol="y", metricName="mse"),
        "numFolds": 2,
        "foldCol": "fold",
    }
    metrics = CrossValidator(**arguments).fit(rows).avgMetrics
    cells = ElasticNetCV(**arguments).fit(rows).cv.set_index(["regParam", "elasticNetParam"])
    for cell, metric in zip(grid, metrics, strict=True):
        assert cells["cvm"][tuple(cell.values())] == pytest.approx(metric, rel=1e-4)
    best = tuple(grid[metrics.index(min(metrics))].values())
    assert list(cells.index[cells["selected"]]) == [best]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"estimatorParamMaps": []}, "must be all combinations of values of .* but has 0 maps"),
        ({"estimatorParamMaps": "ragged"}, "must be all combinations of .* but has 3 maps"),
        ({"estimatorParamMaps": "repeated"}, "must be all combinations of .* but has 4 maps"),
        ({"estimatorParamMaps": "intercepts"}, "fitIntercept has 2 values"),
        ({"estimatorParamMaps": "solver"}, "solver cannot be tuned"),
        ({"estimatorParamMaps": "grid", "regParams": [1]}, "regParams and estimatorParamMaps are"),
        ({"estimatorParamMaps": "names"}, "must be a list of maps of params, .* {'regParam': 0.1}"),
        ({"estimatorParamMaps": "map"}, "must be a list of maps of params, as .* got: {Param"),
        ({"estimatorParamMaps": "lists"}, r"regParam must be a number, got: \[0\.1\]"),
        (
            {"estimator": "weighted", "estimatorParamMaps": "grid"},
            "estimatorParamMaps: regParam is that of LinearRegression_.*, not of the estimator",
        ),
        ({"evaluator": "r2"}, "not by r2; set metricName to rmse or mse"),
        (
            {"evaluator": "weight"},
            "weightCol is w, but that of the regression is not set; set both",
        ),
        ({"evaluator": "label"}, "its labelCol is z, but that of the regression is label;"),
        ({"evaluator": "prediction"}, "predictionCol is p, but that of the regression is predicti"),
        (
            {"estimator": "weighted", "evaluator": "plain"},
            "its weightCol is not set, but that of the regression is w; set both alike, or leave",
        ),
        ({"evaluator": "plain", "labelCol": "y"}, "its labelCol is label, but that of the regres"),
        ({"evaluator": "pipeline"}, "evaluator must be a RegressionEvaluator, got: Pipeline"),
        ({"estimator": "huber"}, "the loss must be squaredError, but is huber"),
        ({"estimator": "pipeline"}, "estimator must be a LinearRegression, got: Pipeline"),
    ],
)
@pytest.mark.usefixtures("spark")
def test_tuners_that_cannot_be_replaced(arguments: dict[str, Any], message: str) -> None:
    lr = LinearRegression()
    known: dict[str, Any] = {
        "ragged": [
            {lr.regParam: 0.1, lr.elasticNetParam: 0.0},
            {lr.regParam: 0.1, lr.elasticNetParam: 1.0},
            {lr.regParam: 0.2, lr.elasticNetParam: 1.0},
        ],
        "repeated": [
            {lr.regParam: 0.1, lr.elasticNetParam: 0.0},
            {lr.regParam: 0.2, lr.elasticNetParam: 1.0},
        ]
        * 2,
        "intercepts": ParamGridBuilder().addGrid(lr.fitIntercept, [True, False]).build(),
        "solver": ParamGridBuilder().addGrid(lr.solver, ["normal"]).build(),
        "grid": ParamGridBuilder().addGrid(lr.regParam, [0.1, 0.2]).build(),
        "names": [{"regParam": 0.1}],
        "map": {lr.regParam: 0.1},
        "lists": [{lr.regParam: [0.1]}],
        "plain": RegressionEvaluator(),
        "r2": RegressionEvaluator(metricName="r2"),
        "weight": RegressionEvaluator(weightCol="w"),
        "label": RegressionEvaluator(labelCol="z"),
        "prediction": RegressionEvaluator(predictionCol="p"),
        "weighted": LinearRegression(weightCol="w"),
        "pipeline": Pipeline(stages=[lr]),
        "huber": LinearRegression(loss="huber"),
    }
    given = {
        name: known.get(value, value) if isinstance(value, str) else value
        for name, value in arguments.items()
    }
    with pytest.raises(ConfigError, match=message):
        ElasticNetCV(**given)


def test_a_weighted_error_is_that_of_a_cross_validator(rows: DataFrame) -> None:
    weighted = rows.selectExpr("*", "DOUBLE(1 + a) AS w")
    regression = LinearRegression(labelCol="y", weightCol="w", elasticNetParam=0.5)
    arguments: dict[str, Any] = {
        "estimator": regression,
        "estimatorParamMaps": ParamGridBuilder().addGrid(regression.regParam, [0.1, 3.0]).build(),
        "evaluator": RegressionEvaluator(labelCol="y", weightCol="w", metricName="mse"),
        "numFolds": 2,
        "foldCol": "fold",
    }
    errors = ElasticNetCV(**arguments).fit(weighted).cv.set_index("regParam")["cvm"]
    metrics = CrossValidator(**arguments).fit(weighted).avgMetrics
    assert [errors[0.1], errors[3.0]] == pytest.approx(metrics, rel=0.01)


@pytest.mark.usefixtures("spark")
def test_a_param_that_does_not_exist() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'numFold'"):
        ElasticNetCV(numFold=3)  # type: ignore[call-arg]


def test_the_signature_has_every_param_with_its_default() -> None:
    signature = inspect.signature(ElasticNetCV.__init__).parameters
    for name, default in ElasticNetCV._DEFAULTS.items():
        assert signature[name].default == default


def test_the_pictures(model: ElasticNetCVModel) -> None:
    cv, path = model.cv, model.path
    errors = model.plot_cv()
    assert errors.get_xscale() == "log"
    assert errors.xaxis_inverted()
    legend = errors.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["0.5", "1"]
    of_path = cv[cv["elasticNetParam"] == 0.5]
    drawn = errors.lines[0].get_xydata()
    assert np.array_equal(drawn, of_path[["regParam", "cvm"]])
    lines = model.plot_path(elasticNetParam=1.0)
    assert {text.get_text() for text in lines.texts} <= {"a", "b"}
    of_a = path[(path["elasticNetParam"] == 1.0) & (path["term"] == "a")]
    assert np.asarray(lines.lines[0].get_ydata())[-1] == of_a["coefficient"].iloc[-1]
    with pytest.raises(ConfigError, match=r"there is no path of 0\.7, only of 0\.5, 1"):
        model.plot_path(elasticNetParam=0.7)
    with pytest.raises(ConfigError, match="elasticNetParam must be a number, got: '1'"):
        model.plot_path("1")  # type: ignore[arg-type]


def test_no_pictures_without_regularisation(rows: DataFrame) -> None:
    plt.close("all")
    model = ElasticNetCV(labelCol="y", regParams=[0], elasticNetParams=[1], numFolds=2).fit(rows)
    for draw in (model.plot_cv, model.plot_path):
        with pytest.raises(ConfigError, match="regParam is 0 in every cell, which a log"):
            draw()
    assert not plt.get_fignums()
