"""What names a customer becomes a place to fill in; the rest stays as it was written."""

from bot.placeholders import with_places
from nlu.types import Entity


def found(text: str, kind: str, raw: str) -> Entity:
    start = text.index(raw)
    return Entity(kind, start, start + len(raw), raw, raw)


def test_what_the_extractor_found_names_its_kind() -> None:
    text = "我是李雷，订单 LY20260428006 没到，邮箱 lei@x.example"
    entities = [found(text, "person", "李雷"), found(text, "order_id", "LY20260428006")]
    assert with_places(text, entities, (), "zh") == "我是【姓名】，订单 【订单号】 没到，邮箱 【邮箱】"


def test_names_that_we_know_go_whole_and_never_out_of_the_middle_of_a_word() -> None:
    text = "Hi ann, Annual plans are cheaper. Ann Lee asked."
    assert with_places(text, (), {"Ann", "Ann Lee", "Lee"}, "en") == (
        "Hi <name>, Annual plans are cheaper. <name> asked."
    )


def test_links_to_articles_stay_and_others_go() -> None:
    own, other = "https://help.example/kb/s1/refunds?lang=en", "https://x.example/reset?token=abc"
    text = f"See {own} or {other}"
    entities = [found(text, "url", own), found(text, "url", other)]
    assert with_places(text, entities, (), "en") == f"See {own} or <link>"


def test_lines_stay_lines_and_what_is_nobodys_stays() -> None:
    text = "1. 打开设置\n2. 点“导出”，选 [CSV]\n\n5.2 版也一样"
    assert with_places(text, (), (), "zh") == "1. 打开设置\n2. 点“导出”，选 (CSV)\n\n5.2 版也一样"
