"""Retrains a model for each day, in order, and catches up with the days since START, up to END.

Needs Airflow 3, a clone of the project in RIDGELINE_HOME on the workers (run jobs/build there once
and after each update), and the job file. Add --master to the command for a cluster.

A refused candidate ends as `skipped`: the champion stays, and nobody is alerted. All else that is
not `success` is a failure, which on_failure_callback reports: the message of the job is the last
line of the task's log, and status.json in the directory of the version has it, too.
"""

import os

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

HOME = os.environ.get("RIDGELINE_HOME", "/opt/ridgeline")
JOB = os.environ.get("RIDGELINE_JOB", "/etc/ridgeline/flights.yaml")
START = os.environ.get("RIDGELINE_START", "2026-01-01")
END = os.environ.get("RIDGELINE_END")

REFUSED = 4


def alert(context):
    """Replace it by whatever pages somebody: a mail, a message to a channel."""
    print(f"retraining of {context['ds']} failed: {context.get('exception')}")


with DAG(
    dag_id="ridgeline_retrain",
    schedule="@daily",
    start_date=pendulum.parse(START),
    end_date=pendulum.parse(END) if END else None,
    catchup=True,
    max_active_runs=1,
):
    BashOperator(
        task_id="retrain",
        bash_command=f"jobs/retrain '{JOB}' --date {{{{ ds }}}}",
        cwd=HOME,
        append_env=True,
        skip_on_exit_code=REFUSED,
        retries=1,
        on_failure_callback=alert,
    )
