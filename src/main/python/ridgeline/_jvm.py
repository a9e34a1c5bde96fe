"""Objects of Ridgeline's Java classes."""

from __future__ import annotations

from typing import Any

from pyspark.ml.wrapper import JavaParams, JavaWrapper

from ridgeline.errors import ConfigError


def new_object(java_class: str, *args: Any) -> Any:
    """An object in the JVM, or the name of its class for Spark Connect.

    Raises
    ------
    ConfigError
        If there is no session, or its JVM does not have the class.
    """
    try:
        return JavaWrapper._new_java_obj(java_class, *args)
    except AssertionError:
        raise ConfigError("there is no Spark session; open one with ridgeline.session()") from None
    except TypeError:
        raise ConfigError(
            f"Spark has no class {java_class}; open the session with ridgeline.session(), or with "
            "the jar that ridgeline.jar() names as spark.jars"
        ) from None


class OfJava(JavaParams):
    """Params whose defaults are those of their Java class, so that only others are sent there."""

    def _transfer_params_to_java(self) -> None:
        for param, value in self._paramMap.items():
            self._java_obj.set(self._make_java_param_pair(param, value))
