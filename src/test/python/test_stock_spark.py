"""The library's jar in a Spark of others: that of pip's pyspark, with the jars that it lacks."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pyspark
import pytest

ROOT = Path(__file__).parents[3]
SPARK_HOME = Path(pyspark.__file__).parent

pytestmark = pytest.mark.skipif("RIDGELINE_LIBRARY" not in os.environ, reason="no library's jar")


def run(program: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    options = f"-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={ROOT}/conf/log4j2.properties"
    command = [str(SPARK_HOME / "bin" / program), "--master", "local[2]", *arguments]
    command[3:3] = ["--conf", "spark.ui.enabled=false", "--driver-java-options", options]
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "SPARK_HOME": str(SPARK_HOME), "SPARK_LOCAL_IP": "127.0.0.1"},
        cwd=ROOT,
        check=False,
    )


def version(library: str) -> str:
    found = re.search(f"<{library}.version>(.*)<", (ROOT / "pom.xml").read_text())
    assert found is not None
    return found[1]


def test_a_sweep_needs_two_packages(tmp_path: Path) -> None:
    packages = f"info.picocli:picocli:{version('picocli')},org.webjars:echarts:{version('echarts')}"
    assert f"--packages {packages}" in (ROOT / "src/docs/cluster.md").read_text()
    swept = run(
        "spark-submit",
        "--packages",
        packages,
        "--class",
        "ridgeline.job.SweepCommand",
        os.environ["RIDGELINE_LIBRARY"],
        "conf/sweep-article.yaml",
        "--set",
        "folds.count=3",
        "--out",
        str(tmp_path / "run"),
    )
    assert swept.returncode == 0, swept.stderr
    assert "article-line: 100 rows, 1 features, 3 folds, engine gram" in swept.stdout
    assert (tmp_path / "run" / "report.html").stat().st_size > 100_000


def test_an_estimator_in_the_shell_needs_none() -> None:
    fitted = run(
        "spark-shell",
        "--jars",
        os.environ["RIDGELINE_LIBRARY"],
        given="""
        import org.apache.spark.ml.feature.VectorAssembler
        import ridgeline.sweep.ElasticNetCV
        val table = spark.range(300).selectExpr("id % 7 AS a", "3 * (id % 7) + sin(id) AS label")
        val assembler = new VectorAssembler().setInputCols(Array("a")).setOutputCol("features")
        val model = new ElasticNetCV().setNumFolds(3).fit(assembler.transform(table))
        println("slope " + math.round(model.regression.coefficients(0) * 10))
        """,
    )
    assert "slope 30" in fitted.stdout, fitted.stderr
