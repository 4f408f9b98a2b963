"""Searching by HTTP, and for administrators why a passage was found."""

from starlette.testclient import TestClient


def test_an_administrator_is_told_why_a_passage_was_found(client: TestClient) -> None:
    plain = client.get("/api/search", params={"q": "annual leave", "k": 2}).json()["results"]
    told = client.get("/admin/api/search", params={"q": "annual leave", "k": 2}).json()["results"]
    assert [row["result"] for row in told] == plain
    assert all({source["name"] for source in row["explanation"]["sources"]} >= {"words", "meaning"} for row in told)
