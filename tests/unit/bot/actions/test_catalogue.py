"""actions.yml says what is wrong with it: file, line, what was got, what was expected, what to do."""

from pathlib import Path

import pytest

from bot.actions.catalogue import read_actions
from bot.actions.errors import ActionsBroken
from bot.actions.hosts import read_hosts
from nlu.types import Language

GOOD = """\
cancel_order:
  method: POST
  url: https://shop.example/orders/{slots.order_id}/cancel
  headers:
    X-Tenant: "{tenant}"
  body:
    reason: "{slots.reason}"
    items: [{by: "{customer.email}"}]
  signed_with: SHOP_SECRET
  say:
    zh: 订单已取消，编号 {answer.number}。
    en: The order is cancelled, number {answer.number}.
"""
SECRETS = {"SHOP_SECRET": "0123456789abcdef"}


def read(folder: Path, text: str, secrets: dict[str, str] = SECRETS):
    file = folder / "actions.yml"
    file.write_text(text, encoding="utf-8")
    return read_actions(file, read_hosts("shop.example, *.crm.example"), secrets)


def test_an_entry_is_read_as_it_stands(tmp_path):
    action = read(tmp_path, GOOD)["cancel_order"]
    assert (action.method, action.url) == ("POST", "https://shop.example/orders/{slots.order_id}/cancel")
    assert action.secret == b"0123456789abcdef"
    assert set(action.say) == set(Language)
    assert action.body == {"reason": "{slots.reason}", "items": [{"by": "{customer.email}"}]}


def test_an_empty_file_has_no_actions(tmp_path):
    assert read(tmp_path, "# none yet\n") == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("cancel_order:", "Cancel-Order:", 1, "'Cancel-Order', expected small letters"),
        ("method: POST", "method: FETCH", 2, "the method is 'FETCH', expected GET, POST"),
        ("method: POST", "method: GET", 6, "a GET has no body"),
        ("method: POST", "methode: POST", 2, "got 'methode', expected one of method, url"),
        (
            "https://shop.example/orders",
            "https://other.example/orders",
            3,
            "is not in HUIYI_ACTION_HOSTS; add",
        ),
        ("https://shop.example/orders", "https://crm.example/orders", 3, "is not in HUIYI_ACTION_HOSTS"),
        (
            "https://shop.example/orders",
            "https://shop.example.evil.example",
            3,
            "is not in HUIYI_ACTION_HOSTS",
        ),
        (
            "https://shop.example/orders",
            "https://shop.example@evil.example/",
            3,
            "is not in HUIYI_ACTION_HOSTS",
        ),
        (
            "https://shop.example/orders",
            "https://shop.example:8443/orders",
            3,
            "is not in HUIYI_ACTION_HOSTS",
        ),
        ("https://shop.example/orders", "https://{tenant}.crm.example", 3, "has a place in its host"),
        ("https://shop.example/orders", "file:///etc/", 3, "is no URL that starts with https://"),
        ("https://shop.example/orders", "https://[::1/orders", 3, "is no URL"),
        ("https://shop.example/orders", "https://shop.example:99999/orders", 3, "is no URL"),
        ("{slots.order_id}", "{slot.order_id}", 3, "nothing fills {slot.order_id}; expected one of slots.…"),
        ("{slots.order_id}", "{answer.id}", 3, "nothing fills {answer.id}"),
        ("https://shop.example/orders", "https://shop.example/a b", 3, "has a space or what is not ASCII"),
        (
            '"{slots.reason}"',
            "2026-05-20",
            6,
            "is no JSON (Object of type date is not JSON serializable); put",
        ),
        ("X-Tenant:", "Host:", 5, "'Host' is no header to set here"),
        ('"{tenant}"', "[1]", 5, "got [1], expected a text of printable ASCII"),
        ("{customer.email}", "{customer.mail}", 6, "nothing fills {customer.mail}"),
        ("SHOP_SECRET", "OTHER_SECRET", 9, "OTHER_SECRET has 0 characters, expected a secret of 16 or more"),
        ("    en: The order", "    fr: La commande", 10, "expected a text under each of zh, en"),
        (
            "    en: The order is cancelled, number {answer.number}.",
            "    en: ''",
            12,
            "expected what the customer",
        ),
        (
            "  say:",
            "  url: https://shop.example/\n  say:",
            10,
            "'url' stands here for the second time; keep one",
        ),
        ("cancel_order:", "cancel_order: [", 3, "is not YAML"),
    ],
)
def test_each_mistake_is_shown_with_its_line(tmp_path, old, new, line, says):
    with pytest.raises(ActionsBroken) as broken:
        read(tmp_path, GOOD.replace(old, new))
    found = [(one.line, one.message) for one in broken.value.complaints]
    assert any(at == line and says in message for at, message in found), found
    assert f"actions.yml:{line}: " in str(broken.value)


@pytest.mark.parametrize("text", ["- a\n- b\n", "cancel_order: yes\n", "just words\n"])
def test_another_shape_is_no_stack_trace(tmp_path, text):
    with pytest.raises(ActionsBroken, match=r"actions.yml:1: got .*, expected"):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ActionsBroken, match=r"nowhere.yml: cannot be read"):
        read_actions(tmp_path / "nowhere.yml", read_hosts(""), {})


def test_all_mistakes_are_shown_at_once(tmp_path):
    text = GOOD.replace("POST", "FETCH").replace("{tenant}", "{tenants}")
    with pytest.raises(ActionsBroken) as broken:
        read(tmp_path, text)
    assert [one.line for one in broken.value.complaints] == [2, 5]


def test_the_how_to_s_example_is_read(tmp_path):
    page = Path(__file__).parents[4] / "docs" / "how-to" / "actions.md"
    example = page.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    file = tmp_path / "actions.yml"
    file.write_text(example, encoding="utf-8")
    assert read_actions(file, read_hosts("crm.example.com"), {"CRM_SECRET": "0123456789abcdef"})
