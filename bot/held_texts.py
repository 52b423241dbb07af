"""What search compares of a folder of articles, for tuning the encoder to leave it where it is."""

from pathlib import Path

from kb_index.articles import read_articles
from kb_index.chunking import cut_into_chunks, text_to_embed
from kb_index.passages import searched_questions
from nlu.encoder.lessons import HeldText


def read_held_texts(folder: Path) -> list[HeldText]:
    """Passages and known questions. Raises what `read_articles` raises."""
    return [
        held
        for article in read_articles(folder)
        for held in (
            *(
                HeldText(text_to_embed(article.title, chunk), article.language, is_passage=True)
                for chunk in cut_into_chunks(article.body, article.language)
            ),
            *(
                HeldText(question, article.language, is_passage=False)
                for question in searched_questions(article.title, article.asked_as)
            ),
        )
    ]
