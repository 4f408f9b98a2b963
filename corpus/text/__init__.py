"""Text as it is searched: folding, stemming, character 4-grams, sentences. One analyser for indexing and asking."""
