"""Each form of data set: what is read from a whole one, and what is said of a broken one."""

import json
from pathlib import Path

import pytest

from evals.datasets import gold
from evals.datasets.load import open_datasets, open_one
from evals.errors import BadDataset

PARAGRAPHS = {
    "ar": ("تأسست المدينة عام 1920 على ضفة الوادي.", "متى تأسست المدينة؟", "1920"),
    "en": ("The town was founded in 1920 on the bank of the valley.", "When was the town founded?", "in 1920"),
}


def squad(path: Path, language: str, **changes: object) -> Path:
    """A SQuAD file with one question, and one without an answer."""
    context, question, answer = PARAGRAPHS[language]
    asked = {"id": "q1", "question": question, "answers": [{"text": answer, "answer_start": context.index(answer)}], **changes}
    silent = {"id": "q2", "question": question + "?", "answers": [], "is_impossible": True}
    whole = {"version": "1", "data": [{"title": "t", "paragraphs": [{"context": context, "qas": [asked, silent]}]}]}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def beir(folder: Path) -> Path:
    """A BEIR folder of two documents."""
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "d1", "title": "Leave", "text": "Thirty days a year."}, {"_id": "d2", "text": "Nothing here."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    queries = [{"_id": "q1", "text": "How long is leave?"}, {"_id": "q2", "text": "Not judged"}]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", encoding="utf-8")
    return folder


def test_squad_paragraphs_are_the_pool_and_its_impossible_questions_have_no_answer(tmp_path: Path) -> None:
    (dataset,) = open_datasets([f"squad:{squad(tmp_path / 'x.en.json', 'en')}"])
    first, second = dataset.questions
    assert first.answers == ("in 1920",)
    assert set(first.relevant) == {"x.en-000-000"} == {document.id for document in dataset.pool}
    assert (second.answerable, second.relevant) == (False, {})


def test_questions_are_asked_of_the_paragraphs_of_the_other_language(tmp_path: Path) -> None:
    one, other = squad(tmp_path / "x.ar.json", "ar"), squad(tmp_path / "x.en.json", "en")
    (dataset,) = open_datasets([f"squad:{one}"], [f"squad:{other}"])
    assert (dataset.questions[0].language, dataset.questions[0].kind) == ("ar", "across")
    assert set(dataset.questions[0].relevant) == {"x.en-000-000"}
    assert [document.language for document in dataset.pool] == ["en"]


def test_data_sets_with_pools_are_asked_of_all_their_documents(tmp_path: Path) -> None:
    specs = [f"squad:{squad(tmp_path / f'x.{language}.json', language)}" for language in ("ar", "en")]
    for dataset in open_datasets(specs):
        assert {document.id for document in dataset.pool} == {"x.ar-000-000", "x.en-000-000"}


def test_of_tydi_only_arabic_and_english_are_taken(tmp_path: Path) -> None:
    names = [q.id for q in open_one(f"squad:{squad(tmp_path / 'a.json', 'ar', id='arabic-12-1')}").questions]
    others = [q.id for q in open_one(f"squad:{squad(tmp_path / 'b.json', 'en', id='finnish-12-1')}").questions]
    assert names == ["arabic-12-1", "q2"]
    assert others == ["q2"]


def test_beir_grades_and_titles_are_kept(tmp_path: Path) -> None:
    dataset = open_one(f"beir:{beir(tmp_path / 'set')}")
    assert [(q.id, dict(q.relevant)) for q in dataset.questions] == [("q1", {"d1": 2, "d2": 0})]
    assert dataset.pool[0].text == "Leave\nThirty days a year."


def test_trec_topics_are_read_tagged_and_by_line(tmp_path: Path) -> None:
    (tmp_path / "qrels.txt").write_text("301 0 A-1 1\n302 0 A-1 0\n", encoding="utf-8")
    (tmp_path / "docs.trec").write_text("<DOC>\n<DOCNO> A-1 </DOCNO>\n<TEXT>Crime grows.</TEXT>\n</DOC>\n", encoding="utf-8")
    topics = tmp_path / "topics.txt"
    topics.write_text(
        "<top>\n<num> Number: 301\n<title> organized crime\n\n<desc> Description:\nWords\n</top>\n", encoding="utf-8"
    )
    tagged = open_one(f"trec:{tmp_path}")
    topics.write_text("301\torganized crime\n", encoding="utf-8")
    assert [(q.id, q.text) for q in tagged.questions] == [("301", "organized crime")]
    assert open_one(f"trec:{tmp_path}").questions == tagged.questions
    assert [(d.id, d.text) for d in tagged.pool] == [("A-1", "Crime grows.")]


def test_a_table_names_the_documents_that_answer(tmp_path: Path) -> None:
    path = tmp_path / "asked.csv"
    path.write_text("question,document,groups\nكم الإجازة؟,leave,hr board\nWhat is far?,,\n", encoding="utf-8-sig")
    first, second = open_one(f"table:{path}").questions
    assert (first.language, dict(first.relevant), first.groups) == ("ar", {"leave": 1}, frozenset({"hr", "board"}))
    assert (second.kind, second.answerable) == ("unanswerable", False)


def test_the_turns_of_a_conversation_carry_those_before(tmp_path: Path) -> None:
    turns = [
        {"question": "How much leave?", "document": "leave"},
        {"question": "And when?", "document": "leave", "quote": "in May"},
    ]
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps({"id": "t", "turns": turns}) + "\n", encoding="utf-8")
    first, second = open_one(f"conversations:{path}").questions
    assert (first.id, first.history, dict(first.relevant)) == ("t-1", (), {"leave": 1})
    assert (second.history, second.kind, second.evidence[0][0].quote) == (("How much leave?",), "follow-up", "in May")


