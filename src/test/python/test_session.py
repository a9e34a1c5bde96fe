"""How a session is opened, what it prints, and what is said if it cannot be opened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

import ridgeline
from ridgeline import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark sets these in the process of a client.
OF_CONNECT = ("SPARK_CONNECT_MODE_ENABLED", "SPARK_LOCAL_REMOTE", "SPARK_REMOTE")


def run(script: str, *arguments: str, may_warn: bool = False, **environment: str) -> str:
    """Runs a script in a process of its own, and returns what it printed to standard output."""
    inherited = {name: value for name, value in os.environ.items() if name not in OF_CONNECT}
    process = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=inherited | environment,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert may_warn or process.stderr == ""
    return process.stdout


def test_the_open_session_is_returned(spark: SparkSession, is_connect: bool) -> None:
    assert ridgeline.session() is spark
    again = {"remote": "local[2]"} if is_connect else {"master": "local[2]"}
    assert ridgeline.session(**again, spark__sql__shuffle__partitions=2) is spark
    ridgeline.session(spark__sql__ansi__enabled=False)
    assert spark.conf.get("spark.sql.ansi.enabled") == "false"
    ridgeline.session(spark__sql__ansi__enabled=True)


@pytest.mark.usefixtures("spark")
def test_what_an_open_session_cannot_become(is_connect: bool) -> None:
    with pytest.raises(ConfigError) as refused:
        ridgeline.session(master="local[3]")
    assert str(refused.value) == (
        "spark.master is local[2] in the session that is open, and cannot become local[3]; "
        "restart Python for it"
    )
    with pytest.raises(ConfigError, match=r"spark\.driver\.memory is not set in the session"):
        ridgeline.session(spark__driver__memory="3g")
    message = "the server localhost:.* is open" if is_connect else "without Spark Connect is open"
    with pytest.raises(ConfigError, match=message):
        ridgeline.session(remote="sc://there")


def test_a_session_of_this_machine_is_closed_to_others(spark: SparkSession) -> None:
    assert spark.conf.get("spark.driver.host") == "127.0.0.1"
    assert spark.conf.get("spark.driver.bindAddress") == "127.0.0.1"
    assert spark.conf.get("spark.ui.enabled") == "false"
    assert spark.conf.get("spark.authenticate") == "true"


def test_messages_below_warnings_are_not_made(spark: SparkSession) -> None:
    assert spark.conf.get("spark.log.level") == "WARN"


@pytest.mark.usefixtures("spark")
def test_what_spark_prints_is_in_a_file() -> None:
    path = ridgeline.log_path()
    assert path is not None
    assert 'Setting default log level to "WARN"' in Path(path).read_text()


@pytest.mark.parametrize("expression", ["missing", "1 +"])
def test_an_exception_of_spark_is_not_printed(spark: SparkSession, expression: str) -> None:
    """What a test prints makes it fail."""
    with pytest.raises(AnalysisException):
        spark.range(1).select(F.expr(expression)).collect()


def test_master_and_remote() -> None:
    with pytest.raises(ConfigError) as refused:
        ridgeline.session(master="local[2]", remote="sc://there")
    assert str(refused.value) == "master and remote are given; give one of them"


SETTINGS = """
import os
import sys
import ridgeline
from pyspark import SparkContext
try:
    ridgeline.session(master="local[1]")
except ridgeline.ConfigError as error:
    print(error)
del os.environ["SPARK_REMOTE"]
settings = {
    "spark__master": "local[1]",
    "spark__jars": sys.argv[1],
    "spark__driver__extraJavaOptions": "-XX:TieredStopAtLevel=1",
}
for _ in range(2):
    spark = ridgeline.session(**settings)
print(spark.conf.get("spark.jars") == f"{ridgeline.jar()},{sys.argv[1]}", spark.range(3).count())
ridgeline.ElasticNetCV()
spark.stop()
try:
    ridgeline.session(spark__driver__memory="3g")
except ridgeline.ConfigError as error:
    print(error)
ridgeline.session(**settings)
SparkContext._gateway.proc.kill()
SparkContext._gateway.proc.wait()
try:
    ridgeline.Statistics.open("none")
