"""The scores of a page are the sums of all its attributes' weights, and its labels are the best there are."""

import itertools

import numpy as np
import pytest

from khabar_enrich.crf import emissions
from khabar_enrich.crf.decoding import Decoder
from khabar_enrich.crf.emissions import Emissions
from khabar_enrich.crf.features import features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.weights import Floats, Weights

_LABELS = ("O", "B-PERS", "I-PERS", "B-LOC")
_TEXT = [
    ["التقي", "الرئيس", "محمد", "حسني", "مبارك", "في", "القاهره", "وزير", "الخارجيه", "جون", "كيري", "."],
    ["وغادر", "كيري", "القاهره", "الي", "الولايات", "المتحده", "2012", '"'],
    ["وقال", "كيري", "|", "ل", "رويترز", "reuters", "_"],
    ["."],
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def chain(length: int, seed: int, spread: float = 3.0) -> tuple[Floats, Floats]:
    chance = np.random.default_rng(seed)
    return chance.normal(0, spread, (length, len(_LABELS))), chance.normal(0, 2, (len(_LABELS), len(_LABELS)))


def best_row(scores: Floats, transitions: Floats) -> tuple[int, ...]:
    def total(row: tuple[int, ...]) -> float:
        steps = sum(transitions[one, other] for one, other in itertools.pairwise(row))
        return float(steps + sum(scores[place, label] for place, label in enumerate(row)))

    return max(itertools.product(range(len(_LABELS)), repeat=len(scores)), key=total)


def some_weights(lexicon: Lexicon, *, of_every: int) -> Weights:
    """Weights of about one in so many of the attributes of the text."""
    attributes = sorted({mark for sentence in features(_TEXT, lexicon) for word in sentence for mark in word})
    kept = tuple(attributes[::of_every])
    states = np.random.default_rng(2).normal(0, 1, (len(kept), len(_LABELS))).astype(np.float32)
    return Weights(_LABELS, kept, states, chain(1, 3)[1])


@pytest.mark.parametrize("of_every", [1, 3])
def test_summed_scores_are_those_of_the_attributes_spelled_out(lexicon: Lexicon, of_every: int) -> None:
    weights = some_weights(lexicon, of_every=of_every)
    weight = dict(zip(weights.attributes, weights.states.astype(np.float64), strict=True))
    scored = Emissions(weights, lexicon).of(_TEXT)
    nothing = np.zeros(len(_LABELS))
    for (first, after), sentence in zip(scored.sentences, features(_TEXT, lexicon), strict=True):
        expected = [sum((weight.get(mark, nothing) for mark in word), nothing) for word in sentence]
        np.testing.assert_allclose(scored.scores[first:after], expected, atol=1e-4)


def test_a_word_scores_the_same_after_many_others_made_it_forgotten(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emissions, "_REMEMBERED", 5)
    scorer = Emissions(some_weights(lexicon, of_every=2), lexicon)
    first = scorer.of(_TEXT).scores
    many = [[f"كلمه{number}" for number in range(5_000)]]
    scorer.of(many)
    np.testing.assert_array_equal(scorer.of(_TEXT).scores, first)


@pytest.mark.parametrize("seed", range(12))
def test_the_likeliest_row_of_labels_is_found(seed: int) -> None:
    scores, transitions = chain(6, seed, spread=1 + seed)
    decoded = Decoder(transitions).decode(scores, [(0, 6)])
    assert tuple(decoded.labels) == best_row(scores, transitions)
    assert np.all((decoded.sure > 0) & (decoded.sure <= 1))


def test_sentences_read_beside_each_other_are_read_as_each_alone() -> None:
    scores, transitions = chain(600, 7)
    scores[::5, 0] += 30
    decoder, bounds = Decoder(transitions), []
    first = 0
    for length in [1, 2, 40, 7, 1, 90, 30, 3] * 3:
        bounds.append((first, first + length))
        first += length + 1
    together = decoder.decode(scores, bounds)
    for first, after in bounds:
        alone = decoder.decode(scores[first:after], [(0, after - first)])
        np.testing.assert_array_equal(together.labels[first:after], alone.labels)
        np.testing.assert_allclose(together.sure[first:after], alone.sure)


def test_a_word_that_can_be_in_no_name_parts_a_sentence_without_changing_its_labels() -> None:
    scores, transitions = chain(7, 5)
    scores[3, 0] += 60
    decoded = Decoder(transitions).decode(scores, [(0, 7)])
    assert tuple(decoded.labels) == best_row(scores, transitions)


def test_a_clear_name_is_surer_than_a_doubtful_one() -> None:
    transitions = np.zeros((4, 4))
    clear, doubtful = np.array([[0.0, 8, 0, 0]]), np.array([[0.0, 0.5, 0, 0]])
    sure = [Decoder(transitions).decode(scores, [(0, 1)]).sure[0] for scores in (clear, doubtful)]
    assert sure[0] > 0.95
    assert sure[1] < 0.5


def test_sentences_without_end_and_pages_without_words_are_read() -> None:
    scores, transitions = chain(5_000, 9)
    decoder = Decoder(transitions)
    assert len(decoder.decode(scores, [(0, 5_000)]).labels) == 5_000
    assert decoder.decode(scores[:4], []).labels.tolist() == [0] * 4