def test_a_follow_up_that_is_also_written_whole_is_asked_both_ways(tmp_path: Path) -> None:
    turns = [
        {"question": "How much leave?"},
        {"question": "And when?", "whole": "When is leave taken?", "documents": ["leave-en", "leave-ar"]},
    ]
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"id": "t", "half": "test", "turns": turns}), encoding="utf-8")
    _, follows, whole = open_one(f"conversations:{path}").questions
    assert (follows.id, follows.kind, follows.history, follows.half) == ("t-2", "follow-up", ("How much leave?",), "test")
    assert (whole.id, whole.text, whole.kind, whole.history) == ("t-2-whole", "When is leave taken?", "fact", ())
    assert dict(follows.relevant) == dict(whole.relevant) == {"leave-en": 1, "leave-ar": 1}


@pytest.mark.parametrize("half", ["tune", "test"])
def test_the_shipped_conversations_are_whole_and_half_of_them_arabic(half: str) -> None:
    questions = open_one(f"conversations:{gold.GOLD / 'conversations' / f'{half}.jsonl'}").questions
    firsts = [question for question in questions if not question.history and not question.id.endswith("-whole")]
    assert len(firsts) >= 30
    assert sum(question.language == "ar" for question in firsts) * 2 == len(firsts)
    assert {question.half for question in questions} == {half}
    assert all(question.relevant for question in questions if question.history)


GOLD = 'half: tune\nquestions:\n  - {{id: a, language: en, question: "Why?", {rest}}}\n'
EVIDENCE = "evidence: [{document: d, quote: because}]"
TWICE = b'  - {id: a, language: en, question: "How?", kind: near}\n'


