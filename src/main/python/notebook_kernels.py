"""Writes the kernels of jobs/notebook into the Python environment that runs this.

usage: notebook_kernels.py PROJECT MEMORY

PROJECT is the directory of the project, and MEMORY that of a notebook's Spark, such as 2g.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

# Every task has its own thread; additional threads of a native BLAS would only slow them down.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_IMPORT = "import "


def python_kernel(project: Path, memory: str) -> dict[str, object]:
    """The kernel of this environment, with Ridgeline's jar."""
    target = project / "target"
    # For job files; Spark's own distribution has no YAML for Jackson.
    (yaml,) = (target / "spark" / "jars").glob("jackson-dataformat-yaml-*.jar")
    submitted = ["--driver-memory", memory, "--driver-class-path", str(yaml), "pyspark-shell"]
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 with Ridgeline",
        "language": "python",
        "env": {
            **_ONE_THREAD,
            "PYSPARK_SUBMIT_ARGS": shlex.join(submitted),
            "RIDGELINE_JAR": str(target / "ridgeline-job.jar"),
        },
    }


def java_kernel(project: Path, memory: str, start: Path) -> dict[str, object]:
    """The kernel of rapaio in a JVM of Spark, with Ridgeline's classes and a file of imports."""
    target = project / "target"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    spark = f"{target}/spark/jars/*"
    scripts = project / "src" / "main" / "jshell"
    options = subprocess.run(
        [java, "-cp", spark, str(scripts / "JvmOptions.java")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    # Spark's libraries come first: the jar of the kernel has some of them in other versions.
    path = [f"{target}/ridgeline-job.jar", spark, f"{target}/notebook/jars/*"]
    return {
        "argv": [
            java,
            *options,
            f"-Xmx{memory}",
            "-Djava.awt.headless=true",
            f"-Dlog4j2.configurationFile=file:{project}/conf/log4j2.properties",
            "-cp",
            os.pathsep.join(path),
            str(scripts / "JavaKernel.java"),
            "{connection_file}",
        ],
        "display_name": "Java with Ridgeline",
        "language": "java",
        "interrupt_mode": "message",
        "env": {**_ONE_THREAD, "RJK_INIT_SCRIPT": str(start)},
    }


def imports(project: Path) -> str:
    """The imports of jobs/shell, as statements. The kernel takes nothing else at its start."""
    script = (project / "src" / "main" / "jshell" / "ridgeline.jsh").read_text("utf-8")
    lines = [line for line in script.splitlines() if line.startswith(_IMPORT)]
    return "".join(f"{line};\n" for line in [*lines, "import org.knowm.xchart.*"])


def main(project: Path, memory: str) -> None:
    """Writes both kernels, and has this environment find Ridgeline's package."""
    kernels = Path(sys.prefix, "share", "jupyter", "kernels")
    java = kernels / "java"
    java.mkdir(parents=True, exist_ok=True)
    start = java / "imports.jsh"
    start.write_text(imports(project), "utf-8")
    specs = {"python3": python_kernel(project, memory), "java": java_kernel(project, memory, start)}
    for name, spec in specs.items():
        (kernels / name / "kernel.json").write_text(json.dumps(spec, indent=2) + "\n", "utf-8")
    packages = Path(sysconfig.get_path("purelib"))
    (packages / "ridgeline.pth").write_text(f"{project}/src/main/python\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2])
