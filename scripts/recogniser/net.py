"""The recogniser's ONNX graph as a torch module, so that the network that is run is the one that is trained.

Every constant that is an array of floats is a parameter, under its name in the graph.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

_LEAST = -1e9


class Net(nn.Module):
    """Gives the logarithms of the scores, (n, width/8, classes), of the graph's three inputs."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.weights = nn.ParameterDict()
        self._fixed: dict[str, Tensor] = {}
        for tensor in model.graph.initializer:
            value = np.array(numpy_helper.to_array(tensor))
            if value.dtype == np.float32 and value.ndim:
                self.weights[tensor.name] = nn.Parameter(torch.from_numpy(value))
            else:
                self._fixed[tensor.name] = torch.tensor(value)
        self._nodes = [
            (node.op_type, list(node.input), node.output[0], {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute})
            for node in model.graph.node
        ]

    def forward(self, lines: Tensor, share: Tensor, valid: Tensor) -> Tensor:
        """Play the graph."""
        values = {"lines": lines, "share": share, "valid": valid, **self._fixed, **self.weights}
        for kind, inputs, output, attributes in self._nodes:
            given = [values[name] for name in inputs]
            if output == "scores":
                return functional.log_softmax(given[0], -1)
            values[output] = _OPERATIONS[kind](given, attributes)
        raise ValueError("the graph has no scores")


def _conv(given: list[Tensor], at: dict[str, Any]) -> Tensor:
    top, left, bottom, right = at.get("pads", [0, 0, 0, 0])
    padded = functional.pad(given[0], (left, right, top, bottom))
    strides, groups = tuple(at.get("strides", [1, 1])), at.get("group", 1)
    return functional.conv2d(padded, given[1], given[2], stride=strides, groups=groups)


def _max_pool(given: list[Tensor], at: dict[str, Any]) -> Tensor:
    top, left, bottom, right = at["pads"]
    padded = functional.pad(given[0], (left, right, top, bottom), value=_LEAST)
    return functional.max_pool2d(padded, tuple(at["kernel_shape"]), tuple(at["strides"]))


def _unsqueeze(given: list[Tensor], at: dict[str, Any]) -> Tensor:
    value = given[0]
    for axis in sorted(given[1].tolist()):
        value = value.unsqueeze(axis)
    return value


def _squeeze(given: list[Tensor], at: dict[str, Any]) -> Tensor:
    value = given[0]
    for axis in sorted(given[1].tolist(), reverse=True):
        value = value.squeeze(axis)
    return value


def _reshape(given: list[Tensor], at: dict[str, Any]) -> Tensor:
    return given[0].reshape([size or given[0].shape[axis] for axis, size in enumerate(given[1].tolist())])


_OPERATIONS: dict[str, Callable[[list[Tensor], dict[str, Any]], Tensor]] = {
    "Conv": _conv,
    "MaxPool": _max_pool,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Reshape": _reshape,
    "AveragePool": lambda x, at: functional.avg_pool2d(x[0], tuple(at["kernel_shape"]), tuple(at["strides"])),
    "Relu": lambda x, at: functional.relu(x[0]),
    "Gelu": lambda x, at: functional.gelu(x[0]),
    "Sigmoid": lambda x, at: torch.sigmoid(x[0]),
    "HardSigmoid": lambda x, at: torch.clamp(x[0] * at["alpha"] + at["beta"], 0, 1),
    "Mul": lambda x, at: x[0] * x[1],
    "Add": lambda x, at: x[0] + x[1],
    "Sub": lambda x, at: x[0] - x[1],
    "MatMul": lambda x, at: x[0] @ x[1],
    "Concat": lambda x, at: torch.cat(x, at["axis"]),
    "ReduceMean": lambda x, at: x[0].mean(dim=tuple(x[1].tolist()), keepdim=bool(at["keepdims"])),
    "Gather": lambda x, at: x[0].select(at["axis"], int(x[1])),
    "Transpose": lambda x, at: x[0].permute(*at["perm"]),
    "Softmax": lambda x, at: functional.softmax(x[0], at["axis"]),
    "LayerNormalization": lambda x, at: functional.layer_norm(x[0], x[0].shape[-1:], x[1], x[2], at["epsilon"]),
}
