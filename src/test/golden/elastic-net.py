# ElasticNet of the standardised diabetes data by scikit-learn, with which
# ridgeline.job.SameModelTest, ridgeline.neural.step.PenaltyTest and ClassWeightsTest compare:
#   /usr/bin/python3 -P src/test/golden/elastic-net.py    (scikit-learn 1.2.1)
import csv
import math

import numpy as np
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge

with open('src/main/resources/ridgeline/data/diabetes.csv') as file:
    table = list(csv.DictReader(file))
names = [name for name in table[0] if name != 'progression']
features = np.array([[float(row[name]) for name in names] for row in table])
label = np.array([float(row['progression']) for row in table])
print('diabetes: label mean', repr(label.mean()), 'deviation', repr(label.std()))


def fit(x, y, alpha, l1_ratio):
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = (y - y.mean()) / y.std()
    if l1_ratio == 0:
        model = Ridge(alpha=len(y) * alpha).fit(x, y)
    else:
        model = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, tol=1e-13, max_iter=1000000).fit(x, y)
    print(alpha, l1_ratio, [round(float(c), 7) for c in model.coef_.ravel()])


print(names)
for alpha, l1_ratio in [(0.1, 0.5), (0.1, 1), (0.3, 0)]:
    fit(features, label, alpha, l1_ratio)


def scattered(count, seed):
    """Numbers from -1 to 1 that look random, as ridgeline.neural.train.Networks makes them."""
    values = []
    for k in range(count):
        x = math.sin((k + 1) * 12.9898 + seed * 78.233) * 43758.5453
        values.append(2 * (x - math.floor(x)) - 1)
    return np.array(values)


print('scattered')
x = scattered(40 * 5, 1).reshape(40, 5)
y = x @ np.array([1, -0.5, 0.1, 0, 0]) + 0.3 * scattered(40, 2)
for alpha, l1_ratio in [(0.1, 0.5), (0.1, 1), (0.3, 0)]:
    fit(x, y, alpha, l1_ratio)

print('classes, balanced')
labels = np.array([0 if x[i, 0] + 0.3 * y[i] > -0.4 else 1 if x[i, 1] > 0 else 2 for i in range(40)])
print(np.bincount(labels))
standardised = (x - x.mean(axis=0)) / x.std(axis=0)
logistic = LogisticRegression(
    C=1 / (0.1 * 40), class_weight='balanced', multi_class='multinomial', tol=1e-12, max_iter=100000)
logistic.fit(standardised, labels)
print([[round(float(c), 6) for c in row] for row in logistic.coef_])