except ridgeline.RidgelineError as error:
    print(error)
"""


def test_what_settings_and_the_environment_say(is_connect: bool, tmp_path: Path) -> None:
    if is_connect:
        pytest.skip("it is the same in both modes")
    other = tmp_path / "other.jar"
    zipfile.ZipFile(other, "w").close()
    assert run(SETTINGS, str(other), SPARK_REMOTE="sc://there").splitlines() == [
        "a master is given, and the environment variable SPARK_REMOTE names a server; leave out "
        "one of them",
        "True 3",
        "spark.driver.memory is not set in the JVM of this process, and cannot become 3g; restart "
        "Python for it",
        "the JVM of Spark has ended; restart Python",
    ]


STOPPED = """
import sys
import ridgeline
from pyspark.ml.feature import VectorAssembler
place, path = sys.argv[1:]
def refuse(*calls):
    for call in calls:
        try:
            print(call())
        except ridgeline.ConfigError as error:
            print(error)
loads = (
    lambda: ridgeline.Statistics.open(path),
    lambda: ridgeline.ElasticNetCVModel.load(path),
    lambda: ridgeline.ElasticNetCV.load(path),
)
def open_session():
    return ridgeline.session(
        **{place: "local[1]"}, spark__driver__extraJavaOptions="-XX:TieredStopAtLevel=1"
    )
refuse(*loads)
spark = open_session()
rows = spark.range(30).selectExpr("double(id) AS x", "double(id % 7) AS label")
vectors = VectorAssembler(inputCols=["x"], outputCol="features").transform(rows)
estimator = ridgeline.ElasticNetCV(numFolds=2, elasticNetParams=[1.0])
model = estimator.fit(vectors)
statistics = ridgeline.Statistics.of(rows, "label", numeric=["x"])
spark.stop()
calls = (
    lambda: estimator.fit(vectors),
    lambda: ridgeline.sweep({"name": "a"}, rows=rows),
)
refuse(
    *loads,
    *calls,
    lambda: model.save(path),
    lambda: estimator.save(path),
    lambda: statistics.save(path),
    lambda: model.cv,
    lambda: statistics.fit(),
    lambda: statistics.columns,
    lambda: statistics.without("x"),
)
refuse(lambda: repr(model), lambda: repr(statistics), model._repr_html_)
open_session()
refuse(*calls, lambda: repr(model), lambda: repr(statistics))
if place == "remote":
    refuse(lambda: type(model._repr_html_()))
else:
    print(model._repr_html_()[:7])
