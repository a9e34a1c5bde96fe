"""Loads the folder of a model with MLflow, and compares its predictions with those of jobs/predict.

usage: load_model.py MODEL SCORED

MODEL is the folder, and SCORED what `jobs/predict MODEL ... --out SCORED` wrote. The packages are
in requirements.txt.
"""

import math
import os
import sys

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["PYSPARK_PYTHON"] = sys.executable

import mlflow.pyfunc
import mlflow.spark
from pyspark.ml import PipelineModel
from pyspark.ml.linalg import Vector
from pyspark.sql import SparkSession

ROWS = 1000

# Both sum the same products, but not in the same order.
ROUNDING = 1e-9


def require_equal(what, found, expected):
    worst = max(abs(a - b) / max(1.0, abs(b)) for a, b in zip(found, expected, strict=True))
    if not worst <= ROUNDING:
        sys.exit(f"{what} differs from jobs/predict by {worst}, relative")
    print(f"{what}: {len(found)} predictions are those of jobs/predict, to {worst:.1e}")


def main(model, scored):
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    # toPandas collects once: a limit may take other rows each time.
    table = spark.read.parquet(f"{scored}/predictions").limit(ROWS).toPandas()
    added = [name for name in table.columns if name.startswith("prediction")]
    expected = list(table["prediction"])
    rows = table.drop(columns=added)

    pipeline = mlflow.spark.load_model(model)
    if not isinstance(pipeline, PipelineModel):
        sys.exit(f"mlflow.spark.load_model gave a {type(pipeline)}")
    transformed = pipeline.transform(spark.createDataFrame(rows).coalesce(1)).toPandas()
    if set(transformed.columns) != set(table.columns):
        sys.exit(f"mlflow.spark.load_model adds {list(transformed.columns)}")
    for name in added:
        require_equal(
            f"mlflow.spark.load_model, {name}", list(transformed[name]), list(table[name])
        )

    function = mlflow.pyfunc.load_model(model)
    inputs = function.metadata.signature.inputs.input_names()
    outputs = function.metadata.signature.outputs.input_names()
    if not set(inputs) <= set(rows.columns) or outputs != ["prediction"]:
        sys.exit(f"the signature is {function.metadata.signature}")
    given = rows[inputs]
    for name in inputs:
        if isinstance(given[name].iloc[0], Vector):
            given = given.assign(**{name: given[name].map(lambda vector: vector.toArray())})
    require_equal("mlflow.pyfunc.load_model", function.predict(given), expected)

    example = function.input_example
    if example is None:
        print("there is no input example")
    else:
        predicted = function.predict(example)
        if not all(math.isfinite(value) for value in predicted):
            sys.exit(f"the input example is predicted as {predicted}")
        print(f"the input example is predicted as {predicted[0]:.6g}")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
