import pytest

from kb_index.articles import ArticleProblem
from kb_index.chunking import cut_into_chunks
from kb_index.importing.html_text import MOST_TAGS, fragment_to_markdown, keep_address


def markdown(html: str) -> str:
    return fragment_to_markdown(html, keep_address)


def quoted(html: str) -> str:
    """What the bot would quote of it."""
    return "\n".join(chunk.text for chunk in cut_into_chunks(markdown(html), "zh"))


def test_nothing_that_runs_is_kept() -> None:
    html = (
        "<p onclick='x()'>Text</p><script>alert(1)</script><style>p{}</style><iframe src='//v'></iframe>"
        "<svg onload=x()><text>s</text></svg><!-- comment --><form><input value=v></form>"
        "<a href='javascript:x()'>words</a> <a href=' JaVaScRiPt:x()'>more</a> <a href='data:x'>d</a>"
    )
    assert markdown(html) == "Text\n\nwords more d"


@pytest.mark.parametrize(
    ("html", "text", "told"),
    [
        (
            '<p>See:</p><iframe src="https://v.example/embed/a1" title="如何退款"></iframe><p>Then.</p>',
            "See:\n\n[如何退款](https://v.example/embed/a1)\n\nThen.",
            ["the frame https://v.example/embed/a1 became a link"],
        ),
        (
            '<p>See <video controls><source src="//cdn.example.com/a.mp4">No video.</video> then.</p>',
            "See\n\n[https://cdn.example.com/a.mp4](https://cdn.example.com/a.mp4)\n\nthen.",
            ["the video https://cdn.example.com/a.mp4 became a link"],
        ),
        (
            '<object data="https://x.example/a.swf"><embed src="https://x.example/a.swf"></object>',
            "[https://x.example/a.swf](https://x.example/a.swf)",
            ["the object https://x.example/a.swf became a link"],
        ),
        (
            '<table><tr><th>Watch</th></tr><tr><td><audio src="https://x.example/a.mp3" aria-label="Hear|it">'
            "</audio></td></tr></table>",
            "| Watch |\n| --- |\n| [Hear\\|it](https://x.example/a.mp3) |",
            ["the recording https://x.example/a.mp3 became a link"],
        ),
        ("<p>Text</p><video src='blob:x'></video>", "Text", ["the video blob:x was left out"]),
        ("<p>Text</p><iframe srcdoc='<p>x</p>'></iframe>", "Text", ["a frame was left out"]),
        ("<p>Text</p><form><iframe src='https://x.example'></form>", "Text", ["a form was left out"]),
        ("<p>Text</p><form role=search><input></form>", "Text", []),
        ("<p>Text</p><noscript><iframe src='https://x.example'></iframe></noscript>", "Text", []),
    ],
)  # fmt: skip
def test_what_is_played_becomes_a_link_and_what_is_left_out_is_told(
    html: str, text: str, told: list[str]
) -> None:
    found: list[str] = []
    assert fragment_to_markdown(html, keep_address, tell=found.append) == text
    assert found == told


def test_lists_nest_and_keep_their_numbers() -> None:
    html = "<ol start=3><li>a<ul><li>b<ol><li>c</ol></ul><li><p>d</p><pre><code>e\n\nf</code></pre></ol>"
    assert markdown(html) == "3. a\n   - b\n     1. c\n4. d\n\n   ```\n   e\n\n   f\n   ```"


def test_a_table_is_a_table_whatever_stands_in_its_cells() -> None:
    html = (
        "<table><tr><td>Plan</td><td>Price</td></tr><tr><td><p>Team | small</p><p>new</p></td>"
        "<td><pre>1 || 2</pre></td></tr></table>"
    )
    assert (
        quoted(html) == "Team | small new：Price 1 || 2" or quoted(html) == "Team | small new: Price 1 || 2"
    )


def test_what_spans_rows_stands_in_each_of_them() -> None:
    head = "<thead><tr><th rowspan=9>Plan</th><th>Paid</th><th>Price</th></tr></thead>"
    spanned = (
        "<tr><td rowspan=2>Team</td><td>monthly</td><td>19</td></tr><tr><td>yearly</td><td>190</td></tr>"
        "<tr><td>Free</td><td colspan=2 rowspan=0>never</td></tr><tr><td>Trial</td></tr>"
    )
    assert quoted(f"<table>{head}{spanned}</table>").split("\n") == [
        "Team: Paid monthly; Price 19",
        "Team: Paid yearly; Price 190",
        "Free: Paid never",
        "Trial: Paid never",
    ]
    with pytest.raises(ArticleProblem, match="span rows"):
        markdown(f"<table><tr>{'<td rowspan=999>x' * 99}</tr>{'<tr></tr>' * 999}</table>")


