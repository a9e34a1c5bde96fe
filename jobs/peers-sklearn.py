"""Times scikit-learn on an export of jobs/benchmark, for jobs/peers.

It reads the grid from standard input, one path per line, and prints lines of fields.
"""

import collections
import os
import re
import sys
import time
import warnings

try:
    import joblib
    import numpy as np
    import sklearn
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import ElasticNetCV, Ridge
    from sklearn.model_selection import PredefinedSplit
except ImportError:
    sys.exit(69)


Table = collections.namedtuple("Table", "x y folds label_deviation")


def read(directory, rows, features):
    """The rows with features and label standardised, as the sweep's penalty assumes.

    The sweep and glmnet standardise the training rows of each fold; ElasticNetCV uses one table.
    """
    values = np.fromfile(os.path.join(directory, "rows.f64"), "<f8").reshape(rows, features + 1)
    deviations = values.std(axis=0)
    values -= values.mean(axis=0)
    values /= np.where(deviations > 0, deviations, 1)
    folds = np.fromfile(os.path.join(directory, "folds.i32"), "<i4")
    return Table(np.asfortranarray(values[:, :-1]), values[:, -1].copy(), folds, deviations[-1])


def elastic_net(table, l1_ratio, alphas, threads):
    """The errors by fold, and the number of fits: all in each fold, the best on all rows."""
    cv = PredefinedSplit(table.folds)
    model = ElasticNetCV(l1_ratio=l1_ratio, alphas=alphas, cv=cv, n_jobs=threads)
    model.fit(table.x, table.y)
    return model.mse_path_.T, model.mse_path_.size + 1


def ridge(table, _, alphas, threads):
    """The same for an l1_ratio of 0; a Ridge with many penalties needs a label for each."""
    x, y = table.x, table.y

    def errors(train, test):
        labels = np.repeat(y[train, None], len(alphas), axis=1)
        model = Ridge(alpha=len(train) * alphas, solver="cholesky").fit(x[train], labels)
        return np.mean((y[test, None] - model.predict(x[test])) ** 2, axis=0)

    splits = PredefinedSplit(table.folds).split()
    jobs = (joblib.delayed(errors)(train, test) for train, test in splits)
    fits = np.array(joblib.Parallel(threads, prefer="threads")(jobs))
    best = np.argmin(fits.mean(axis=0))
    Ridge(alpha=len(y) * alphas[best], solver="cholesky").fit(x, y)
    return fits, fits.size + 1


def measure(name, method, table, paths, threads, repeats):
    scale = table.label_deviation
    method(table, paths[0][0], paths[0][1:] / scale, threads)  # to warm up
    seconds = []
    for run in range(1, repeats + 1):
        print(f"{name}: run {run} of {repeats}", file=sys.stderr)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            start = time.perf_counter()
            # In units of this table, the factor of both the sweep's penalties is regParam / scale.
            results = [method(table, path[0], path[1:] / scale, threads) for path in paths]
            seconds.append(time.perf_counter() - start)
    params = ", ".join(f"{path[0]:g}" for path in paths)
    note = f"elasticNetParam {params}; standardised once before timing, not in each fold"
    unconverged = sum(issubclass(warning.category, ConvergenceWarning) for warning in caught)
    if unconverged:
        note += f"; {unconverged:,} fits did not converge"
    line("time", name, sum(fits for _, fits in results), threads, note, *seconds)
    for path, (errors, _) in zip(paths, results):
        cvm = np.average(errors, axis=0, weights=np.bincount(table.folds))
        line("cvm", path[0], *cvm * scale**2)


def blas():
    """The BLAS libraries that this process has loaded, as far as Linux shows them."""
    try:
        with open("/proc/self/maps") as maps:
            found = {entry.split()[-1] for entry in maps if re.search("/lib[^/]*blas[^/]*$", entry)}
    except OSError:
        found = ()
    return ", ".join(sorted(found)) or "unknown"


def line(*fields):
    print(*fields, sep="\t")


def main(directory, rows, features, threads, repeats):
    grid = [np.array(path.split("\t"), dtype=float) for path in sys.stdin]
    table = read(directory, rows, features)
    threads = min(threads, len(np.unique(table.folds)))
    line("version", f"scikit-learn {sklearn.__version__}, numpy {np.__version__}")
    line("blas", blas())
    l1_paths = [path for path in grid if path[0] > 0]
    l2_paths = [path for path in grid if path[0] == 0]
    if l1_paths:
        measure("scikit-learn.ElasticNetCV", elastic_net, table, l1_paths, threads, repeats)
    if l2_paths:
        measure("scikit-learn.Ridge", ridge, table, l2_paths, threads, repeats)


main(sys.argv[1], *map(int, sys.argv[2:]))
