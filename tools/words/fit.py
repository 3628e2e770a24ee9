"""Word vectors whose normalised sums come as close as they can to a teacher's sentence vectors.

Tokenlearn in closed form: E = prior + R, with R the least squares solution of

    sum over sentences |r_s * (sum of E_w over the words of s) - t_s|^2  +  RIDGE * sum over words |R_w|^2

where t_s is the teacher's vector of the sentence, centred and in the basis of the principal components of all of them, and
r_s makes the lengths agree; it is set anew between rounds. Conjugate gradients, a fixed number of steps, no randomness.
"""

import numpy as np
import scipy.sparse as sparse

WIDTH = 256  # numbers a word while fitting; trailing ones are dropped afterwards, which is what PCA would do
ROUNDS, STEPS = 3, 25
RIDGE, PRIOR_RIDGE = 5.0, 3.0
SIF = 1e-3  # smooth inverse frequency (Arora et al. 2017): a / (a + p(word))
HELD_OUT = 2000


def principal(vectors, weights):
    """Centred by weighted mean, in the basis of the weighted principal components, largest first."""
    weights = weights / weights.sum()
    centred = vectors - (weights[:, None] * vectors).sum(0)
    basis = np.linalg.eigh((centred * weights[:, None]).T @ centred)[1][:, ::-1][:, :WIDTH]
    basis *= np.sign(basis[np.abs(basis).argmax(0), np.arange(basis.shape[1])])  # an eigenvector has no sign of its own
    return centred @ basis


def rarity(counts):
    return (SIF / (SIF + counts / counts.sum()))[:, None]


def scaled(vectors):
    return (vectors / np.sqrt((vectors**2).sum(1).mean())).astype(np.float32)


def prior_features(of_words, pieces, counts):
    """What is known of a word before any sentence: the teacher's vector of it alone, and its word pieces."""
    of_words = scaled(principal(of_words, counts) * rarity(counts))
    return np.hstack([of_words, scaled(principal(pieces * rarity(counts), counts))])


def occurrences(sentences, numbers):
    """Sentences as sparse rows of word counts."""
    ends, columns = [0], []
    for sentence in sentences:
        columns += [numbers[word] for word in sentence if word in numbers]
        ends.append(len(columns))
    rows = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(sentences), len(numbers)))
    rows.sum_duplicates()
    return rows


def solved(rows, targets, start):
    """min |rows @ E - targets|^2 + RIDGE * |E - start|^2, preconditioned by the diagonal."""
    residual = rows.T @ (targets - rows @ start)
    diagonal = np.asarray(rows.multiply(rows).sum(0)).ravel()[:, None] + RIDGE
    change, scaled_residual = np.zeros_like(start), residual / diagonal
    direction, energy = scaled_residual.copy(), (residual * scaled_residual).sum(0)
    for _ in range(STEPS):
        image = rows.T @ (rows @ direction) + RIDGE * direction
        step = energy / ((direction * image).sum(0) + 1e-12)
        change += step * direction
        residual -= step * image
        scaled_residual = residual / diagonal
        next_energy = (residual * scaled_residual).sum(0)
        direction = scaled_residual + next_energy / (energy + 1e-12) * direction
        energy = next_energy
    return start + change


def agreement(rows, targets, table):
    """Mean cosine of summed words with the teacher."""
    sums = rows @ table
    cosines = (sums * targets).sum(1) / (np.linalg.norm(sums, axis=1) * np.linalg.norm(targets, axis=1) + 1e-9)
    return float(cosines.mean())


def fit(rows, teacher, features):
    """Word vectors; `rows` are sentences as word counts, `teacher` their vectors. The last sentences are held out."""
    targets = principal(teacher, np.ones(len(teacher))).astype(np.float32)
    lengths = np.linalg.norm(targets, axis=1)
    scale = 1 / np.sqrt(np.maximum(np.asarray(rows.sum(1)).ravel(), 1))
    seen = slice(0, -HELD_OUT)
    for round_ in range(ROUNDS):
        weighted = (sparse.diags(scale.astype(np.float32)) @ rows).tocsr()[seen]
        known = weighted @ features
        ridge = PRIOR_RIDGE * np.eye(features.shape[1], dtype=np.float32)
        prior = features @ np.linalg.solve(known.T @ known + ridge, known.T @ targets[seen])
        table = solved(weighted, targets[seen], prior)
        held_out = [round(agreement(rows[-HELD_OUT:], targets[-HELD_OUT:], vectors), 4) for vectors in (prior, table)]
        print(f"round {round_ + 1}: cosine with the teacher on {HELD_OUT} unseen sentences: prior, fitted {held_out}")
        scale = lengths / np.maximum(np.linalg.norm(rows @ table, axis=1), 1e-3)
        scale = np.minimum(scale, 3 * np.median(scale))
    return table