@pytest.mark.parametrize(
    ("form", "name", "content", "said"),
    [
        ("squad", "cut.json", b'{"data": [{"paragraphs": [{"cont', "isn't whole JSON"),
        ("squad", "list.json", b"[]", "no list `data`"),
        ("squad", "none.json", b'{"data": []}', "holds no question"),
        ("squad", "latin.json", '{"data": "é"}'.encode("latin-1"), "isn't UTF-8"),
        ("squad", "wide.json", '{"data": []}'.encode("utf-16"), "isn't UTF-8"),
        ("squad", "missing.json", None, "can't be read"),
        ("squad", "flat.json", b'{"data": [{"paragraphs": "x"}]}', "`paragraphs` of article 1 isn't a list"),
        ("squad", "words.json", b'{"data": ["x"]}', "article 1 isn't an object"),
        ("gold", "latin.yaml", "questions: é".encode("latin-1"), "isn't UTF-8"),
        ("gold", "twice.yaml", GOLD.format(rest=EVIDENCE).encode() + TWICE, "question 'a' stands twice"),
        ("gold", "cut.yaml", b"half: tune\nquestions:\n  - {id: a, language", "isn't whole YAML"),
        ("gold", "half.yaml", b"half: both\nquestions: []", "`half` is 'both'"),
        ("gold", "empty.yaml", b"half: tune\nquestions: []", "holds no question"),
        ("gold", "kind.yaml", GOLD.format(rest="kind: odd, " + EVIDENCE).encode(), "the kind 'odd'"),
        ("gold", "bare.yaml", GOLD.format(rest="kind: fact").encode(), "0 items of evidence"),
        ("gold", "typo.yaml", GOLD.format(rest="nugets: [x], " + EVIDENCE).encode(), "a field `nugets`"),
        ("gold", "span.yaml", GOLD.format(rest="evidence: [{document: d}]").encode(), "no `quote`"),
        ("table", "columns.csv", b"frage,document\nx,y\n", "no columns"),
        ("table", "short.csv", b"question,document,quote\nWhy?\n", "line 2 has more or fewer cells"),
        ("table", "long.csv", b"question,document\nWhy?,d,more\n", "line 2 has more or fewer cells"),
        ("table", "twice.csv", b"id,question,document\na,Why?,d\na,How?,d\n", "question 'a' stands twice"),
        ("table", "latin.csv", "question,document\né?,d\n".encode("latin-1"), "isn't UTF-8"),
        ("table", "empty.csv", b"question,document\n", "holds no question"),
        ("table", "cut.csv", b'question,document\n"Why,', "isn't whole"),
        ("conversations", "cut.jsonl", b'{"id": "a", "turns": [{"question": "x"}]}\n{"id": "b", "tur', "line 2"),
        ("conversations", "half.jsonl", b'{"id": "a", "half": "both", "turns": [{"question": "x"}]}', "'both'"),
        ("conversations", "turnless.jsonl", b'{"id": "a", "turns": []}', "no turns"),
        ("conversations", "words.jsonl", b'{"id": "a", "turns": ["Why?"]}', "a-1 isn't an object"),
        ("conversations", "twice.jsonl", b'{"id": "a", "turns": [{"question": "x"}]}\n' * 2, "turn 'a-1' stands twice"),
        ("conversations", "latin.jsonl", '{"id": "é"}'.encode("latin-1"), "isn't UTF-8"),
        ("conversations", "empty.jsonl", b"", "holds no conversation"),
        ("odd", "x", b"", "names no form"),
    ],
)
def test_a_broken_data_set_is_told_with_its_file_and_place(
    form: str, name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadDataset) as caught:
        open_one(f"{form}:{tmp_path / name}")
    assert said in str(caught.value)
    assert name in str(caught.value)


def test_an_answer_that_does_not_stand_in_its_paragraph_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadDataset, match="q1"):
        open_one(f"squad:{squad(tmp_path / 'x.json', 'en', answers=[{'text': 'in 1930', 'answer_start': 4}])}")


def test_an_id_that_stands_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadDataset, match="stands twice"):
        open_one(f"squad:{squad(tmp_path / 'x.json', 'en', id='q2')}")


def test_a_pool_that_answers_nothing_is_told(tmp_path: Path) -> None:
    one = squad(tmp_path / "one.json", "en")
    other = squad(tmp_path / "other.json", "ar", id="another")
    with pytest.raises(BadDataset, match="answers any of its questions"):
        open_datasets([f"squad:{one}"], [f"squad:{other}"])


def test_an_empty_pool_is_told(tmp_path: Path) -> None:
    path = tmp_path / "asked.csv"
    path.write_text("question,document\nWhy?,d\n", encoding="utf-8")
    with pytest.raises(BadDataset, match="holds no document"):
        open_datasets([f"table:{path}"], [f"table:{path}"])


