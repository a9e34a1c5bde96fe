"""Regularised linear models on Spark: sweeps, statistics that are kept, and their pictures."""

from ridgeline._jvm import log_path
from ridgeline._session import jar, session
from ridgeline.errors import ConfigError, DataError, EngineRefused, RidgelineError
from ridgeline.sweep import ElasticNetCV, ElasticNetCVModel

__all__ = [
    "ConfigError",
    "DataError",
    "ElasticNetCV",
    "ElasticNetCVModel",
    "EngineRefused",
    "RidgelineError",
    "jar",
    "log_path",
    "session",
]
