"""The pictures of glmnet: the error along the paths, and the coefficients along one of them."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from ridgeline.errors import ConfigError

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

_MAX_LABELS = 10


def plot_cv(cv: pandas.DataFrame, ax: Axes | None = None) -> Axes:
    """Draws the cross-validated error of each path, with its standard errors.

    Parameters
    ----------
    cv
        A row for each cell, as in ``ElasticNetCVModel.cv``. Cells whose regParam is 0 are left out.
    ax
        Where to draw; new axes by default.

    Returns
    -------
    Axes
        Regularisation is weaker to the right. The bars are those of the path with the smallest
        error, whose numbers of nonzero coefficients are above. Dashed lines are at ``min`` and
        ``1se``.

    Raises
    ------
    ConfigError
        If no regParam is above 0.
    """
    shown = _above_zero(cv)
    axes = ax if ax is not None else plt.subplots(figsize=(8, 4.5), layout="constrained")[1]
    minimum = cv[cv["min"]].iloc[0]
    for share, path in shown.groupby("elasticNetParam"):
        line = axes.plot(path["regParam"], path["cvm"], marker=".", label=f"{share:g}")[0]
        if share == minimum["elasticNetParam"]:
            axes.errorbar(
                path["regParam"],
                path["cvm"],
                yerr=path["cvsd"],
                fmt="none",
                ecolor=line.get_color(),
                alpha=0.4,
                capsize=2,
            )
            _draw_counts(axes, path["regParam"].to_numpy(), path["nzero"].to_numpy())
    for column, name in (("min", "min"), ("oneSe", "1se")):
        chosen = float(cv[cv[column]].iloc[0]["regParam"])
        if chosen > 0:
            axes.axvline(chosen, color="grey", linestyle="--", linewidth=0.8)
            axes.annotate(
                name, (chosen, 1), xycoords=("data", "axes fraction"), textcoords="offset points",
                xytext=(3, -12), color="grey",
            )  # fmt: skip
    axes.legend(title="elasticNetParam")
    axes.set_ylabel("mean squared error")
    return axes


def plot_path(
    path: pandas.DataFrame,
    cv: pandas.DataFrame,
    elasticNetParam: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draws the coefficients along a path.

    Parameters
    ----------
    path
        The nonzero coefficients of each cell, as in ``ElasticNetCVModel.path``.
    cv
        A row for each cell, as in ``ElasticNetCVModel.cv``.
    elasticNetParam
        The path; by default that of the selected cell.
    ax
        Where to draw; new axes by default.

    Returns
    -------
    Axes
        Regularisation is weaker to the right. The terms with the largest coefficients are named,
        and the dashed line is at the selected cell.

    Raises
    ------
    ConfigError
        If there is no such path, or if no regParam is above 0.
    """
    selected = cv[cv["selected"]].iloc[0]
    share = selected["elasticNetParam"] if elasticNetParam is None else elasticNetParam
    if not isinstance(share, Real):
        raise ConfigError(f"elasticNetParam must be a number, got: {share!r}")
    of_path = cv[cv["elasticNetParam"] == share]
    if of_path.empty:
        shares = ", ".join(f"{known:g}" for known in sorted(cv["elasticNetParam"].unique()))
        raise ConfigError(f"elasticNetParam: there is no path of {share:g}, only of {shares}")
    cells = _above_zero(of_path)
    axes = ax if ax is not None else plt.subplots(figsize=(8, 4.5), layout="constrained")[1]
    terms = path[(path["elasticNetParam"] == share) & (path["term"] != "(Intercept)")]
    lines = terms.pivot(index="step", columns="term", values="coefficient")
    lines = lines.reindex(cells["step"]).fillna(0.0)
    for term in lines.columns:
        axes.plot(cells["regParam"].to_numpy(), lines[term].to_numpy(), linewidth=1)
    _name_lines(axes, float(cells["regParam"].iloc[-1]), lines.iloc[-1])
    if float(selected["regParam"]) > 0 and share == selected["elasticNetParam"]:
        axes.axvline(float(selected["regParam"]), color="grey", linestyle="--", linewidth=0.8)
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.set_ylabel("coefficient")
    axes.set_title(f"elasticNetParam {share:g}", fontsize="medium")
    _draw_counts(axes, cells["regParam"].to_numpy(), cells["nzero"].to_numpy())
    return axes


def _above_zero(cells: pandas.DataFrame) -> pandas.DataFrame:
    """The cells that a logarithmic axis can show."""
    shown = cells[cells["regParam"] > 0]
    if shown.empty:
        raise ConfigError(
            "regParam is 0 in every cell, which a logarithmic axis cannot show; see the table cv"
        )
    return shown


def _name_lines(axes: Axes, end: float, coefficients: pandas.Series) -> None:
    """Names the largest coefficients at the end of a path, unless the names would overlap."""
    low, high = axes.get_ylim()
    named: list[float] = []
    for term in coefficients.abs().sort_values(ascending=False).index:
        value = float(coefficients[term])
        free = all(abs(value - other) > 0.04 * (high - low) for other in named)
        if free and value != 0 and len(named) < _MAX_LABELS:
            named.append(value)
            axes.annotate(
                term, (end, value), textcoords="offset points", xytext=(4, 0), va="center",
                fontsize="small",
            )  # fmt: skip


def _draw_counts(axes: Axes, reg_params: np.ndarray, counts: np.ndarray) -> None:
    """Draws the strength of the regularisation, with the number of nonzero coefficients above."""
    axes.set_xscale("log")
    axes.set_xlabel("regParam")
    if not axes.xaxis_inverted():
        axes.invert_xaxis()
    at = np.unique(np.linspace(0, len(counts) - 1, 8).astype(int))
    above = axes.secondary_xaxis("top")
    above.set_xticks(reg_params[at], [str(count) for count in counts[at]])
    above.minorticks_off()
    above.set_xlabel("nonzero coefficients", fontsize="small")
