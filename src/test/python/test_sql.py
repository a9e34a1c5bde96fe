"""The procedures of Spark SQL, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.ml.feature import VectorAssembler

from ridgeline import ConfigError, DataError, ElasticNetCV
from ridgeline.errors import one_sentence

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

GRID = {
    "grid.elasticNetParam": "[0.5, 1]",
    "grid.regParam.count": "5",
    "folds.column": "g",
    "folds.count": "4",
    "refit": "statistics",
}


@pytest.fixture(scope="module")
def sql(spark: SparkSession) -> SparkSession:
    spark.conf.set("spark.sql.catalog.ridgeline", "ridgeline.sql.ProcedureCatalog")
    rows = spark.range(120).selectExpr(
        "SIN(id * 7) AS a",
        "COS(id * 3) AS b",
        "INT(id % 4) AS g",
        "SIN(id * 7) + SIN(id * id) AS y",
    )
    rows.createOrReplaceTempView("ridgeline_of_sql")
    return spark


def options(keys: dict[str, str]) -> str:
    return "map({})".format(", ".join(f"'{key}', '{value}'" for key, value in keys.items()))


def test_a_sweep_is_that_of_the_estimator(sql: SparkSession) -> None:
    vectors = VectorAssembler(inputCols=["a", "b"], outputCol="features").transform(
        sql.table("ridgeline_of_sql")
    )
    model = ElasticNetCV(
        labelCol="y", foldCol="g", numFolds=4, elasticNetParams=[0.5, 1], numRegParams=5,
        refit="statistics",
    ).fit(vectors)  # fmt: skip
    call = (
        "CALL ridgeline.sweep(:table, label => :label, numeric => array('a', :b),"
        f" options => {options(GRID)}, result => :result)"
    )
    given = {"table": "ridgeline_of_sql", "label": "y", "b": "b"}
    for table in ("cv", "path", "coefficients"):
        rows = sql.sql(call, args={**given, "result": table})
        assert rows.toPandas().equals(model.table(table).toPandas())
    assert sql.sql(call, args={**given, "result": "summary"}).collect()[0]["folds"] == 4


def test_a_sweep_that_is_kept(sql: SparkSession, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    files = sql.sql(
        f"CALL ridgeline.sweep('ridgeline_of_sql', 'y', out => '{out}', result => 'files',"
        f" options => {options(GRID)})"
    ).collect()
    assert {file["name"]: file["content"] for file in files} == {
        name: (out / name).read_text()
        for name in (
            "cv.csv",
            "path.csv",
            "coefficients.csv",
            "sweep.json",
            "report.html",
            "job.yaml",
        )
    }
    scored = sql.sql(
        f"CALL ridgeline.predict('{out}', 'ridgeline_of_sql', '{tmp_path}/scored',"
        " partition_by => array('g'))"
    ).collect()[0]
    assert scored["rows"] == 120
    assert sql.read.parquet(scored["predictions"]).where("g = 1").count() == 30


def test_refusals(sql: SparkSession) -> None:
    of_view = "CALL ridgeline.sweep('ridgeline_of_sql', 'y', options => map('select.ruel', '1'))"
    with pytest.raises(ConfigError) as misspelt, one_sentence():
        sql.sql(of_view)
    assert str(misspelt.value) == "select.ruel: is not a known key; did you mean 'rule'?"
    with pytest.raises(DataError, match="table nowhere cannot be read: The table"), one_sentence():
        sql.sql("CALL ridgeline.sweep('nowhere', 'y')")


def test_descriptions(sql: SparkSession) -> None:
    listed = sql.sql("SHOW PROCEDURES IN ridgeline").collect()
    assert [row["procedure_name"] for row in listed] == ["models", "predict", "retrain", "sweep"]
    described = sql.sql("DESCRIBE PROCEDURE ridgeline.models").collect()
    assert "\n  store => The directory" in described[1][0]
