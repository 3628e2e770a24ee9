"""The texts that the word table is fitted to: sentences out of pinned packages, and requests put together from WordNet.

Every source is a generator of plain sentences; `corpus` takes a fixed number of each, chosen by hash, so that the choice
depends on nothing but the sentences.
"""

import gzip
import hashlib
import html
import json
import random
import re
import zipfile

SHORTEST, LONGEST = 4, 22  # words a sentence may have


def words(text):
    """Words as the engine reads them: runs of letters and digits, lower case, apostrophes dropped."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "'").replace("'", ""))


def sentences(text):
    """The sentences of a piece of documentation, without its markup."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)  # Markdown links keep their words
    text = re.sub(r":\w+:`~?\.?([^`<]*)[^`]*`", r"\1", text)  # and so do reStructuredText's roles
    text = re.sub(r"[`*_{}|]+", " ", re.sub(r"https?://\S+", " ", text))
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text):
        sentence = " ".join(sentence.split())
        if SHORTEST <= len(sentence.split()) <= LONGEST and re.fullmatch(r"[\x20-\x7e]+", sentence):
            yield sentence


def docstrings(archive, name):
    """The sentences of triple-quoted strings of a Python file that read as prose."""
    for text in re.findall(r'"""(.*?)"""', archive.read(name).decode("utf-8", "replace"), re.S):
        for paragraph in re.split(r"\n\s*\n", text):
            if not re.search(r">>>|^\s*:\w+|[=({]\S*$|\.\. ", paragraph, re.M):
                yield from sentences(paragraph)


def strings(value, keys):
    """Every string under one of the keys, at any depth of a JSON document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys and isinstance(inner, str):
                yield inner
            else:
                yield from strings(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, keys)


def botocore(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith("/service-2.json.gz")):
            service = json.loads(gzip.decompress(archive.read(name)))
            for text in strings(service, {"documentation"}):
                yield from list(sentences(text))[:2]


def google(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(n for n in archive.namelist() if "/discovery_cache/documents/" in n and n.endswith(".json")):
            for text in strings(json.loads(archive.read(name)), {"description"}):
                yield from list(sentences(text))[:2]


def python(wheel, inside=""):
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".py") and inside in n and "/test" not in n):
            yield from docstrings(archive, name)


def checks(prowler, checkov):
    """What security checks look for, and why."""
    with zipfile.ZipFile(prowler) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".metadata.json")):
            for text in strings(json.loads(archive.read(name)), {"CheckTitle", "Description", "Risk", "Text"}):
                yield from sentences(text)
    with zipfile.ZipFile(checkov) as archive:
        for name in sorted(n for n in archive.namelist() if "/checks/" in n and n.endswith(".py")):
            for text in re.findall(r'name\s*=\s*"([^"]+)"', archive.read(name).decode("utf-8", "replace")):
                yield from sentences(text)


def talk(wheel):
    """Small talk: lists of turns, one a line."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(n for n in archive.namelist() if "/english/" in n and n.endswith(".yml")):
            for line in archive.read(name).decode("utf-8", "replace").splitlines():
                turn = re.match(r"\s*-\s+(?:-\s+)?(.*)", line)
                if turn and turn[1] and len(turn[1].split()) <= LONGEST:
                    yield from ([turn[1].strip("'\" ")] if turn[1].isascii() and len(turn[1].split()) >= 3 else [])


def wordnet(folder):
    """(lemmas, part of speech, gloss, usage examples) of every synset."""
    for pos in ("noun", "verb", "adj", "adv"):
        for line in open(folder / f"data.{pos}", encoding="ascii", errors="replace"):
            if line.startswith("  "):
                continue
            fields, gloss = line.split(" | ", 1)
            fields = fields.split(" ")
            lemmas = [fields[4 + 2 * i].replace("_", " ") for i in range(int(fields[3], 16))]
            lemmas = [re.sub(r"\([a-z]+\)$", "", lemma) for lemma in lemmas]
            definition = re.sub(r"\(.*?\)", "", gloss.split('"')[0]).strip().rstrip(";")
            yield lemmas, pos, definition, re.findall(r'"([^"]+)"', gloss)


def glosses(folder):
    for lemmas, _, definition, examples in wordnet(folder):
        yield from sentences(", ".join(lemmas[:3]) + ": " + definition)
        for example in examples:
            yield from sentences(example)


# How people ask. `N` and `M` are nouns, `V` is a verb.
FRAMES = """
how do i V my N
can you V the N for me please
i want to V a N
i need help with my N and the M
please V the N
why does the N not V
what is the N of my M
could you tell me about the N
show me the M of the N
where can i find a N
my N is broken, can somebody V it
the M in the N does not work anymore
is there a N for the M
how long does it take to V a N
i would like to know what N means
when is the next N
let's V the N before the M
don't V the N
add a N to my M
remove the N from the M
change the M of my N
write a N about the M
check whether the N has a M
we have a problem with the N
""".strip().splitlines()


def requests(folder, often):
    """Requests put together from WordNet's words: `often` tells how common a word is. Nouns of one request come from
    one synset and its definition, so that they have to do with each other."""
    nouns, verbs = {}, set()
    for lemmas, pos, definition, _ in wordnet(folder):
        for lemma in lemmas[:2]:
            if pos == "verb" and lemma.isalpha() and often.get(lemma, 0) > 1:
                verbs.add(lemma)
            if pos == "noun" and lemma.islower() and all(often.get(word, 0) > 1 for word in words(lemma)):
                nouns.setdefault(lemma, []).append(definition)
    verbs, chance = sorted(verbs), random.Random(14)
    for noun in sorted(nouns):
        others = [word for gloss in nouns[noun] for word in words(gloss) if word in nouns and len(word) > 3]
        for frame in chance.sample(FRAMES, 2):
            other = chance.choice(others) if others else "list"
            fill = {"N": noun, "M": other, "V": chance.choice(verbs)}
            yield re.sub(r"\b[NMV]\b", lambda slot: fill[slot[0]], frame)


def chosen(texts, number):
    """So many different texts, by hash."""
    key = lambda text: hashlib.sha256(text.encode()).digest()
    return sorted(dict.fromkeys(texts), key=key)[:number]
