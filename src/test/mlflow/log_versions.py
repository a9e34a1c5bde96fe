"""Starts an MLflow server, logs versions to it, and compares what it has with the store.

usage: log_versions.py JOBFILE STORE DIRECTORY DONE NEW

The store has a version of the date DONE, but none of NEW. DIRECTORY is new, for what the server
writes. The packages are in requirements.txt.
"""

import contextlib
import csv
import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["PYSPARK_PYTHON"] = sys.executable

from mlflow import MlflowClient

MODEL = "flights"
ALIASES = {"champion", "challenger", "previous"}
REFUSED = 4


def require(condition, what):
    if not condition:
        sys.exit(f"MLflow: {what}")


def free_port():
    with contextlib.closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@contextlib.contextmanager
def server(directory):
    """An MLflow server on this machine, with its files in a directory; yields its address."""
    directory.mkdir()
    uri = f"http://127.0.0.1:{free_port()}"
    command = [
        *(
            sys.executable,
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            uri.split(":")[-1],
        ),
        *("--backend-store-uri", f"sqlite:///{directory}/mlflow.db"),
        *("--artifacts-destination", str(directory / "artifacts"), "--workers", "1"),
    ]
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (directory / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=environment, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 120
            while not answers(uri):
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("MLflow does not start: " + (directory / "log").read_text())
                time.sleep(0.2)
            yield uri
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def answers(uri):
    try:
        with urllib.request.urlopen(f"{uri}/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def run(*command, codes=(0,)):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def retrain(job, date, uri):
    out = run(
        *("jobs/retrain", job, "--date", date, "--set", f"mlflow.uri={uri}"),
        codes=(0, REFUSED),
    )
    require(f"logged to      {uri}/#/models/{MODEL}/versions/" in out, f"no address printed: {out}")


def records(store):
    """The records of the registry, and where its aliases are."""
    versions = numbered(store, "versions")
    moves = numbered(store, "aliases")
    return versions, moves[max(moves)]["aliases"]


def numbered(store, directory):
    """The content of files such as v3.json by their numbers."""
    files = Path(store, "models", MODEL, directory).glob("v*.json")
    return {int(path.stem[1:]): json.loads(path.read_text()) for path in files}


def logged(client):
    """The version in MLflow of each of our versions."""
    found = client.search_model_versions(f"name='{MODEL}'")
    return {int(version.tags["ridgeline.version"]): version for version in found}


def check(client, store):
    """Compares the server with the registry; returns what it has, to compare it later."""
    versions, aliases = records(store)
    there = logged(client)
    for number in set(aliases.values()) | {max(versions)}:
        require(number in there, f"version {number} is not there, only {sorted(there)}")
    model = client.get_registered_model(MODEL)
    expected = {alias: there[number].version for alias, number in aliases.items()}
    require(
        {alias: str(number) for alias, number in model.aliases.items()} == expected,
        f"the aliases are {model.aliases}, not {expected}",
    )
    experiment = client.get_experiment_by_name(MODEL)
    runs = client.search_runs([experiment.experiment_id])
    require(len(runs) == len(there), f"{len(runs)} runs have {len(there)} versions")
    for number, version in there.items():
        check_run(
            client,
            client.get_run(version.run_id),
            Path(store, "models", MODEL, versions[number]["directory"]),
        )
    return sorted((number, version.version, version.run_id) for number, version in there.items())


def check_run(client, run, directory):
    gate = json.loads((directory / "gate.json").read_text())
    sweep = json.loads((directory / "sweep.json").read_text())
    retraining = json.loads((directory / "retrain.json").read_text())
    require(run.info.status == "FINISHED", f"{run.info.run_name} is {run.info.status}")
    require(
        run.info.run_name == f"{MODEL} {gate['date']}", f"{run.info.run_name} is of {gate['date']}"
    )
    require(
        run.data.tags["ridgeline.directory"] == directory.name, f"{run.data.tags} for {directory}"
    )
    require(run.data.tags["mlflow.note.content"] == gate["sentence"], f"{run.data.tags} for {gate}")
    metrics = {
        "newest/rmse": gate["candidate"]["error"],
        "newest/r2": gate["candidate"]["r2"],
        "newest/largest_drift": max(drift["psi"] for drift in gate["drift"]),
        "cv/rmse": sweep["selected"]["rmse"],
        "training/rows": retraining["window"]["rows"],
        "seconds/total": math.fsum(retraining["seconds"].values()),
    }
    if gate["champion"]:
        metrics["newest/champion_rmse"] = gate["champion"]["scores"]["error"]
        metrics["newest/improvement_lower"] = gate["improvement"]["lower"]
    for name, value in metrics.items():
        require(
            math.isclose(run.data.metrics[name], value, rel_tol=1e-12),
            f"{name} is {run.data.metrics}",
        )
    for name in ("elasticNetParam", "regParam"):
        require(
            math.isclose(float(run.data.params[name]), sweep["selected"][name], rel_tol=1e-12),
            f"{name} is {run.data.params}",
        )
    require(run.data.params["window.last"] == "60 days", f"window.last is {run.data.params}")
    sizes = {
        str(path.relative_to(directory)): path.stat().st_size
        for path in directory.rglob("*")
        if path.is_file() and path.name != "status.json" and not path.name.startswith(".")
    }
    found = artifacts(client, run.info.run_id, None)
    require(found == sizes, f"{run.info.run_name} has the files {found}, not {sizes}")


def artifacts(client, run, directory):
    """The files of a run with their sizes."""
    found = {}
    for entry in client.list_artifacts(run, directory):
        found.update(
            artifacts(client, run, entry.path)
            if entry.is_dir
            else {entry.path: entry.file_size or 0}
        )
    return found


def check_model(uri, store):
    """The champion, loaded from the server, predicts what its coefficients give."""
    import mlflow
    import pandas
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    mlflow.set_tracking_uri(uri)
    function = mlflow.pyfunc.load_model(f"models:/{MODEL}@champion")
    versions, aliases = records(store)
    directory = Path(store, "models", MODEL, versions[aliases["champion"]]["directory"])
    with (directory / "coefficients.csv").open(encoding="utf-8", newline="") as table:
        slopes = {row["term"]: float(row["coefficient"]) for row in csv.DictReader(table)}
    one = function.input_example
    rows = pandas.concat([one, one], ignore_index=True)
    rows.loc[1, "distance"] += 100
    before, after = function.predict(rows)
    require(
        math.isclose(after - before, 100 * slopes["distance"], rel_tol=1e-6),
        f"100 miles change the prediction by {after - before}, not {100 * slopes['distance']}",
    )
    print(f"models:/{MODEL}@champion predicts {before:.6g}, and {after:.6g} after 100 more miles")
    spark.stop()


def main(job, store, directory, done, new):
    directory = Path(directory)
    with server(directory) as uri:
        client = MlflowClient(uri)
        run("jobs/models", "log", store, MODEL, "--uri", uri)
        first = check(client, store)
        retrain(job, done, uri)
        require(check(client, store) == first, f"a date that was logged has added to {first}")
        retrain(job, new, uri)
        second = check(client, store)
        require(set(first) < set(second), f"{second} does not have {first}")
        print(f"{len(second)} versions are logged, with their files, and none of them twice")

        _, aliases = records(store)
        other = next(number for number, _, _ in second if number != aliases["champion"])
        decision = ("--by", "ci", "--why", "a test")
        run("jobs/models", "promote", store, f"{MODEL}:{other}", *decision)
        run("jobs/models", "log", store, MODEL, "--uri", uri)
        check(client, store)
        run("jobs/models", "rollback", store, MODEL, *decision)
        run("jobs/models", "log", store, MODEL, "--uri", uri)
        require(check(client, store) == second, "a move of aliases has added versions")
        print("the aliases follow a promotion and a rollback")
        check_model(uri, store)
    out = run("jobs/models", "log", store, MODEL, "--uri", uri, codes=(1,))
    require(f"{uri} cannot be reached" in out, f"without a server: {out}")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
