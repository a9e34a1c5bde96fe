"""Statistics give what the rows give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import DataFrame, SparkSession

from ridgeline import ConfigError, DataError, ElasticNetCV, EngineRefused, RidgelineError, Statistics


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


def test_other_labels_and_features(statistics: Statistics) -> None:
    fitted = statistics.without("c").fit(label="a", elasticNetParam=[0.5, 1], numFolds=3)
    assert list(fitted.coefficients["term"]) == ["(Intercept)", "b", "y"]
    assert sorted(fitted.cv["elasticNetParam"].unique()) == [0.5, 1]
    assert list(statistics.only("a", "y").fit(label="b").coefficients["term"]) == ["(Intercept)", "a", "y"]
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
    ("work", "kind", "message"),
    [
        (lambda s, r: s.fit(label="aa"), ConfigError, "label: the statistics have no aa"),
        (lambda s, r: s.fit(numFolds=7), ConfigError, "numFolds must be from 2 to the number of buckets, 6"),
        (lambda s, r: s.fit(labelCol="a"), ConfigError, "labelCol is about rows"),
        (lambda s, r: s.fit(elasticNetParam=1, elasticNetParams=[1]), ConfigError, "give one of them"),
        (lambda s, r: s.fit(elasticNetParam=2, numFolds=2), ConfigError, "elasticNetParams"),
        (lambda s, r: s.fit(engine="mllib-rows", numFolds=2), EngineRefused, "reads the rows"),
        (lambda s, r: s.without("y"), ConfigError, "there is no feature y; there are a, b, c"),
        (lambda s, r: s.without("a", "b", "c").fit(), ConfigError, "no features are left"),
        (lambda s, r: s.only("z").fit(), ConfigError, "features: the statistics have no z"),
        (lambda s, r: Statistics.open("none"), RidgelineError, "none/statistics has no statistics"),
        (lambda s, r: Statistics.of(r, "yy", numeric=["a"]), ConfigError, "label: there is no column `yy`"),
        (lambda s, r: Statistics.of(r, "y", numeric="a"), ConfigError, "numeric must be a list, got: 'a'"),
        (lambda s, r: Statistics.of(r, "y"), ConfigError, "list at least one feature"),
        (
            lambda s, r: Statistics.of(r.selectExpr("DOUBLE('NaN') AS y", "a"), "y", numeric=["a"]),
            DataError,
            "300 have a label",
        ),
    ],
)  # fmt: skip
def test_refusals(
    statistics: Statistics,
    rows: DataFrame,
    work: Callable[[Statistics, DataFrame], object],
    kind: type[RidgelineError],
    message: str,
) -> None:
    with pytest.raises(kind) as refused:
        work(statistics, rows)
    assert message in str(refused.value)
