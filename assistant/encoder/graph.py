"""The ONNX graphs of all-MiniLM-L6-v2 and of its fine-tuned kin, built without torch.

The model is a BERT of six layers (Wang et al. 2020, "MiniLM"). As an encoder, its token
vectors are averaged and brought to length 1 (Reimers and Gurevych 2019, "Sentence-BERT");
as a tagger, a linear layer gives each token a probability for each label (Devlin et al.
2019, "BERT"). Names of tensors are those of the published weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS = 6
HEADS = 12
HEAD_WIDTH = 32
WIDTH = HEADS * HEAD_WIDTH
LAYER_NORM_EPSILON = 1e-12
MASKED = -1e9  # added to the attention of padding; vanishes in the softmax

INPUT_IDS = "input_ids"
ATTENTION_MASK = "attention_mask"
SEGMENT_IDS = "token_type_ids"
EMBEDDING = "embedding"
PROBABILITIES = "probabilities"

_OPSET = 18
_IR_VERSION = 9  # the oldest that carries this opset, for older runtimes

Weights = Mapping[str, npt.NDArray[np.float32]]


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Return the model: token ids and mask ``(b, s)`` int64 in, ``(b, 384)`` float32 out.

    Args:
        weights: The published tensors, as `read_weights` returns them.

    Returns:
        A checked model whose output rows have length 1.
    """
    writer = _GraphWriter(weights, (INPUT_IDS, ATTENTION_MASK))
    mask = writer.node("Cast", [ATTENTION_MASK], to=TensorProto.FLOAT)
    segments = writer.weight("embeddings.token_type_embeddings.weight")
    first_segment = writer.node("Gather", [segments, writer.integers(0)])
    _pool(writer, _body(writer, mask, first_segment), mask)
    return writer.finish(EMBEDDING, ["batch", WIDTH])


def build_tagger(weights: Weights) -> onnx.ModelProto:
    """Return the tagger: ids, segments and mask ``(b, s)`` int64 in, ``(b, s, n)`` float32 out.

    Args:
        weights: The tensors of the body, named as published, and ``classifier.weight``
            ``(n, 384)`` and ``classifier.bias`` ``(n)`` for n labels.

    Returns:
        A checked model whose output gives each token's labels probabilities that sum to 1.
    """
    writer = _GraphWriter(weights, (INPUT_IDS, SEGMENT_IDS, ATTENTION_MASK))
    mask = writer.node("Cast", [ATTENTION_MASK], to=TensorProto.FLOAT)
    table = writer.weight("embeddings.token_type_embeddings.weight")
    segments = writer.node("Gather", [table, SEGMENT_IDS])
    logits = _linear(writer, _body(writer, mask, segments), "classifier")
    writer.node("Softmax", [logits], output=PROBABILITIES, axis=-1)
    return writer.finish(PROBABILITIES, ["batch", "tokens", len(weights["classifier.bias"])])


def _body(writer: _GraphWriter, mask: str, segments: str) -> str:
    """Append embeddings and layers and return the name of the token vectors."""
    attention_bias = _attention_bias(writer, mask)
    states = _embeddings(writer, segments)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        attended = _attention(writer, states, attention_bias, prefix + "attention.")
        states = _layer_norm(
            writer, writer.add(states, attended), prefix + "attention.output.LayerNorm"
        )
        transformed = _feed_forward(writer, states, prefix)
        states = _layer_norm(writer, writer.add(states, transformed), prefix + "output.LayerNorm")
    return states


