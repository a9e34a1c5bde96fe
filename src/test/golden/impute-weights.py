"""CV error of src/test/resources/ridgeline/job/impute-weights*.csv: python3 impute-weights.py FILE (numpy 2)"""

import csv
import math
import sys

import numpy as np

FOLDS = 3


def fit(x, y, w, share, strength):
    """Coordinate descent on the objective of src/docs/sweep.md, l2Scale mllib."""
    v = w / w.sum()
    z = (x - v @ x) / np.sqrt(v @ (x - v @ x) ** 2)
    centred = y - v @ y
    scale = 1 / math.sqrt(v @ centred**2)
    gram, target = z.T @ (z * v[:, None]), z.T @ (v * centred)
    b = np.zeros(x.shape[1])
    for _ in range(20000):
        before = b.copy()
        for j in range(len(b)):
            slope = target[j] - gram[j] @ b + gram[j, j] * b[j]
            size = max(abs(slope) - strength * share, 0)
            b[j] = math.copysign(size, slope) / (gram[j, j] + strength * (1 - share) * scale)
        if abs(b - before).max() < 1e-14:
            break
    b = b / np.sqrt(v @ (x - v @ x) ** 2)
    return b, v @ y - b @ (v @ x)


def error(x, y, w, fold, share, strength):
    squares = 0
    for k in range(FOLDS):
        out = fold == k
        b, intercept = fit(x[~out], y[~out], w[~out], share, strength)
        squares += w[out] @ (y[out] - intercept - x[out] @ b) ** 2
    return math.sqrt(squares / w.sum())


rows = [row for row in csv.DictReader(open(sys.argv[1])) if float(row["w"]) > 0]
number = lambda text: float(text) if text else math.nan
x = np.array([[number(row[c]) for c in "abcd"] for row in rows])
y, w = (np.array([float(row[c]) for row in rows]) for c in "yw")
fold = np.array([int(row["f"]) for row in rows])
known = ~np.isnan(x)
means = np.where(known, x, 0).T @ w / (known.T @ w)
x = np.where(known, x, means)
v = w / w.sum()
z = (x - v @ x) / np.sqrt(v @ (x - v @ x) ** 2)
top = abs(z.T @ (v * (y - v @ y))).max()
print(
    min(
        error(x, y, w, fold, share, strength)
        for share in (0, 0.5, 1)
        for strength in np.geomspace(1, 1e-4, 20) * top / max(share, 1e-3)
    )
)
