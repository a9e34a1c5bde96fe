"""What notebooks.py notices, and that the outputs of the kept notebooks are whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import notebooks
import pytest

FOLDER = Path(__file__).parents[3] / "jobs" / "notebooks"


def notebook(prose: str, printed: str, code: str = "fit(0.5)") -> dict[str, Any]:
    return {
        "cells": [
            {"cell_type": "markdown", "source": [prose]},
            {
                "cell_type": "code",
                "source": [code],
                "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": [printed]},
                    {"output_type": "display_data", "data": {"text/html": ["<td>-7.25</td>"]}},
                ],
            },
        ]
    }


@pytest.mark.parametrize(
    "prose",
    [
        "Of 53,917 rows, 12 % are large: a share of 0.12, or 0.1.",
        "The slope is -7.25, so it falls by 7.3.",
        "With a share of 0.5, the error is 1.20e-7.",
        "# 3 pictures\n\nThe L1 penalty is $2 \\lambda$, as in `fit(99)` of [another](https://a.org/4.1).",
        "On 2001-04-07, the R2 was 0.12.",
    ],
)
def test_figures_that_are_right(prose: str) -> None:
    of = notebook(prose, "53917 rows, 0.1203 large, 1.2e-07")
    assert notebooks.unfounded(of, [of]) == []


@pytest.mark.parametrize(
    ("prose", "wrong"),
    [
        ("Of 53,918 rows, 13 % are large.", ["53,918", "13 %"]),
        ("The error is 0.121.", ["0.121"]),
        ("12.03 of them", ["12.03"]),
        ("It fell by 7.24.", ["7.24"]),
    ],
)
def test_figures_that_are_wrong(prose: str, wrong: list[str]) -> None:
    of = notebook(prose, "53917 rows, 0.1203 large")
    assert notebooks.unfounded(of, [of]) == wrong


def test_a_figure_that_only_the_kept_outputs_have() -> None:
    kept = notebook("The error is 0.12.", "0.12")
    fresh = notebook("The error is 0.12.", "0.13")
    assert notebooks.unfounded(kept, [kept]) == []
    assert notebooks.unfounded(kept, [kept, fresh]) == ["0.12"]


def test_warnings_are_noticed() -> None:
    of = notebook("", "")
    assert notebooks.complaints(of) == []
    of["cells"][1]["outputs"].append(
        {"output_type": "stream", "name": "stderr", "text": ["WARN NativeCodeLoader\n"]}
    )
    assert notebooks.complaints(of) == ["WARN NativeCodeLoader"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_kept_outputs(path: Path) -> None:
    """They are those of a whole run, and all that the prose states is in them."""
    kept = json.loads(path.read_text("utf-8"))
    code = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert notebooks.unfounded(kept, [kept]) == []
    assert notebooks.complaints(kept) == []
    assert path.stat().st_size <= notebooks.MAX_BYTES
