"""Articles of other systems: a file or folder comes in, `ArticleFile`s and what was skipped and why go out.

One reader a file, all listed in `registry`; `html_text` turns HTML to Markdown for those who meet it.
Unlike `articles.read_articles` a broken entry stops nothing but itself. docs/how-to/import-articles.md
"""
