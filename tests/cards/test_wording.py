"""Titles, answers and dates inside English sentences."""

import pytest

from cards import wording
from cards.clozes import hide, parts, window
from cards.leak import stem
from kg.vocabulary import stems


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Beam search", "beam search"),
        ("KV cache", "KV cache"),
        ("U-Net", "U-Net"),
        ("nDCG", "nDCG"),
        ("A/B testing", "A/B testing"),
        ("Gaussian mixture model", "Gaussian mixture model"),
        ("Frechet inception distance", "Frechet inception distance"),
        ("Sliced Wasserstein distance", "sliced Wasserstein distance"),
        ("Hidden Markov model", "hidden Markov model"),
        ("Naive Bayes", "naive Bayes"),
        ("Zero Redundancy Optimizer", "Zero Redundancy Optimizer"),
        ("K-nearest neighbors", "k-nearest neighbors"),
        ("LLM training pipeline", "LLM training pipeline"),
    ],
)
def test_titles_lose_their_capital_unless_it_is_a_names(title: str, inside: str) -> None:
    assert wording.inline(title) == inside


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Transformer", "a transformer"),
        ("Autoencoder", "an autoencoder"),
        ("U-Net", "a U-Net"),
        ("LLM", "an LLM"),
        ("GAN", "a GAN"),
        ("Mixture of experts", "a mixture of experts"),
        ("F1 score", "the F1 score"),
        ("Precision-recall trade-off", "the precision-recall trade-off"),
        ("Attention", "attention"),
        ("Softmax", "softmax"),
        ("Cross-entropy", "cross-entropy"),
        ("Delayed labels", "delayed labels"),
        ("The ML system design framework", "the ML system design framework"),
    ],
)
def test_titles_get_the_article_a_person_would_say(title: str, said: str) -> None:
    assert wording.phrase(title) == said


@pytest.mark.parametrize(
    ("title", "plural"),
    [
        ("Delayed labels", True),
        ("Loss", False),
        ("Naive Bayes", False),
        ("Bias", False),
        ("K-nearest neighbors", False),
        ("BLEU", False),
        ("Corpus", False),
    ],
)
def test_plural_titles_are_seen(title: str, plural: bool) -> None:
    assert wording.is_plural(title) is plural


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one fewer pass, than before", "One fewer pass, than before."),
        ("it works..", "It works."),
        ("540B", "540B"),
        ("$O(n)$ for n layers in all", "$O(n)$ for n layers in all."),
        ("the value is $x$", "The value is $x$"),
        ("nDCG counts by grade here", "nDCG counts by grade here."),
        ("`x` is the input here", "`x` is the input here."),
        ("see [[kv-cache]] for it", "See kv cache for it."),
        ("see [[kv-cache|the cache]]", "See the cache"),
    ],
)
def test_answers_start_and_end_as_sentences_do(written: str, shown: str) -> None:
    assert wording.answer_text(written) == shown


@pytest.mark.parametrize(
    ("as_of", "said"),
    [("2022", "2022"), ("2022-04", "April 2022"), ("2022-04-05", "5 April 2022"), ("now", "now")],
)
def test_dates_are_spoken(as_of: str, said: str) -> None:
    assert wording.spoken_date(as_of) == said


def test_normal_form_drops_case_articles_and_punctuation_only() -> None:
    assert wording.normal("What is the  KV-cache?") == wording.normal("what is a KV cache")
    assert wording.normal("What is C?") != wording.normal("What is C++?")
    assert wording.normal("What is `a.b`?") != wording.normal("What is `a,b`?")


def test_a_part_is_hidden_and_all_others_are_shown() -> None:
    text = "Of ==one== and ==two==."
    found = parts(text)
    assert [hide(text, found, part) for part in found] == ["Of [...] and two.", "Of one and [...]."]


def test_a_window_shows_two_before_and_one_after() -> None:
    letters = list("abcdef")
    assert window(letters, 0) == "[...], b, …"
    assert window(letters, 3) == "…, b, c, [...], e, …"
    assert window(letters, 5) == "…, d, e, [...]"


@pytest.mark.parametrize("word", ["checkpointing", "models", "s3", "gpt4", "running", "bayes"])
def test_the_leak_tests_stems_are_those_of_the_vocabulary(word: str) -> None:
    assert {stem(word)} == stems(word)