@pytest.mark.parametrize("missing", ["qrels/test.tsv", "queries.jsonl", "corpus.jsonl"])
def test_a_beir_folder_that_lacks_a_file_is_told(missing: str, tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    (folder / missing).unlink()
    with pytest.raises(BadDataset):
        open_one(f"beir:{folder}")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", b'{"_id": "d1", "text": "Thirty days."}\n{"_id": "d2", "te', "line 2 isn't whole JSON"),
        ("corpus.jsonl", b'{"_id": "d1", "text": "a"}\n{"_id": "d1", "text": "b"}\n', "document 'd1' stands twice"),
        ("corpus.jsonl", b'{"_id": "other", "text": "a"}\n', "the first is 'd1'"),
        ("corpus.jsonl", b'{"_id": "d1"}\n', "line 1 has no `text`"),
        ("corpus.jsonl", b'["d1"]\n', "line 1 isn't an object"),
        ("corpus.jsonl", b"", "holds no document"),
        ("corpus.jsonl", '{"_id": "d1", "text": "é"}'.encode("latin-1"), "isn't UTF-8"),
        ("queries.jsonl", b'{"_id": "q1", "text": "How"}\n{"_id": "q1", "text": "How?"}\n', "query 'q1' stands twice"),
        ("queries.jsonl", b'{"_id": "q1", "text": "How lo', "line 1 isn't whole JSON"),
        ("queries.jsonl", b'{"_id": "q9", "text": "Not judged"}\n', "holds no judged query"),
        ("qrels/test.tsv", b"q1\td1\n", "2 of 3 columns"),
        ("qrels/test.tsv", b"q1\td1\tvery\nq1\td2\tno\n", "the grade 'no'"),
    ],
)
def test_a_broken_beir_file_is_told(file: str, content: bytes, said: str, tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    (folder / file).write_bytes(content)
    with pytest.raises(BadDataset) as caught:
        open_one(f"beir:{folder}")
    assert said in str(caught.value)


TREC = {
    "topics.txt": b"301\torganized crime\n",
    "qrels.txt": b"301 0 A-1 1\n",
    "documents.trec": b"<DOC>\n<DOCNO>A-1</DOCNO>\nCrime grows.\n</DOC>\n",
}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("topics.txt", None, "no file `topics*`"),
        ("topics.txt", b"301\n", "a topic has no words"),
        ("topics.txt", b"301\tone\n301\ttwo\n", "topic '301' stands twice"),
        ("topics.txt", b"<top>\n<num> Number: 301\n<title> crime\n</top>\n<top>\n<num> Num", "a topic has no title"),
        ("topics.txt", "301\tcafé\n".encode("latin-1"), "isn't UTF-8"),
        ("qrels.txt", None, "no file `qrels*`"),
        ("qrels.txt", b"301 0 A-1\n", "3 of 4 columns"),
        ("qrels.txt", b"301 0 A-1 yes\n", "the grade 'yes'"),
        ("qrels.txt", b"999 0 A-1 1\n", "no topic is judged"),
        ("qrels.txt", b"301 0 B-9 1\n", "the first is 'B-9'"),
        ("documents.trec", b"<DOC>\n<DOCNO>A-1</DOCNO>\nCrime gro", "doesn't end"),
        ("documents.trec", b"<DOC>\nCrime grows.\n</DOC>\n", "no <DOCNO>"),
        ("documents.trec", TREC["documents.trec"] * 2, "document 'A-1' stands twice"),
    ],
)
def test_a_broken_trec_file_is_told(file: str, content: bytes | None, said: str, tmp_path: Path) -> None:
    for name, whole in TREC.items():
        (tmp_path / name).write_bytes(whole)
    assert len(open_one(f"trec:{tmp_path}").questions) == 1
    (tmp_path / file).unlink() if content is None else (tmp_path / file).write_bytes(content)
    with pytest.raises(BadDataset) as caught:
        open_one(f"trec:{tmp_path}")
    assert said in str(caught.value)
