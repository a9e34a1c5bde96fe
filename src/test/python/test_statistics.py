"""Statistics give what the rows give."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
import pytest
from py4j.clientserver import JavaClient
from pyspark.ml.feature import VectorAssembler

from ridgeline import (
    ConfigError,
    DataError,
    ElasticNetCV,
    EngineRefused,
    RidgelineError,
    Statistics,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> DataFrame:
    return spark.range(300).selectExpr(
        "SIN(id * 7) AS a",
        "COS(id * 3) AS b",
        "CHAR(107 + id % 3) AS c",
        "id % 60 AS g",
        "2 * SIN(id * 7) - COS(id * 3) + SIN(id * id) AS y",
    )


@pytest.fixture(scope="module")
def statistics(rows: DataFrame) -> Statistics:
    return Statistics.of(
        rows, label="y", numeric=["a", "b"], categorical=["c"], buckets=6, bucketsBy=["g"]
    )


def test_a_fit_is_that_of_the_rows(statistics: Statistics, rows: DataFrame) -> None:
    vectors = VectorAssembler(inputCols=["a", "b"], outputCol="features").transform(
        rows.selectExpr("*", "CAST(PMOD(XXHASH64(g, 7046029254386353131L), 6) AS INT) AS fold")
    )
    expected = ElasticNetCV(
        labelCol="y", foldCol="fold", numFolds=6, elasticNetParams=[1], refit="statistics"
    ).fit(vectors)
    fitted = statistics.only("a", "b").fit(elasticNetParam=1, numFolds=6)
    assert fitted.cv["cvm"].tolist() == pytest.approx(expected.cv["cvm"].tolist(), rel=1e-9)
    assert list(fitted.coefficients["term"]) == ["(Intercept)", "a", "b"]
    assert fitted.coefficients["coefficient"].tolist() == pytest.approx(
        expected.coefficients["coefficient"].tolist(), rel=1e-8
    )


def test_objects_of_the_jvm_last_as_long_as_a_fit(
    statistics: Statistics, is_connect: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_connect:
        pytest.skip("a client of Spark Connect has no objects of the JVM")
    # A thread of py4j's does it at some time; here it is done at once.
    later = JavaClient.garbage_collect_object
    monkeypatch.setattr(
        JavaClient, "garbage_collect_object", lambda client, name: later(client, name, False)
    )
    assert statistics.fit(elasticNetParam=1, numFolds=2).coefficients["term"][0] == "(Intercept)"


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda s: s.fit(numFolds=2.5), "numFolds must be a whole number, got: 2.5"),
        (lambda s: s.fit(label=3), "label must be a string, got: 3"),
        (lambda s: s.copy({s.features: "a"}), "features must be a list of strings, got: 'a'"),
        (lambda s: s.set(s.label, None), "label must be a string, got: None"),
        (
            lambda s: s.only(["a", "b"]),
            "only takes names of columns, got: ['a', 'b']; give the columns one by one, as in "
            "only('a', 'b')",
        ),
        (
            lambda s: s.without(["a"]),
            "without takes names of columns, got: ['a']; give the columns one by one, as in "
            "without('a', 'b')",
        ),
    ],
)
def test_a_mistyped_argument_leaves_the_statistics_whole(
    statistics: Statistics, refused: Callable[[Statistics], Any], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        refused(statistics)
    assert str(error.value) == message
    assert list(statistics.columns["column"]) == ["a", "b", "c"]


def test_copies_do_not_depend_on_each_other(statistics: Statistics) -> None:
    for copied in (copy.copy, Statistics.copy):
        assert copied(statistics).columns.equals(statistics.columns)
        assert list(statistics.columns["column"]) == ["a", "b", "c"]
    other = copy.copy(statistics).setLabel("a")
    assert list(other.columns["column"]) == ["b", "c", "y"]
    assert list(statistics.columns["column"]) == ["a", "b", "c"]


def test_other_labels_and_features(statistics: Statistics) -> None:
    fitted = statistics.without("c").fit(label="a", elasticNetParam=[0.5, 1], numFolds=3)
    assert list(fitted.coefficients["term"]) == ["(Intercept)", "b", "y"]
    assert sorted(fitted.cv["elasticNetParam"].unique()) == [0.5, 1]
    assert list(statistics.only("a", "y").fit(label="b").coefficients["term"]) == [
        "(Intercept)",
        "a",
        "y",
    ]
    without_label = statistics.without("y", "c")
    assert list(without_label.fit(label="a").coefficients["term"]) == ["(Intercept)", "b"]
    assert list(without_label.fit().coefficients["term"]) == ["(Intercept)", "a", "b"]
    assert statistics.cv()["selected"].sum() == 1
    assert statistics.columns.to_dict("list") == {
        "column": ["a", "b", "c"],
        "isNumeric": [True, True, False],
        "isFeature": [True, True, True],
    }


def test_the_summary(statistics: Statistics, rows: DataFrame) -> None:
    summary = statistics.summary.set_index("term")
    table = rows.toPandas()
    assert list(summary.index) == ["a", "b", "c=k", "c=l", "c=m", "y"]
    assert summary["mean"]["b"] == pytest.approx(table["b"].mean(), abs=1e-12)
    assert summary["deviation"]["y"] == pytest.approx(table["y"].std(ddof=0), rel=1e-12)
    assert summary["correlation"]["a"] == pytest.approx(table["a"].corr(table["y"]), rel=1e-12)
    assert summary["median"]["y"] == pytest.approx(table["y"].median(), abs=0.1)


def test_saved_statistics(statistics: Statistics, tmp_path: Path) -> None:
    statistics.save(str(tmp_path / "saved"))
    opened = Statistics.open(str(tmp_path / "saved"))
    assert opened.cv(numFolds=5).equals(statistics.cv(numFolds=5))


@pytest.mark.parametrize(
    ("params", "kind", "message"),
    [
        ({"label": "aa"}, ConfigError, "label: the statistics have no aa"),
        ({"numFolds": 7}, ConfigError, "numFolds must be from 2 to the number of buckets, 6"),
        ({"labelCol": "a"}, ConfigError, "labelCol is about rows"),
        ({"estimator": None}, ConfigError, "estimator is about rows"),
        ({"elasticNetParam": 1, "elasticNetParams": [1]}, ConfigError, "give one of them"),
        ({"elasticNetParam": 2}, ConfigError, "elasticNetParams"),
        ({"elasticNetParam": "10"}, ConfigError, "must be a list of numbers, got: ['10']"),
        ({"elasticNetParam": [True]}, ConfigError, "must be a list of numbers, got: [True]"),
        ({"engine": "mllib-rows"}, EngineRefused, "reads the rows"),
    ],
)
def test_params_that_are_refused(
    statistics: Statistics, params: dict[str, Any], kind: type[RidgelineError], message: str
) -> None:
    with pytest.raises(kind) as refused:
        statistics.fit(**params)
    assert message in str(refused.value)


def test_features_that_are_refused(statistics: Statistics) -> None:
    with pytest.raises(ConfigError, match="excluded: the statistics have no z"):
        statistics.without("z").fit()
    with pytest.raises(ConfigError, match="no features are given; give at least one"):
        statistics.only()
    assert statistics.without().getFeatures() == statistics.getFeatures()
    with pytest.raises(ConfigError, match="no features are left"):
        statistics.without("a", "b", "c").fit()
    with pytest.raises(ConfigError, match="features: the statistics have no z"):
        statistics.only("z").fit()


@pytest.mark.parametrize(
    "share", [np.float32(1), np.array(1.0), [np.float32(1)], np.array([1]), pandas.Series([1.0])]
)
def test_shares_of_numpy_and_pandas(statistics: Statistics, share: Any) -> None:
    assert set(statistics.fit(elasticNetParam=share).cv["elasticNetParam"]) == {1}


def test_names_of_numpy_and_pandas(rows: DataFrame) -> None:
    for names in (np.array(["a", "b"]), pandas.Index(["a", "b"])):
        read = Statistics.of(rows, "y", numeric=names)  # type: ignore[arg-type]
        assert list(read.columns["column"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("label", "features", "kind", "message"),
    [
        ("yy", {"numeric": ["a"]}, ConfigError, "label: there is no column `yy`"),
        ("y", {"numeric": "a"}, ConfigError, "numeric must be a list, got: 'a'"),
        ("y", {"numeric": ["a", None]}, ConfigError, "must be a list of strings, got: ['a', None]"),
        ("y", {"numeric": None}, ConfigError, "numeric must be a list of strings, got: None"),
        ("y", {}, ConfigError, "list at least one feature"),
        ("DOUBLE('NaN')", {"numeric": ["a"]}, DataError, "300 have a label"),
        ("y", {"numeric": ["a"], "buckets": 2**32 + 5}, ConfigError, "to 2147483647, got: 42949"),
    ],
)
def test_tables_that_are_refused(
    rows: DataFrame, label: str, features: dict[str, Any], kind: type[RidgelineError], message: str
) -> None:
    with pytest.raises(kind) as refused:
        Statistics.of(rows, label, **features)
    assert message in str(refused.value)


@pytest.mark.usefixtures("spark")
def test_rows_that_are_not_of_spark() -> None:
    with pytest.raises(ConfigError) as refused:
        Statistics.of(pandas.DataFrame({"y": [1.0]}), "y", numeric=["*"])  # type: ignore[arg-type]
    assert str(refused.value) == (
        "rows must be a DataFrame of Spark, got: pandas.core.frame.DataFrame; make one with "
        "spark.createDataFrame"
    )


def test_damaged_statistics_are_named_where_they_are_read(
    statistics: Statistics, tmp_path: Path
) -> None:
    statistics.save(str(tmp_path / "saved"))
    place = (tmp_path / "saved").rename(tmp_path / "moved")
    (file,) = (place / "statistics" / "data").glob("*.avro")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DataError) as refused:
        Statistics.open(str(place))
    assert str(refused.value) == (
        f"the statistics of all cannot be read: {file} does not have the checksum in its name; "
        "copy the whole directory from where it was saved, or save it again"
    )


def test_columns_that_differ_by_case_are_named(spark: SparkSession) -> None:
    rows = spark.range(9).selectExpr("id AS y", "id AS x", "-id AS z").toDF("y", "x", "X")
    with pytest.raises(ConfigError) as refused:
        Statistics.of(rows, "y", numeric=["*"])
    assert str(refused.value) == (
        "numeric: the rows have the columns x and X, which are the same name to Spark; rename "
        "all but one, or set spark.sql.caseSensitive to true"
    )


def test_a_place_without_statistics(tmp_path: Path) -> None:
    with pytest.raises(RidgelineError, match="has no statistics; check the location"):
        Statistics.open(str(tmp_path))
