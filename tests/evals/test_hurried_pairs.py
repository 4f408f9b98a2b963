"""The pairs of clean and hurried questions: sixty, hurried for real, and answered by documents that are there."""

import csv
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAIRS: list[dict[str, Any]] = yaml.safe_load((ROOT / "evals/gold/pairs/hurried.yaml").read_text(encoding="utf-8"))["pairs"]


def library() -> dict[str, str]:
    """The twin of each document of the shipped library."""
    with (ROOT / "corpus/library/catalogue.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["twin"] for row in csv.DictReader(file)}


def test_there_are_45_arabic_and_15_english_pairs() -> None:
    assert [pair["language"] for pair in PAIRS] == ["ar"] * 45 + ["en"] * 15
    assert len({pair["id"] for pair in PAIRS}) == 60


def test_every_document_is_there_with_its_twin() -> None:
    twins = library()
    for pair in PAIRS:
        documents = set(pair["documents"])
        assert documents, pair["id"]
        assert documents <= twins.keys(), pair["id"]
        assert {twins[document] for document in documents} == documents, pair["id"]


def test_the_hurried_question_is_in_the_same_language_and_differs() -> None:
    for pair in PAIRS:
        assert pair["hurried"] != pair["clean"]
        assert bool(re.search("[\u0621-\u064a]", pair["hurried"])) == (pair["language"] == "ar"), pair["id"]


def test_hurried_arabic_leaves_out_hamzas_on_alef_dots_and_marks() -> None:
    for pair in PAIRS[:45]:
        without_names = re.sub(r"\bآي\b|آر\b|بي آي", "", pair["hurried"])
        assert not re.search("[أإة؟\u064b-\u0652]", without_names), pair["id"]
