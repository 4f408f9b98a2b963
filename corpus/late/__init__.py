"""Late interaction: a question's tokens matched one by one with a passage's, over the embedder's own token states.

Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT" (2020); here
with the states of the embedding model itself, made in the same forward pass as the passage's vector, centred by language, and
kept as 192 numbers of 8 bits a token.
"""
