"""One Spark session for all tests: a classic one, or a client of Spark Connect."""

from __future__ import annotations

import os
from collections.abc import Iterator

import matplotlib
import pytest
from pyspark.sql import SparkSession

matplotlib.use("agg")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    builder = SparkSession.builder.config("spark.jars", os.environ["RIDGELINE_JAR"])
    for key, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(key, value)
    remote = os.environ["RIDGELINE_MODE"] == "connect"
    if remote:
        # A model that is not used at once is written to a local folder, and read from there.
        prefix = "spark.connect.session.connectML.mlCache.memoryControl."
        builder = builder.config(prefix + "enabled", "true")
        builder = builder.config(prefix + "maxInMemorySize", "1024")
    session = (builder.remote("local[2]") if remote else builder.master("local[2]")).getOrCreate()
    assert ("connect" in type(session).__module__) == remote
    yield session
    session.stop()
