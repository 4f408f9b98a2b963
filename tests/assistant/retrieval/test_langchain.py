"""The retriever works in somebody's own chain."""

from langchain_core.runnables import RunnableLambda

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.retrieval.langchain import HybridRetriever


def test_the_retriever_runs_in_a_chain_and_gives_addresses(assistant: Assistant) -> None:
    chain = HybridRetriever.over(assistant, k=2) | RunnableLambda(lambda documents: [d.metadata["document"] for d in documents])
    assert "crisis-en" in chain.invoke("Who leads the crisis team?")


def test_the_retriever_gives_nothing_that_its_asker_may_not_read(assistant: Assistant) -> None:
    found = HybridRetriever.over(assistant, k=20, asker=Asker(frozenset())).invoke(
        "What does the director of operations receive?"
    )
    assert found and "salaries-en" not in {document.metadata["document"] for document in found}