def test_figures_in_the_first_row_are_no_head_and_a_row_alone_is_found() -> None:
    rows = "<tr><td>Team</td><td>19 USD</td></tr><tr><td>Business</td><td>39 USD</td></tr>"
    assert quoted(f"<table>{rows}</table>") == "Team: 19 USD\nBusiness: 39 USD"
    assert quoted("<table><tr><td>注意：导出前先保存。</td></tr></table>") == "注意：导出前先保存。"


def test_a_raised_figure_stays_one() -> None:
    assert markdown("<p>10<sup>-6</sup> m<sup>2</sup>, the 1<sup>st</sup></p>") == "10⁻⁶ m², the 1st"


def test_links_within_a_page_lead_to_its_headings() -> None:
    links = "".join(f"<li><a href='#{place}'>{place}</a>" for place in ("h_01", "b", "c", "d"))
    html = (
        f"<ul>{links}</ul><h2 id=h_01>怎么申请？</h2><a name=b></a><h3><b>Two</b> words</h3>"
        "<div id=c><h2>Cee</h2><p id=d>x</p></div>"
    )
    assert markdown(html).split("\n\n")[0] == "- [h_01](#怎么申请)\n- [b](#two-words)\n- [c](#cee)\n- d"


def test_a_headings_link_to_itself_is_no_part_of_it() -> None:
    html = "<h2 id=a><a href='#a'>Whole</a></h2><h3 id=b>怎么申请<a href='#b' title='Permalink'>¶</a></h3>"
    assert markdown(f"<p><a href='#b'>b</a></p>{html}") == "[b](#怎么申请)\n\n## Whole\n\n### 怎么申请"


def test_code_is_kept_to_the_letter_with_its_language() -> None:
    html = '<pre class="x"><code class="language-py">if a &lt; b_c:\n    print("*")\n```\n</code></pre>'
    assert markdown(html) == '````py\nif a < b_c:\n    print("*")\n```\n````'
    assert markdown("<p>Call <code>a_b(*c)</code></p>") == "Call `a_b(*c)`"


def test_a_picture_is_a_link_by_its_words_or_its_words() -> None:
    assert markdown('<img src="https://x/a b.png" alt="A screen">') == "[A screen](https://x/a%20b.png)"
    assert markdown('<img src="https://x/b.png">') == "[b.png](https://x/b.png)"
    assert markdown('<img src="data:image/png;base64,AAAA" alt="A screen">') == "A screen"
    assert (
        markdown('<a href="https://y"><img src="https://x/a.png" alt="A screen"></a>')
        == "[A screen](https://y)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "1. not a list", "# no heading", "- no item", "a * b * c", "_x_ and a_b_c", "[a](b)",
        "&lt;your-domain&gt;", "`x`", "a &amp;amp; b", "---", "===", "**加粗。**", "back\\slash", "| a | b |",
        "&gt;x", "~~~", "...", "1.",
    ],
)  # fmt: skip
def test_text_that_looks_like_markdown_stays_text(text: str) -> None:
    shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert quoted(f"<p>{text}</p>") == shown


def test_bold_ends_where_chinese_goes_on() -> None:
    assert (
        quoted("<p><strong>注意：</strong>退款 <b>14 天</b>内，<em>“原路”</em>退回</p>")
        == "注意：退款 14 天内，“原路”退回"
    )
    assert markdown("<p>Within <b>14 days</b>.</p>") == "Within **14 days**."


def test_hard_spaces_make_no_code_block() -> None:
    assert markdown("<p>&nbsp;&nbsp;&nbsp;&nbsp; text&nbsp;here</p><p>&nbsp;</p>") == "text here"


def test_pages_of_the_nineties_and_of_attackers_end() -> None:
    assert markdown("<ul><li>a<li>b</ul><p>x<p>y") == "- a\n- b\n\nx\n\ny"
    with pytest.raises(ArticleProblem, match="nests too deep"):
        markdown("<div>" * 3_000 + "deep")
    with pytest.raises(ArticleProblem, match=rf"expected at most {MOST_TAGS:,}"):
        markdown("<ol>" + "<li>a</li>" * 20_000 + "</ol>")
