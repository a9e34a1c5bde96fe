"""The examples of the documentation, one after another as in a notebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ridgeline

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[3]


def test_the_examples_of_the_page_on_python(
    spark: SparkSession,
    is_connect: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if is_connect:
        pytest.skip("once is enough")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(ridgeline, "session", lambda **_: spark)
    page = (ROOT / "src/docs/python.md").read_text()
    shown: dict[str, Any] = {}
    for example in re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        exec(example, shown)
    assert "numFeatures=23" in capsys.readouterr().out
    assert len(shown["tuned"].cv) == 9
