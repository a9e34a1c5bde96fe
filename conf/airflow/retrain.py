"""Sweeps every night, into a directory named by the date; Airflow reads the exit code.

Needs apache-airflow-providers-apache-spark, and a connection `spark` whose deploy mode is client.
"""

import pendulum
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG

with DAG(
    dag_id="ridgeline_retrain",
    schedule="0 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
):
    SparkSubmitOperator(
        task_id="sweep",
        conn_id="spark",
        application="/opt/app/ridgeline.jar",
        java_class="ridgeline.job.SweepCommand",
        application_args=[
            "s3a://bucket/jobs/rent.yaml",
            "--out",
            "s3a://bucket/runs/rent-{{ ds_nodash }}",
        ],
        conf={"spark.executorEnv.OPENBLAS_NUM_THREADS": "1"},
        driver_memory="4g",
        executor_memory="4g",
        retries=1,
    )