"""


def test_a_session_that_has_ended(is_connect: bool, tmp_path: Path) -> None:
    place = "remote" if is_connect else "master"
    # With SPARK_TESTING, the server of a process has a port of its own.
    printed = run(STOPPED, place, str(tmp_path / "new"), may_warn=True, SPARK_TESTING="1")
    no_session = "there is no Spark session; open one with ridgeline.session()"
    ended = "the Spark session of the rows has ended; read them in the open one"
    gone = [
        rf"{name}: uid=\w+, not of the open Spark session"
        for name in ("ElasticNetCVModel", "Statistics")
    ]
    # The JVM of a classic session stays, and its models with it.
    again = gone if is_connect else ["ElasticNetCVModel: uid=.*, rmse=.*", "Statistics: uid=.*"]
    html = "<class 'NoneType'>" if is_connect else "<iframe"
    expected = [no_session] * 15 + [*gone, "None"] + [ended] * 2 + [*again, html]
    lines = printed.splitlines()
    assert len(lines) == len(expected)
    for line, pattern in zip(lines, expected, strict=True):
        assert line == pattern or re.fullmatch(pattern, line), (line, pattern)


GONE = """
import ridgeline
from pyspark import SparkContext
from pyspark.ml.feature import VectorAssembler
spark = ridgeline.session(spark__driver__extraJavaOptions="-XX:TieredStopAtLevel=1")
rows = spark.range(30).selectExpr("double(id) AS x", "double(id % 7) AS label")
rows = VectorAssembler(inputCols=["x"], outputCol="features").transform(rows)
model = ridgeline.ElasticNetCV(numFolds=2, elasticNetParams=[1.0]).fit(rows)
print(type(spark).__module__)
SparkContext._gateway.proc.kill()
SparkContext._gateway.proc.wait()
"""


def test_a_process_ends_though_its_server_is_gone(is_connect: bool) -> None:
    if is_connect:
        pytest.skip("the port is in use")
    # With SPARK_TESTING, the server of a process has a port of its own.
    printed = run(GONE, may_warn=True, SPARK_REMOTE="local[1]", SPARK_TESTING="1")
    assert printed.splitlines() == ["pyspark.sql.connect.session"]


def test_no_jar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIDGELINE_JAR", "/no/such.jar")
    with pytest.raises(ConfigError) as refused:
        ridgeline.jar()
    assert str(refused.value) == (
        "there is no /no/such.jar; install the wheel, or set RIDGELINE_JAR to a jar"
    )


def test_java_that_does_not_suit(tmp_path: Path) -> None:
    java = tmp_path / "old" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2; exit 1\n")
    java.chmod(0o755)
    printed = run(
        """if True:
        import os, shutil, sys
        import ridgeline
        def refuse():
            try:
                ridgeline.session()
            except ridgeline.ConfigError as error:
                print(error)
        os.environ["JAVA_HOME"] = sys.argv[1] + "/old"
        refuse()
        os.environ["JAVA_HOME"] = sys.argv[1]
        refuse()
        del os.environ["JAVA_HOME"]
        os.environ["PATH"] = sys.argv[1] + "/path"
        os.mkdir(os.environ["PATH"])
        for name in ("bash", "dirname"):
            os.symlink(shutil.which(name, path="/usr/bin:/bin"), sys.argv[1] + "/path/" + name)
        refuse()
        """,
        str(tmp_path),
    )
    assert printed.splitlines() == [
        f"{java} is Java 11, too old for Spark; set JAVA_HOME to Java 17 or 21",
        f"JAVA_HOME is {tmp_path}, which has no bin/java; set it to Java 17 or 21",
        "there is no Java; install Java 17 or 21, or set JAVA_HOME to one",
    ]


def test_a_session_without_the_jar(is_connect: bool) -> None:
    if is_connect:
        pytest.skip("it is the same in both modes")
    printed = run(
        """if True:
        import ridgeline
        from pyspark.sql import SparkSession
        def refuse(refused):
            try:
                refused()
            except ridgeline.ConfigError as error:
                print(error)
        refuse(ridgeline.ElasticNetCV)
        builder = SparkSession.builder.config("spark.ui.enabled", "false")
        opened = builder.getOrCreate()
        refuse(ridgeline.session)
        refuse(ridgeline.ElasticNetCV)
        opened.stop()
        refuse(ridgeline.session)
        print(ridgeline.log_path())
        """,
        may_warn=True,
        MASTER="local[2]",
        SPARK_LOCAL_IP="127.0.0.1",
    )
    no_jar = (
        "Spark was started in this process without Ridgeline's jar; restart Python and call "
        "ridgeline.session() first, or set spark.jars to what ridgeline.jar() returns"
    )
    no_session = "there is no Spark session; open one with ridgeline.session()"
    assert printed.splitlines() == [no_session, no_jar, no_jar, no_jar, "None"]


def test_a_process_ends_with_a_model(spark: SparkSession, is_connect: bool) -> None:
    if not is_connect:
        pytest.skip("a classic session has no other clients")
    server = f"sc://{spark.client._builder.endpoint}"  # type: ignore[operator]
    printed = run(
        """if True:
        import sys
        import ridgeline
        from pyspark.ml.feature import VectorAssembler
        spark = ridgeline.session(remote=sys.argv[1])
        rows = spark.range(30).selectExpr("double(id) AS x", "double(id % 7) AS label")
        rows = VectorAssembler(inputCols=["x"], outputCol="features").transform(rows)
        model = ridgeline.ElasticNetCV(numFolds=2, elasticNetParams=[1.0]).fit(rows)
        print(len(model.coefficients))
        """,
        server,
    )
    assert printed.splitlines() == ["2"]
