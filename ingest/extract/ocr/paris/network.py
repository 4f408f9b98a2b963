"""The recogniser's network as an ONNX graph, written from its weights.

It is PP-OCRv6's small recogniser (PPLCNetV4 backbone, a light SVTR neck, a CTC head; https://arxiv.org/abs/2206.03001 for the
neck) as kraken 7.1 trains it. Batch norms are folded into the convolutions before them, and the branches of a block that are
added up (a 3x3 and a 1x1 depthwise convolution and the input itself) into one convolution, which changes nothing but the time.

Inputs: `lines`, (n, 1, height, width), ink 1 on ground 0; `share`, (n, width/4, 1), the weight of each column in a mean over the
line, summing to 1; `valid`, (n, width/8), 1 where a column is part of the line, 0 where it is padding.
Output: `scores`, (n, width/8, classes), probabilities.

Some of its weights were trained further on printed Arabic (`retrained.npz`, written by `scripts/recogniser/train.py`): modern
faces without contrast (Kufi), texts with all their vowel marks, Arabic-Indic digits. They are named as the graph's constants.

The network was trained on lines padded to 2,560 columns, and its gates look at a mean over all of them. `share` lets a short line
stand for its padded form: one padding column carries the weight of those that aren't there.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.extract.ocr.paris.weights import Array, RecogniserWeights

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

_HEADS = 8
_OPSET = 20  # the first with Gelu
_IR_VERSION = 10
_EPSILON = 1e-5
_LAST_NORM_EPSILON = 1e-6


def network(weights: RecogniserWeights, retrained: Mapping[str, Array] | None = None) -> "ModelProto":
    """The graph with its weights, those constants that were trained further in the place of the others, by name.

    Raises `ValueError` where one of them is of another shape.
    """
    return _Graph(weights, retrained or {}).build()


class _Graph:
    """Nodes and constants as they are added; each method adds one part and gives the name of its output."""

    def __init__(self, weights: RecogniserWeights, retrained: Mapping[str, Array]) -> None:
        self._weights = weights
        self._retrained = retrained
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}
        self._count = 0

    def build(self) -> "ModelProto":
        from onnx import TensorProto, helper

        features = self._backbone("lines")
        logits = self._linear(self._neck(features), "head.fc")
        self._nodes.append(helper.make_node("Softmax", [logits], ["scores"], axis=-1))
        shapes: dict[str, list[str | int]] = {
            "lines": ["n", 1, self._weights.height, "width"],
            "share": ["n", "quarter", 1],
            "valid": ["n", "eighth"],
        }
        inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, dims) for name, dims in shapes.items()]
        output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", "eighth", len(self._weights.alphabet)])
        graph = helper.make_graph(self._nodes, "recogniser", inputs, [output], list(self._constants.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)

    def _backbone(self, x: str) -> str:
        x = self._stem(x)
        for stage, blocks in (("blocks2", 1), ("blocks3", 2), ("blocks4", 7), ("blocks5", 3)):
            for index in range(blocks):
                x = self._block(x, f"backbone.{stage}.{index}", halved=stage in ("blocks4", "blocks5") and not index)
        x = self._node("ReduceMean", x, self._constant(np.array([2], np.int64)), keepdims=1)
        return self._node("AveragePool", x, kernel_shape=[1, 2], strides=[1, 2])

    def _stem(self, x: str) -> str:
        weight, bias = self._folded("backbone.conv1.stem1.conv", "backbone.conv1.stem1.bn")
        # The three colours of a grey picture are alike: their weights add up.
        x = self._relu(self._conv(x, weight.sum(axis=1, keepdims=True), bias, strides=[2, 2], pads=[1, 1, 1, 1]))
        other = x
        for name in ("stem2a", "stem2b"):
            weight, bias = self._folded(f"backbone.conv1.{name}.conv", f"backbone.conv1.{name}.bn")
            other = self._relu(self._conv(other, weight, bias, pads=[0, 0, 1, 1]))
        pooled = self._node("MaxPool", x, kernel_shape=[2, 2], strides=[1, 1], pads=[0, 0, 1, 1])
        x = self._node("Concat", pooled, other, axis=1)
        weight, bias = self._folded("backbone.conv1.stem3.conv", "backbone.conv1.stem3.bn")
        x = self._relu(self._conv(x, weight, bias, strides=[2, 2], pads=[1, 1, 1, 1]))
        weight, bias = self._folded("backbone.conv1.stem4.conv", "backbone.conv1.stem4.bn")
        return self._relu(self._conv(x, weight, bias))

    def _block(self, x: str, name: str, *, halved: bool) -> str:
        """A depthwise convolution, a gate where there is one, and two pointwise convolutions; `halved` halves the height."""
        if halved:
            weight, bias = self._folded(f"{name}.token_mixer.dw_conv.conv", f"{name}.token_mixer.dw_conv.bn")
            x = self._conv(x, weight, bias, strides=[2, 1], pads=[1, 1, 1, 1], group=len(weight))
        else:
            weight, bias = self._branches(f"{name}.token_mixer.rep_dw")
            x = self._conv(x, weight, bias, pads=[1, 1, 1, 1], group=len(weight))
        if f"{name}.token_mixer.se.conv1.weight" in self._weights.tensors:
            x = self._gate(x, f"{name}.token_mixer.se")
        weight, bias = self._folded(f"{name}.channel_mixer.expand.conv", f"{name}.channel_mixer.expand.bn")
        mixed = self._node("Gelu", self._conv(x, weight, bias))
        weight, bias = self._folded(f"{name}.channel_mixer.compress.conv", f"{name}.channel_mixer.compress.bn")
        mixed = self._conv(mixed, weight, bias)
        return mixed if halved else self._node("Add", x, mixed)

    def _branches(self, name: str) -> tuple[Array, Array]:
        """The one convolution that a block's three branches and the norm after their sum make."""
        weight, bias = self._folded(f"{name}.conv.conv", f"{name}.conv.bn")
        weight = weight.copy()
        weight[:, :, 1, 1] += self._weights.tensors[f"{name}.conv1.weight"][:, :, 0, 0] + 1.0
        scale, shift = self._norm(f"{name}.bn")
        return weight * scale[:, None, None, None], bias * scale + shift

    def _gate(self, x: str, name: str) -> str:
        """Squeeze and excitation: each channel times a number found from the channels' means over the line."""
        mean = self._node("ReduceMean", x, self._constant(np.array([2], np.int64)), keepdims=0)
        mean = self._node("Unsqueeze", self._node("MatMul", mean, "share"), self._constant(np.array([3], np.int64)))
        tensors = self._weights.tensors
        mean = self._relu(self._conv(mean, tensors[f"{name}.conv1.weight"], tensors[f"{name}.conv1.bias"]))
        mean = self._conv(mean, tensors[f"{name}.conv2.weight"], tensors[f"{name}.conv2.bias"])
        return self._node("Mul", x, self._node("HardSigmoid", mean, alpha=1 / 6, beta=0.5))

    def _neck(self, features: str) -> str:
        skip = self._silu(self._conv(features, *self._folded("neck.skip_conv.conv", "neck.skip_conv.norm")))
        valid = self._node("Unsqueeze", "valid", self._constant(np.array([1, 2], np.int64)))
        z = self._silu(self._conv(features, *self._folded("neck.conv_reduce.conv", "neck.conv_reduce.norm")))
        z = self._node("Mul", z, valid)
        weight, bias = self._folded("neck.local_conv.0", "neck.local_conv.1")
        near = self._silu(self._conv(z, weight, bias, pads=[0, 3, 0, 3], group=len(weight)))
        z = self._sequence(self._node("Mul", self._node("Add", z, near), valid))
        # Added to the attention's scores: nothing for a column of the line, far below all others for padding.
        hidden = self._node("Mul", self._node("Sub", valid, self._constant(np.float32(1))), self._constant(np.float32(1e4)))
        for index in range(2):
            z = self._transformer(z, f"neck.svtr_block.{index}", hidden)
        z = self._layer_norm(z, "neck.norm", _LAST_NORM_EPSILON)
        return self._node("Add", z, self._sequence(skip))

    def _transformer(self, z: str, name: str, hidden: str) -> str:
        mixed = self._attention(self._layer_norm(z, f"{name}.norm1", _EPSILON), f"{name}.mixer", hidden)
        z = self._node("Add", z, mixed)
        inner = self._silu(self._linear(self._layer_norm(z, f"{name}.norm2", _EPSILON), f"{name}.mlp.fc1"))
        return self._node("Add", z, self._linear(inner, f"{name}.mlp.fc2"))

    def _attention(self, z: str, name: str, hidden: str) -> str:
        size = self._weights.tensors[f"{name}.proj.weight"].shape[0]
        head = size // _HEADS
        parts = self._node("Reshape", self._linear(z, f"{name}.qkv"), self._constant(np.array([0, 0, 3, _HEADS, head], np.int64)))
        query, key, value = (self._node("Gather", parts, self._constant(np.array(index, np.int64)), axis=2) for index in range(3))
        query = self._node("Transpose", query, perm=[0, 2, 1, 3])
        query = self._node("Mul", query, self._constant(np.float32(head**-0.5)))
        scores = self._node("MatMul", query, self._node("Transpose", key, perm=[0, 2, 3, 1]))
        scores = self._node("Softmax", self._node("Add", scores, hidden), axis=-1)
        mixed = self._node("MatMul", scores, self._node("Transpose", value, perm=[0, 2, 1, 3]))
        mixed = self._node("Transpose", mixed, perm=[0, 2, 1, 3])
        return self._linear(self._node("Reshape", mixed, self._constant(np.array([0, 0, size], np.int64))), f"{name}.proj")

    def _sequence(self, x: str) -> str:
        """(n, channels, 1, columns) as (n, columns, channels)."""
        return self._node("Transpose", self._node("Squeeze", x, self._constant(np.array([2], np.int64))), perm=[0, 2, 1])

    def _folded(self, conv: str, norm: str) -> tuple[Array, Array]:
        """The weight and bias of a convolution together with the batch norm after it."""
        scale, shift = self._norm(norm)
        weight = self._weights.tensors[f"{conv}.weight"]
        return weight * scale[:, None, None, None], shift

    def _norm(self, name: str) -> tuple[Array, Array]:
        tensors = self._weights.tensors
        scale = tensors[f"{name}.weight"] / np.sqrt(tensors[f"{name}.running_var"] + np.float32(_EPSILON))
        return scale, tensors[f"{name}.bias"] - tensors[f"{name}.running_mean"] * scale

    def _conv(
        self,
        x: str,
        weight: Array,
        bias: Array,
        *,
        strides: tuple[int, int] | list[int] = (1, 1),
        pads: tuple[int, ...] | list[int] = (0, 0, 0, 0),
        group: int = 1,
    ) -> str:
        constants = self._constant(weight), self._constant(bias)
        return self._node("Conv", x, *constants, strides=list(strides), pads=list(pads), group=group)

    def _linear(self, x: str, name: str) -> str:
        weight, bias = (self._weights.tensors[f"{name}.{part}"] for part in ("weight", "bias"))
        return self._node("Add", self._node("MatMul", x, self._constant(weight.T)), self._constant(bias))

    def _layer_norm(self, x: str, name: str, epsilon: float) -> str:
        scale, bias = (self._constant(self._weights.tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self._node("LayerNormalization", x, scale, bias, axis=-1, epsilon=epsilon)

    def _relu(self, x: str) -> str:
        return self._node("Relu", x)

    def _silu(self, x: str) -> str:
        return self._node("Mul", x, self._node("Sigmoid", x))

    def _node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        self._count += 1
        name = f"v{self._count}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def _constant(self, value: NDArray[Any] | np.generic) -> str:
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        value = np.asarray(value)
        better = self._retrained.get(name, value)
        if better.shape != value.shape:
            raise ValueError(f"{name} has the shape {better.shape} where {value.shape} is wanted")
        self._constants[name] = numpy_helper.from_array(better, name)
        return name
