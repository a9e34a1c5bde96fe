"""Sweeps from job files and dicts."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pyspark.sql.utils import is_remote

from ridgeline import ConfigError, DataError, ElasticNetCV, SweepResult, _progress, jobs, sweep

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

JOB: dict[str, Any] = {
    "name": "small",
    "data": {"label": "y", "numeric": ["a", "b"]},
    "grid": {"elasticNetParam": [0.5], "regParam": {"count": 5}},
    "folds": {"column": "g", "count": 4},
    "refit": "statistics",
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> DataFrame:
    return spark.range(120).selectExpr(
        "SIN(id * 7) AS a",
        "COS(id * 3) AS b",
        "INT(id % 4) AS g",
        "SIN(id * 7) + SIN(id * id) AS y",
    )


@pytest.fixture(scope="module")
def result(rows: DataFrame) -> SweepResult:
    return sweep(JOB, rows=rows)


def test_the_module_is_a_function_as_well() -> None:
    module: Any = importlib.import_module("ridgeline.sweep")
    named: Any = sweep
    assert named is module
    # As PySpark looks for the class of a Java class.
    found = __import__("ridgeline.sweep", fromlist=["ElasticNetCV"]).ElasticNetCV
    assert found is ElasticNetCV is module.ElasticNetCV
    assert inspect.signature(named) == inspect.signature(jobs.sweep)
    assert named.__call__.__doc__ == jobs.sweep.__doc__


def views_of_sweeps(spark: SparkSession) -> list[str]:
    views = [table.name for table in spark.catalog.listTables()]
    return [name for name in views if re.fullmatch("ridgeline_[0-9a-f]{32}", name)]


def test_an_early_interrupt_leaves_no_view(
    spark: SparkSession, rows: DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = type(rows).createOrReplaceTempView

    def interrupted(table: DataFrame, name: str) -> None:
        create(table, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(type(rows), "createOrReplaceTempView", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep(JOB, rows=rows)
    assert not views_of_sweeps(spark)


def test_a_dict_and_rows(spark: SparkSession, result: SweepResult) -> None:
    assert list(result.coefficients["term"]) == ["(Intercept)", "a", "b"]
    assert result.cv["selected"].sum() == result.cv["min"].sum() == result.cv["oneSe"].sum() == 1
    assert result.summary["rows"]["used"] == 120
    assert str(result).startswith("small: min chose elasticNetParam 0.5, regParam ")
    assert result.out is None
    assert not views_of_sweeps(spark)
    assert len(result.plot_cv().lines) > 0
    assert len(result.plot_path().lines) > 0


def test_the_report_needs_no_network(result: SweepResult) -> None:
    shown = result._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert len(shown) > len(result.report)
    assert shown.count('"') == 12  # None is in the page itself.


def test_files(rows: DataFrame, result: SweepResult, tmp_path: Path) -> None:
    rows.toPandas().to_csv(tmp_path / "rows.csv", index=False)
    table = {**JOB, "data": {**JOB["data"], "path": str(tmp_path / "rows.csv")}}
    block = "\n".join(f"{key}: {json.dumps(value)}" for key, value in table.items())
    (tmp_path / "job.yaml").write_text("﻿" + block, "utf-8")
    (tmp_path / "job.json").write_text(json.dumps(table, indent="\t"))
    for name in ("job.yaml", "job.json"):
        out = tmp_path / f"out-{name}"
        of_file = sweep(tmp_path / name, {"grid.regParam.count": 4, "select.rule": "min"}, out=out)
        assert len(of_file.cv) == 4
        assert of_file.summary["rule"] == "min"
        assert of_file.report == (out / "report.html").read_text()
        assert of_file.out == str(out)
    of_rows = sweep(tmp_path / "job.yaml", rows=rows)
    assert of_rows.coefficients.equals(result.coefficients)


def test_where_a_job_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text("name: small")
    for location in (path, str(path), f"file:{path}", f"file://{path}"):
        assert jobs._text(location) == "name: small\n"
    for location in ("s3a://bucket/job.yaml", "hdfs:/job.yaml"):
        assert jobs._text(location) == location


@pytest.mark.parametrize(
    ("job", "overrides", "kind", "message"),
    [
        (JOB, {"grid.regParam.cuont": 3}, ConfigError, "grid.regParam.cuont: is not a known key"),
        (JOB, {"data.label": "z"}, ConfigError, "data.label: there is no column `z`"),
        (JOB, {"grid.regParam": float("nan")}, ConfigError, "regParam has a value that a job file"),
        (JOB, {"name": object()}, ConfigError, "object is not a type of JSON"),
        (JOB, {"data.label": "IF(g = 1, NULL, y)"}, DataError, "of 120 rows, 30 have a label"),
        (JOB, {"": 4}, ConfigError, "overrides has the key ''; give keys of the job file"),
        (JOB, {"name=x": 4}, ConfigError, "overrides has the key 'name=x'"),
        (JOB, {1: 4}, ConfigError, "overrides has the key 1;"),
        (JOB, "a=b", ConfigError, "overrides must be a dict of keys of the job file, got: 'a=b'"),
        ("name: t\ndata: {labl: y}", {}, ConfigError, "did you mean 'label'?"),
        ("none.yaml", {}, ConfigError, "none.yaml cannot be read: No such file"),
        ({}, {}, ConfigError, "name: is required"),
    ],
)
def test_refusals(
    rows: DataFrame, job: Any, overrides: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as refused:
        sweep(job, overrides, rows=rows)
    assert message in str(refused.value)
    assert "JVM" not in str(refused.value)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal(rows: DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("ridgeline._progress._SHOWN_AFTER_SECONDS", 0)
    monkeypatch.setattr("ridgeline._progress._LOOK_EVERY_SECONDS", 0.02)
    sweep(JOB, rows=rows.repartition(3))
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines[0] == lines[-1] == ""
    form = re.compile(r"sweep: (\[[#-]{20}\] \d+/\d+ tasks, \d+ stages?, )?\d+ s")
    assert all(form.fullmatch(line) for line in lines[1:-1])
    # A server reports every two seconds, if the sweep takes that long.
    assert is_remote() or any("tasks" in line for line in lines[1:-1])


def test_progress_that_a_server_reports() -> None:
    reported = _progress._Reported()
    reported([SimpleNamespace(num_completed_tasks=3, num_tasks=4)] * 2, inflight_tasks=2)
    reported([], inflight_tasks=0)
    assert reported.tasks.line("sweep", 1.4) == (
        "sweep: [###############-----] 6/8 tasks, 2 stages, 1 s"
    )


INTERRUPTED = """
import os
import sys
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession
from ridgeline import ElasticNetCV, Statistics, _progress, jar, sweep

