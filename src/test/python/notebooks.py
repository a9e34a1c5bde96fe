"""Executes notebooks, and compares the figures of their prose with their outputs.

usage: notebooks.py [--keep] NOTEBOOK ...

Each notebook is executed in its directory, without changing its file. It fails if a cell does, or
prints to standard error, or if a figure of the prose is in neither the code nor the outputs, both
those in the file and the new ones. --keep writes the new outputs into the file instead of comparing
the prose with those that were there.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import time
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000
MAX_ERROR = 4_000
CELL_SECONDS = 600
# A JVM that compiles its imports, beside other processes.
STARTUP_SECONDS = 300

_NUMBER = re.compile(r"(?<![\w.])[-+\u2212]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:[eE][-+]?\d+)?")
_FIGURE = re.compile(_NUMBER.pattern + r"(?:\s?%)?")
# In prose: formulas, code, links, words such as L1 or R2, and the numbers of headings and lists.
_NOT_FIGURES = [
    re.compile(r"```.*?```", re.DOTALL),
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"\$[^$]*\$"),
    re.compile(r"`[^`]*`"),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"^\s*\d+\.\s", re.MULTILINE),
    re.compile(r"^#+ .*$", re.MULTILINE),
    re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
]
_TAGS = re.compile(r"<[^>]*>")


def text(joined: str | list[str]) -> str:
    return joined if isinstance(joined, str) else "".join(joined)


def figures(prose: str) -> list[str]:
    """The figures that prose states, as they are written."""
    for pattern in _NOT_FIGURES:
        prose = pattern.sub(" ", prose)
    return [match.group().strip() for match in _FIGURE.finditer(prose)]


def numbers(source: str) -> set[Decimal]:
    """The numbers in code or in an output."""
    found = {number(written) for written in _NUMBER.findall(source)}
    # 1,2,3 may be three numbers rather than one.
    found |= {number(part) for written in _NUMBER.findall(source) for part in written.split(",")}
    return {value for value in found if value is not None}


def number(written: str) -> Decimal | None:
    try:
        return Decimal(written.replace(",", "").replace("\u2212", "-"))
    except InvalidOperation:
        return None


def is_stated(figure: str, known: set[Decimal]) -> bool:
    """Whether a figure is one of the numbers, rounded to its digits, as it is or in per cent."""
    stated = number(figure.rstrip("% "))
    if stated is None:
        return False
    scales = (1, 100) if figure.endswith("%") else (1,)
    exponent = stated.as_tuple().exponent
    assert isinstance(exponent, int)  # A figure is finite.
    tolerance = Decimal(1).scaleb(exponent) / 2
    return any(
        abs(abs(value * scale) - abs(stated)) <= tolerance for value in known for scale in scales
    )


def outputs(cell: dict[str, Any]) -> str:
    """What a cell has shown as text."""
    shown = []
    for output in cell.get("outputs", []):
        if "text" in output:
            shown.append(text(output["text"]))
        data = output.get("data", {})
        shown.append(text(data.get("text/plain", "")))
        shown.append(html.unescape(_TAGS.sub(" ", text(data.get("text/html", "")))))
    return "\n".join(shown)


def unfounded(notebook: dict[str, Any], known_of: list[dict[str, Any]]) -> list[str]:
    """The figures of the prose that the code has not, nor the outputs of each of the notebooks."""
    cells = notebook["cells"]
    code = set().union(*(numbers(text(c["source"])) for c in cells if c["cell_type"] == "code"))
    known = [
        code.union(*(numbers(outputs(c)) for c in other["cells"] if c["cell_type"] == "code"))
        for other in known_of
    ]
    return [
        figure
        for cell in cells
        if cell["cell_type"] == "markdown"
        for figure in figures(text(cell["source"]))
        if not all(is_stated(figure, values) for values in known)
    ]


def is_empty(output: dict[str, Any]) -> bool:
    """Whether it is progress that was cleared when it was over."""
    data = output.get("data", {})
    return list(data) == ["text/plain"] and text(data["text/plain"]) == ""


def complaints(notebook: dict[str, Any]) -> list[str]:
    """What cells have printed to standard error."""
    return [
        text(output["text"]).strip()
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]


def execute(path: Path) -> dict[str, Any]:
    """A notebook with new outputs."""
    nbformat: Any = import_module("nbformat")
    notebook = nbformat.read(path, as_version=4)
    client = import_module("nbclient").NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        startup_timeout=STARTUP_SECONDS,
        kernel_name=notebook.metadata.kernelspec.name,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()
    fresh: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return fresh


def problems(path: Path, keep: bool) -> list[str]:
    """Executes a notebook, and lists what is wrong with it."""
    kept = json.loads(path.read_text("utf-8"))
    began = time.monotonic()
    try:
        fresh = execute(path)
    except import_module("nbclient.exceptions").CellExecutionError as error:
        return [str(error)[:MAX_ERROR]]
    print(f"{path.name}: {time.monotonic() - began:.0f} s", flush=True)
    if keep:
        for cell in fresh["cells"]:
            cell["metadata"] = {}
            if cell["cell_type"] == "code":
                cell["outputs"] = [output for output in cell["outputs"] if not is_empty(output)]
        fresh["metadata"] = kept["metadata"]
        path.write_text(json.dumps(fresh, indent=1, ensure_ascii=False) + "\n", "utf-8")
        kept = fresh
    found = [f"standard error has: {complaint}" for complaint in complaints(fresh)]
    found += [f"the prose states {f}, which no output has" for f in unfounded(fresh, [kept, fresh])]
    if path.stat().st_size > MAX_BYTES:
        found.append(f"{path.stat().st_size:,} bytes; it may have {MAX_BYTES:,}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("notebooks", type=Path, nargs="+", metavar="NOTEBOOK")
    given = parser.parse_args()
    found = [
        f"{path.name}: {problem}"
        for path in given.notebooks
        for problem in problems(path, given.keep)
    ]
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
