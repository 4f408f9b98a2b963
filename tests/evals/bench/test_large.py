"""How finding grows is measured over real words, in one part and through three of ten."""

import io
import json
import tarfile
from pathlib import Path

from evals.bench.large import main, passages_of, sentences_of


def laws(path: Path) -> Path:
    text = "---\ntitle: x\n---\n# نظام\n\n" + "\n\n".join(
        f"على الوزارة أن تنشر القرار رقم {n} في الجريدة الرسمية." for n in range(40)
    )
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("laws/one.md")
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def test_a_small_run_tells_every_size_and_draws_them(tmp_path: Path) -> None:
    given = ["--laws", str(laws(tmp_path / "laws.tar.gz")), "--sizes", "20", "--questions", "3"]
    assert main([*given, "--output", str(tmp_path / "out")]) == 0
    points = json.loads((tmp_path / "out" / "large.json").read_text(encoding="utf-8"))["points"]
    assert [(one["passages"], one["parts"], one["asked_parts"]) for one in points] == [(20, 1, 1), (20, 10, 3)]
    assert all(one["p50_ms"] > 0 and one["vector_ms"] > 0 and one["pss_mib"] > 0 for one in points)
    assert "<svg" in (tmp_path / "out" / "large.svg").read_text(encoding="utf-8")


def test_front_matter_is_no_sentence_and_mixtures_go_on_for_ever(tmp_path: Path) -> None:
    sentences = list(sentences_of(laws(tmp_path / "laws.tar.gz")))
    assert len(sentences) == 40
    assert len(list(passages_of(sentences, 100))) == 100