builder = SparkSession.builder
if len(sys.argv) > 2:
    builder = builder.remote(sys.argv[2])
else:
    builder = builder.master("local[2]").config("spark.jars", jar())
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
spark = builder.getOrCreate()


class Pipe:
    \"\"\"Says when Spark runs tasks.\"\"\"

    said = False

    def show(self, line):
        if "tasks" in line and not self.said:
            self.said = True
            print("running", flush=True)

    def clear(self):
        pass


_progress._display = lambda spark: Pipe()
endless = spark.range(0, 1 << 50, 1, 2).selectExpr("SIN(id) AS x", "COS(id) AS y")
job = {"name": "endless", "data": {"label": "y", "numeric": ["x"]}}
vectors = VectorAssembler(inputCols=["x"], outputCol="features").transform(endless)
for call in (
    lambda: sweep(job, rows=endless, out=sys.argv[1]),
    lambda: ElasticNetCV(labelCol="y").fit(vectors),
    lambda: Statistics.of(endless, label="y", numeric=["x"]),
):
    try:
        call()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
print(spark.range(5).count(), [v.name for v in spark.catalog.listTables()], flush=True)
spark.stop()
"""


def test_an_interrupt_cancels_the_jobs(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "cell.py").write_text(INTERRUPTED)
    out = tmp_path / "out"
    token = "SPARK_CONNECT_AUTHENTICATE_TOKEN"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("SPARK_") or k == token},
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    client: Any = getattr(spark, "client", None) if is_remote() else None
    # Over Spark Connect, it is another client of the same server.
    server = [f"sc://{client._builder.endpoint}"] if is_remote() else []
    log = tmp_path / "log"
    with log.open("w") as errors, subprocess.Popen(
        [sys.executable, str(tmp_path / "cell.py"), str(out), *server],
        env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
    ) as cell:  # fmt: skip
        end = threading.Timer(120, cell.kill)
        end.start()
        try:
            assert cell.stdout is not None
            lines = []
            for line in cell.stdout:
                lines.append(line.strip())
                if lines[-1] == "running":
                    cell.send_signal(signal.SIGINT)
            assert lines == ["running", "interrupted"] * 3 + ["5 []"], log.read_text()
        finally:
            end.cancel()
            cell.kill()
    assert [path.name for path in out.iterdir()] == ["status.json"]
    assert json.loads((out / "status.json").read_text())["message"].startswith("interrupted by ")
