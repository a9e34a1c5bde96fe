# Steps of small networks by PyTorch, with which ridgeline.neural.step.TorchStepsTest compares:
#   /usr/bin/python3 src/test/golden/torch-steps.py > src/test/resources/torch/steps.json   (torch 1.13)
# Both sides make the same numbers by a formula.
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def scattered(shape, seed, scale):
    """Numbers from -scale to scale that look random: fractions of large sines."""
    def fraction(k):
        x = math.sin((k + 1) * 12.9898 + seed * 78.233) * 43758.5453
        return x - math.floor(x)
    count = math.prod(shape)
    return torch.tensor([scale * (2 * fraction(k) - 1) for k in range(count)]).reshape(shape)


def image_network():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, stride=2), nn.ReLU(), nn.Flatten(),
        nn.Linear(24, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))


def table_network():
    return nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 1))


def set_weights(network):
    for i, parameter in enumerate(network.parameters()):
        if parameter.dim() > 1:
            parameter.data = scattered(parameter.shape, i, 0.3)
        elif not isinstance(owner(network, i), (nn.BatchNorm1d, nn.BatchNorm2d)):
            parameter.data.zero_()


def owner(network, index):
    owners = [layer for layer in network for _ in layer.parameters()]
    return owners[index]


def is_weight(parameter):
    return parameter.dim() > 1


def shrink(optimiser, lasso):
    """The proximal step of lasso * sum |w| after a step of Adam, scaled as that is."""
    for group in optimiser.param_groups:
        for p in group['params']:
            if is_weight(p):
                state = optimiser.state[p]
                step = float(state['step'])
                root = (state['exp_avg_sq'] / (1 - 0.999 ** step)).sqrt() + 1e-8
                p.copy_(p.sign() * (p.abs() - group['lr'] * lasso / root).clamp(min=0))


def run(name, network, inputs, loss, make, decay=0, clip=0, penalty=None, lasso=0):
    set_weights(network)
    network.train()
    parameters = list(network.parameters())
    optimiser = make([
        {'params': [p for p in parameters if is_weight(p)], 'decay': decay},
        {'params': [p for p in parameters if not is_weight(p)]}])
    losses = []
    for step in range(6):
        rows = scattered((5,) + inputs, 100 + step, 1.0)
        optimiser.zero_grad()
        data = loss(network(rows), step)
        total = data + (sum(penalty(p) for p in parameters if is_weight(p)) if penalty else 0)
        total.backward()
        if clip:
            nn.utils.clip_grad_norm_(parameters, clip)
        if decay:
            with torch.no_grad():
                for p in parameters:
                    if is_weight(p):
                        p.mul_(1 - 0.05 * decay)
        optimiser.step()
        if lasso:
            with torch.no_grad():
                shrink(optimiser, lasso)
        losses.append(data.item())
    network.eval()
    outputs = network(scattered((4,) + inputs, 200, 1.0)).flatten().tolist()
    state = {key: value.flatten().tolist() for key, value in network.state_dict().items()
             if 'num_batches' not in key}
    return {'name': name, 'losses': losses, 'outputs': outputs, 'state': list(state.values())}


def classes(smoothing):
    def loss(outputs, step):
        labels = torch.tensor([(i * i + step) % 3 for i in range(5)])
        return F.cross_entropy(outputs, labels, label_smoothing=smoothing)
    return loss


def numbers(outputs, step):
    labels = scattered((5,), 300 + step, 2.0)
    return F.mse_loss(outputs[:, 0], labels) / 2


cases = [
    run('sgd', image_network(), (2, 12, 12), classes(0),
        lambda p: torch.optim.SGD(p, lr=0.05)),
    run('momentum', image_network(), (2, 12, 12), classes(0.1),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), decay=0.2, clip=0.5),
    run('nesterov', image_network(), (2, 12, 12), classes(0),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
        penalty=lambda w: 0.02 / 2 * (w * w).sum()),
    run('adam', table_network(), (5,), numbers,
        lambda p: torch.optim.Adam(p, lr=0.05),
        penalty=lambda w: 0.1 * 0.7 / 2 * (w * w).sum(), lasso=0.1 * 0.3),
    run('lasso', table_network(), (5,), numbers,
        lambda p: torch.optim.Adam(p, lr=0.05), lasso=0.004),
    run('adamw', table_network(), (5,), numbers,
        lambda p: torch.optim.Adam(p, lr=0.05), decay=0.4),
]
print(json.dumps(cases))