class _GraphWriter:
    """Collects the nodes and constants of one graph, and names them."""

    def __init__(self, weights: Weights, inputs: Sequence[str]) -> None:
        self._weights = weights
        self._inputs = tuple(inputs)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """Append an operator and return the name of its output."""
        output = output or f"t{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, value: npt.NDArray[Any]) -> str:
        """Append a constant and return its name."""
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        """Append a vector of int64 and return its name."""
        return self.constant(np.array(values, np.int64))

    def number(self, value: float) -> str:
        """Append a float32 scalar and return its name."""
        return self.constant(np.array(value, np.float32))

    def weight(self, name: str, transposed: bool = False) -> str:
        """Append a published tensor and return its name in the graph."""
        tensor = self._weights[name]
        return self.constant(tensor.T if transposed else tensor)

    def add(self, left: str, right: str) -> str:
        """Append a sum and return its name."""
        return self.node("Add", [left, right])

    def finish(self, output: str, shape: Sequence[str | int]) -> onnx.ModelProto:
        """Return the checked model with one output of float32."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in self._inputs
        ]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
        graph = helper.make_graph(self._nodes, "minilm", inputs, outputs, self._constants)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        # Quantisation asks for a shape pass first, and warns without this mark; a graph whose
        # shapes are all read from its constants gains nothing from it.
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
        onnx.checker.check_model(model)
        return model


def _embeddings(writer: _GraphWriter, segments: str) -> str:
    """Words plus positions plus the vectors of the segments, normalised."""
    words = writer.node("Gather", [writer.weight("embeddings.word_embeddings.weight"), INPUT_IDS])
    shape = writer.node("Shape", [INPUT_IDS])
    length = writer.node("Gather", [shape, writer.integers(1)], axis=0)
    table = writer.weight("embeddings.position_embeddings.weight")
    rows = writer.integers(0)
    positions = writer.node("Slice", [table, rows, length, rows])
    total = writer.add(writer.add(words, positions), segments)
    return _layer_norm(writer, total, "embeddings.LayerNorm")


def _attention_bias(writer: _GraphWriter, mask: str) -> str:
    padding = writer.node("Sub", [writer.number(1.0), mask])
    broadcast = writer.node("Unsqueeze", [padding, writer.integers(1, 2)])
    return writer.node("Mul", [broadcast, writer.number(MASKED)])


def _attention(writer: _GraphWriter, states: str, bias: str, prefix: str) -> str:
    query = _split_heads(writer, _linear(writer, states, prefix + "self.query"), [0, 2, 1, 3])
    key = _split_heads(writer, _linear(writer, states, prefix + "self.key"), [0, 2, 3, 1])
    value = _split_heads(writer, _linear(writer, states, prefix + "self.value"), [0, 2, 1, 3])
    products = writer.node("MatMul", [query, key])
    scaled = writer.node("Mul", [products, writer.number(HEAD_WIDTH**-0.5)])
    shares = writer.node("Softmax", [writer.add(scaled, bias)], axis=-1)
    mixed = writer.node("Transpose", [writer.node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
    joined = writer.node("Reshape", [mixed, writer.integers(0, 0, WIDTH)])
    return _linear(writer, joined, prefix + "output.dense")


def _split_heads(writer: _GraphWriter, states: str, order: list[int]) -> str:
    heads = writer.node("Reshape", [states, writer.integers(0, 0, HEADS, HEAD_WIDTH)])
    return writer.node("Transpose", [heads], perm=order)


def _feed_forward(writer: _GraphWriter, states: str, prefix: str) -> str:
    widened = _linear(writer, states, prefix + "intermediate.dense")
    return _linear(writer, _gelu(writer, widened), prefix + "output.dense")


def _gelu(writer: _GraphWriter, states: str) -> str:
    """The exact Gaussian error linear unit: x/2 (1 + erf(x / sqrt 2))."""
    half = writer.node("Mul", [states, writer.number(0.5)])
    error = writer.node("Erf", [writer.node("Mul", [states, writer.number(2**-0.5)])])
    return writer.node("Mul", [half, writer.add(writer.number(1.0), error)])


def _linear(writer: _GraphWriter, states: str, name: str) -> str:
    weight = writer.weight(name + ".weight", transposed=True)
    product = writer.node("MatMul", [states, weight], name=name)
    return writer.add(product, writer.weight(name + ".bias"))


def _layer_norm(writer: _GraphWriter, states: str, name: str) -> str:
    scale, bias = writer.weight(name + ".weight"), writer.weight(name + ".bias")
    return writer.node(
        "LayerNormalization", [states, scale, bias], axis=-1, epsilon=LAYER_NORM_EPSILON
    )


def _pool(writer: _GraphWriter, states: str, mask: str) -> None:
    """Average the vectors of real tokens and bring the average to length 1."""
    tokens = writer.integers(1)
    weights = writer.node("Unsqueeze", [mask, writer.integers(2)])
    weighted = writer.node("Mul", [states, weights])
    total = writer.node("ReduceSum", [weighted, tokens], keepdims=0)
    average = writer.node("Div", [total, writer.node("ReduceSum", [weights, tokens], keepdims=0)])
    length = writer.node("ReduceL2", [average, tokens], keepdims=1)
    writer.node("Div", [average, length], output=EMBEDDING)
