"""Regularised linear models on Spark: sweeps, statistics that are kept, and their pictures."""

from ridgeline.errors import ConfigError, DataError, EngineRefused, RidgelineError
from ridgeline._session import jar, session
from ridgeline.statistics import Statistics
from ridgeline.sweep import ElasticNetCV, ElasticNetCVModel

__all__ = [
    "ConfigError",
    "DataError",
    "ElasticNetCV",
    "ElasticNetCVModel",
    "EngineRefused",
    "RidgelineError",
    "Statistics",
    "jar",
    "session",
]
