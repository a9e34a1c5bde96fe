"""Trains the network of conf/train-fashion-article.yaml with Python's PyTorch in one thread, and
prints the rows per second of each epoch and the accuracy on the test images.

    python3 jobs/peers-torch.py DIRECTORY BATCH EPOCHS
"""

import gzip
import os
import sys
import time

import numpy
import torch
import torch.nn as nn

directory, batch, epochs = sys.argv[1], *map(int, sys.argv[2:4])
torch.set_num_threads(1)
torch.manual_seed(0)


def idx(name, header):
    with gzip.open(os.path.join(directory, name)) as file:
        return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8, offset=header).copy())


images = idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
labels = idx("train-labels-idx1-ubyte.gz", 8).long()
test_images = idx("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
test_labels = idx("t10k-labels-idx1-ubyte.gz", 8).long()
mean, deviation = images.float().mean() / 255, images.float().std() / 255


def scaled(pixels):
    return (pixels.float() / 255 - mean) / deviation


network = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(2304, 600), nn.ReLU(), nn.Dropout(0.5),
    nn.Linear(600, 120), nn.ReLU(), nn.Linear(120, 10))
optimiser = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(epochs):
    network.train()
    start = time.perf_counter()
    for chosen in torch.randperm(len(images)).split(batch):
        optimiser.zero_grad(set_to_none=True)
        loss = criterion(network(scaled(images[chosen])), labels[chosen])
        loss.backward()
        optimiser.step()
        loss.item()
    seconds = time.perf_counter() - start
    network.eval()
    with torch.no_grad():
        predicted = torch.cat([network(scaled(part)).argmax(1) for part in test_images.split(1000)])
    accuracy = (predicted == test_labels).float().mean().item()
    print(f"{len(images) / seconds:.1f} {accuracy:.4f}", flush=True)
