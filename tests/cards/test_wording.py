"""Titles, answers and dates inside English sentences."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import templates, wording
from cards.clozes import hide, parts, window
from cards.leak import stem
from cards.places import built_in_packs
from cards.words import NO_WORDS, Words, words_of
from kg.errors import KgError
from kg.vocabulary import stems

SHIPPED = built_in_packs() / "ml-system-design"


@pytest.fixture(autouse=True)
def the_words_of_the_shipped_pack() -> Iterator[None]:
    with wording.speaking(words_of([SHIPPED])):
        yield


def test_the_words_of_a_field_come_from_its_pack_and_go_with_it() -> None:
    assert wording.phrase("Transformer") == "a transformer"
    assert wording.inline("Markov chain") == "Markov chain"
    with wording.speaking(NO_WORDS):
        assert wording.phrase("Transformer") == "transformer"
        assert wording.inline("Markov chain") == "markov chain"
    assert wording.phrase("Transformer") == "a transformer"


def test_a_field_may_ask_for_its_facts_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(
        'name = "bread"\n[words]\nhow_many = ["Folds"]\n'
        'fact_questions = { "Proof" = "How long does {subject} rise?" }\n'
    )
    words = words_of([tmp_path, tmp_path / "nowhere"])
    assert words == Words(
        how_many=frozenset({"folds"}), fact_questions={"proof": "How long does {subject} rise?"}
    )
    with wording.speaking(words):
        assert templates._FACT_QUESTIONS.get("proof") is None
        assert wording.field_words().fact_questions["proof"].startswith("How long")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words = 3", "words is a table"),
        ('[words]\nnames = "maillard"', "names is a list of words"),
        ("[words]\nfact_questions = 1", "fact_questions is a table"),
        ('[words.fact_questions]\nproof = "How {long}?"', "the question for 'proof'"),
        ('[words.fact_questions]\nproof = "{subject} {long}?"', "the question for 'proof'"),
    ],
)
def test_bad_words_are_refused_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pack.toml").write_text(text)
    with pytest.raises(KgError, match=said):
        words_of([tmp_path])


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
