"""Regularised linear models on Spark: sweeps, statistics that are kept, and their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ridgeline._jvm import log_path
from ridgeline._session import jar, session
from ridgeline.errors import ConfigError, DataError, EngineRefused, RidgelineError
from ridgeline.jobs import SweepResult
from ridgeline.statistics import Statistics
from ridgeline.sweep import ElasticNetCV, ElasticNetCVModel

if TYPE_CHECKING:
    from ridgeline.jobs import sweep
else:
    from ridgeline import sweep

__all__ = [
    "ConfigError",
    "DataError",
    "ElasticNetCV",
    "ElasticNetCVModel",
    "EngineRefused",
    "RidgelineError",
    "Statistics",
    "SweepResult",
    "jar",
    "log_path",
    "session",
    "sweep",
]
