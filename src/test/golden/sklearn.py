"""Golden reference numbers from scikit-learn (Debian: python3-sklearn).

Run from the repository root; it rewrites src/test/resources/golden/sklearn-*.json:

    /usr/bin/python3 src/test/golden/sklearn.py

ElasticNet(alpha=regParam, l1_ratio=a) minimises, with an unpenalised intercept,
  1/(2n) sum (y_i - b0 - x_i.b)^2 + regParam [ a sum |b_j| + (1-a)/2 sum b_j^2 ],
our objective with l2Scale "plain" and no standardization. Ridge(alpha) does not divide by n: alpha = n regParam.
"""

import os
import platform
import sys

# This file's own name would shadow the library.
sys.path = [p for p in sys.path if os.path.abspath(p) != os.path.dirname(os.path.abspath(__file__))]

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Ridge

DATA = "src/main/resources/ridgeline/data/diabetes.csv"
OUT = "src/test/resources/golden"
K = 10


def path(x, y, a, reg_params):
    """Intercepts and coefficients along decreasing reg_params, each fit started from the one before."""
    model = ElasticNet(l1_ratio=a, tol=1e-14, max_iter=10**7, warm_start=True)
    out = []
    for reg_param in reg_params:
        if a == 0:
            model = Ridge(alpha=len(y) * reg_param, solver="cholesky")
        else:
            model.set_params(alpha=reg_param)
        model.fit(x, y)
        out.append((model.intercept_, model.coef_.copy()))
    return np.array([b0 for b0, _ in out]), np.array([b for _, b in out])


def numbers(values):
    return "[" + ", ".join("%.17g" % v for v in values) + "]"


def golden(x, y, a):
    n = len(y)
    fold = np.arange(n) % K
    top = np.max(np.abs((x - x.mean(axis=0)).T @ (y - y.mean()))) / n / max(a, 1e-3)
    reg_params = top * 1e-3 ** (np.arange(25) / 24)
    intercept, coefficients = path(x, y, a, reg_params)
    mse = []
    for k in range(K):
        test = fold == k
        b0, b = path(x[~test], y[~test], a, reg_params)
        mse.append(np.mean((y[test][:, None] - b0 - x[test] @ b.T) ** 2, axis=0))
    size = np.bincount(fold)
    cvm = np.average(mse, axis=0, weights=size)
    cvsd = np.sqrt(np.average((mse - cvm) ** 2, axis=0, weights=size) / (K - 1))
    best = int(np.argmin(cvm))
    one_se = int(np.argmax(cvm <= cvm[best] + cvsd[best]))
    name = "sklearn-diabetes-%g" % a
    produced_by = "Python %s scikit-learn %s: /usr/bin/python3 src/test/golden/sklearn.py" % (
        platform.python_version(), sklearn.__version__)
    fields = {
        "case": '"%s"' % name, "producedBy": '"%s"' % produced_by, "data": '"diabetes"',
        "elasticNetParam": "%.17g" % a, "standardization": "false", "fitIntercept": "true",
        "l2Scale": '"plain"', "weights": '"none"', "numFolds": str(K), "penaltyFactor": "null",
        "regParam": numbers(reg_params), "cvm": numbers(cvm), "cvsd": numbers(cvsd),
        "nzero": numbers((coefficients != 0).sum(axis=1)),
        "lambdaMin": "%.17g" % reg_params[best], "lambda1se": "%.17g" % reg_params[one_se],
        "intercept": numbers(intercept),
        "coefficients": "[\n    " + ",\n    ".join(numbers(b) for b in coefficients) + "\n  ]",
    }
    with open(os.path.join(OUT, name + ".json"), "w") as f:
        f.write("{\n" + ",\n".join('  "%s": %s' % kv for kv in fields.items()) + "\n}\n")
    print(name)


if __name__ == "__main__":
    rows = np.loadtxt(DATA, delimiter=",", skiprows=1)
    for a in (0, 0.1, 0.5, 1):
        golden(rows[:, :-1], rows[:, -1], a)
