"""One session for all tests: a classic one, or a client of Spark Connect.

What a test or Spark prints makes the test fail, as a notebook would show it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import matplotlib
import pytest

import ridgeline

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pyspark.sql import SparkSession

matplotlib.use("agg")


@pytest.fixture(scope="session")
def is_connect() -> bool:
    return os.environ["RIDGELINE_MODE"] == "connect"


@pytest.fixture(scope="session")
def spark(is_connect: bool) -> Iterator[SparkSession]:
    settings: dict[str, Any] = {
        "spark__sql__shuffle__partitions": 2,
        # A JVM that lives for a minute gains nothing from the optimising compiler.
        "spark__driver__extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    if is_connect:
        # A model that is not used at once is written to a local folder, and read from there.
        cache = "spark__connect__session__connectML__mlCache__memoryControl__"
        settings |= {cache + "enabled": True, cache + "maxInMemorySize": 1024}
    place = {"remote" if is_connect else "master": "local[2]"}
    session = ridgeline.session(**place, **settings)
    assert ("connect" in type(session).__module__) == is_connect
    yield session
    session.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    printed = report.capstdout + report.capstderr
    if report.passed and printed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} printed: {printed}"
    return report
