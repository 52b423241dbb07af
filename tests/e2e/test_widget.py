"""The widget in a browser against a desk made of paper, which breaks where it is told to."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.paper_desk import PaperDesk
from tests.e2e.widget_page import WidgetPage
from tests.e2e.widget_shop import Shop, browser, paper, shop

__all__ = ["browser", "paper", "shop"]

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


# Opening and closing


def test_one_script_tag_opens_a_chat_that_answers(paper: PaperDesk, shop: Shop) -> None:
    widget = shop()
    expect(widget.page.locator("iframe")).to_have_count(0)  # nothing is loaded before it is asked for
    widget.open()
    expect(widget.text).to_be_focused()
    expect(widget.frame.get_by_role("heading", name="Hello, how can we help?")).to_be_visible()
    widget.send("Where is my order?")
    widget.expect_thread("Where is my order?", "You said: Where is my order?")
    expect(widget.log.get_by_text("Seen")).to_be_visible()
    assert paper.hellos[0]["after"] == 0


def test_keyboard_alone_opens_writes_and_closes(shop: Shop) -> None:
    widget = shop()
    widget.launcher.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.text).to_be_focused()
    widget.page.keyboard.type("Hello")
    widget.page.keyboard.press("Shift+Enter")
    widget.page.keyboard.type("there")
    widget.page.keyboard.press("Enter")
    widget.expect_thread("Hello\nthere", "You said: Hello\nthere")
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_the_pages_own_style_does_not_reach_the_launcher(shop: Shop) -> None:
    widget = shop()
    box = widget.launcher.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (56, 56)
    assert (box["x"], box["y"]) == (1280 - 76, 800 - 76)
    assert widget.launcher.evaluate("one => getComputedStyle(one).color") == "rgb(255, 255, 255)"


def test_on_a_phone_it_fills_the_screen_and_keeps_the_focus(shop: Shop) -> None:
    widget = shop(**PHONE).open()
    widget.panel.evaluate("one => Promise.all(one.getAnimations().map(each => each.finished))")
    box = widget.panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(widget.launcher).to_be_hidden()
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    expect(widget.text).not_to_be_focused()  # the keyboard comes when it is asked for
    for _ in range(14):
        widget.page.keyboard.press("Tab")
        assert widget.page.evaluate("document.activeElement.shadowRoot?.activeElement?.tagName") == "IFRAME"
    widget.frame.get_by_role("button", name="Close the chat").click()
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
def test_every_target_is_large_enough_and_nothing_runs_over_the_edge(
    paper: PaperDesk, shop: Shop, size: dict[str, object]
) -> None:
    paper.answers = False
    widget = shop(**size).open()
    widget.send("long" * 200)
    source = {"article": "a", "title": "An article of a long name " * 4, "language": "en", "version": 1}
    widget.expect_delivered()
    paper.say("So", quick_replies=["Yes", "No"], sources=[source])
    expect(widget.chips).to_have_count(2)
    targets = widget.frame.locator("button:visible, .source:visible").all()
    assert len(targets) >= 7
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, target.text_content()
    body = widget.frame.locator("body")
    assert body.evaluate("one => document.getElementById('scroll').scrollWidth <= one.clientWidth")


def test_only_its_own_frame_may_close_the_panel(shop: Shop) -> None:
    widget = shop().open()
    widget.page.evaluate("window.postMessage({huiyi: 1, type: 'close'}, '*')")
    widget.page.wait_for_timeout(200)
    expect(widget.panel).to_be_visible()


def test_a_page_that_the_tenant_did_not_list_gets_no_chat(paper: PaperDesk, shop: Shop) -> None:
    paper.allow("https://lanyun.example")
    widget = shop()
    with widget.page.expect_response(re.compile("/widget/frame")):
        widget.launcher.click()
    widget.page.wait_for_timeout(300)
    expect(widget.text).to_have_count(0)
    assert paper.sessions == []


# What is shown


def test_texts_are_never_markup_and_only_web_addresses_become_links(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1) see https://lanyun.example/a?b=1&c=2. 或 http://x.example/路）。"
    widget.send(hostile)
    widget.expect_thread(hostile, f"You said: {hostile}")
    expect(widget.log.locator("img")).to_have_count(0)
    links = widget.said.first.locator("a")
    expect(links).to_have_text(["https://lanyun.example/a?b=1&c=2", "http://x.example/路"])
    expect(links.first).to_have_attribute("rel", re.compile("noopener"))


def test_quick_replies_stand_under_the_newest_message_only_and_answer_it(
    paper: PaperDesk, shop: Shop
) -> None:
    widget = shop().open()
    paper.answers = False
    widget.send("Reset my password")
    widget.expect_delivered()
    paper.say("Did that help?", quick_replies=["Yes, it did", "No"])
    expect(widget.chips).to_have_text(["Yes, it did", "No"])
    widget.chips.first.click()
    expect(widget.chips).to_have_count(0)
    widget.expect_thread("Reset my password", "Did that help?", "Yes, it did")


def test_what_is_chosen_by_the_keys_leaves_the_focus_in_the_text_field(paper: PaperDesk, shop: Shop) -> None:
    paper.answers = False
    widget = shop().open()
    widget.frame.get_by_role("button", name="Where is my order?").press("Enter")
    expect(widget.text).to_be_focused()
    widget.expect_delivered()
    paper.say("Did that help?", quick_replies=["Yes, it did", "No"])
    widget.chips.first.press("Space")
    widget.expect_thread("Where is my order?", "Did that help?", "Yes, it did")
    expect(widget.text).to_be_focused()


def test_a_tap_on_a_quick_reply_brings_up_no_keyboard(paper: PaperDesk, shop: Shop) -> None:
    paper.answers = False
    widget = shop(**PHONE).open()
    widget.frame.get_by_role("button", name="Where is my order?").tap()
    widget.expect_thread("Where is my order?")
    expect(widget.text).not_to_be_focused()


def test_who_is_asked_how_it_went_answers_with_a_tap_and_may_add_a_word(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    paper.answers = False
    widget.send("It works again, thanks")
    widget.expect_delivered()
    paper.say(
        "How did it go?", author="system", survey={"id": "s1", "kind": "csat", "scores": [1, 2, 3, 4, 5]}
    )
    group = widget.frame.get_by_role("group", name="Rating")
    group.get_by_role("button", name="4").click()
    expect(group.get_by_role("button", name="4")).to_have_attribute("aria-pressed", "true")
    widget.frame.get_by_label("Anything to add? (optional)").fill("quick answer")
    widget.frame.get_by_label("Anything to add? (optional)").press("Enter")
    expect(widget.frame.get_by_text("Thank you, it is noted.")).to_be_visible()
    assert paper.ratings == [("s1", {"score": 4}), ("s1", {"comment": "quick answer"})]


def test_sources_open_the_article_beside_the_chat(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("Reset my password")
    widget.expect_thread("Reset my password", "You said: Reset my password")
    source = {"article": "reset-password", "title": "重置密码", "language": "zh", "version": 2}
    paper.say("Like this", sources=[source])
    link = widget.frame.get_by_role("link", name="重置密码")
    expect(link).to_have_attribute("href", "/kb/site_paper/reset-password?lang=zh")
    expect(link).to_have_attribute("target", "_blank")


def test_a_person_is_asked_for_once_and_shown_by_name(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.person.click()
    widget.expect_thread("I would like to talk to a person.")
    expect(widget.person).to_have_text("A person was asked")
    widget.person.click(force=True)
    expect(widget.status).to_have_text("Finding a person for you")
    paper.send({"type": "owner", "owner": "agent", "agent": "周宁", "waiting_since": None})
    paper.say("周宁 joined the conversation.", author="system")
    paper.send({"type": "typing", "who": "agent", "on": True})
    expect(widget.status).to_have_text("周宁 is helping you")
    expect(widget.frame.locator("#typing")).to_be_visible()
    paper.say("Hello, this is Zhou Ning.", author="agent", name="周宁")
    expect(widget.log.locator(".agent .name")).to_have_text("周宁")
    expect(widget.frame.locator("#typing")).to_be_hidden()
    assert [frame["type"] for frame in paper.frames].count("handoff") == 1


def test_what_the_customer_types_and_reads_is_told(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("Hello")
    widget.expect_thread("Hello", "You said: Hello")
    widget.text.press_sequentially("and now", delay=20)
    widget.page.wait_for_timeout(200)
    assert [frame["on"] for frame in paper.frames if frame["type"] == "typing"] == [True]
    assert [frame["seq"] for frame in paper.frames if frame["type"] == "seen"][-1] == 2


def test_what_is_missed_while_closed_is_counted_on_the_launcher(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("Hello")
    widget.expect_thread("Hello", "You said: Hello")
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    widget.page.wait_for_timeout(
        300
    )  # the page tells the frame that it is closed, and the frame says nothing
    paper.say("One more thing")
    expect(widget.launcher).to_have_text("1")
    expect(widget.launcher).to_have_accessible_name("Open the chat, 1 unread")
    widget.page.reload()
    expect(widget.launcher).to_have_text("1")  # the frame comes by itself where there was a conversation
    widget.launcher.click()
    expect(widget.said.last).to_have_text("One more thing")
    expect(widget.page.locator(".badge")).to_be_hidden()


def test_who_reads_further_up_is_not_pulled_down(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    paper.answers = False
    widget.send("A long\n" * 40)
    widget.expect_delivered()
    widget.frame.locator("#scroll").evaluate("one => { one.scrollTop = 0; }")
    widget.page.wait_for_timeout(100)
    paper.say("New")
    pill = widget.frame.get_by_role("button", name="New message")
    expect(pill).to_be_visible()
    assert widget.frame.locator("#scroll").evaluate("one => one.scrollTop") == 0
    pill.click()
    expect(pill).to_be_hidden()
    expect(widget.said.last).to_be_in_viewport()


def test_the_language_is_the_tags_then_the_persons_own_choice(shop: Shop) -> None:
    widget = shop('data-language="zh"').open()
    expect(widget.text).to_have_attribute("placeholder", "写下你的问题…")
    widget.frame.get_by_role("button", name="Switch to English").click()
    expect(widget.frame.get_by_role("heading", name="Hello, how can we help?")).to_be_visible()
    widget.page.reload()
    widget.open()
    expect(widget.text).to_have_attribute("placeholder", "Write your question…")
    expect(widget.launcher).to_have_accessible_name("Close the chat")


def test_any_accent_is_made_readable(shop: Shop) -> None:
    widget = shop("data-accent=%22%23ffe14d%22").open()
    contrasts = widget.frame.locator("body").evaluate(
        """async () => {
          const script = document.querySelector("script[src]").src.replace("main.js", "colour.js");
          const { accentFor, contrast } = await import(script);
          const rgb = (text) => {
            if (!text.startsWith("#")) return text.match(/\\d+/g).map(Number);
            const long = text.length === 4 ? text.replace(/[0-9a-f]/gi, "$&$&") : text;
            return [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16));
          };
          const found = [];
          for (const hex of ["#ffe14d", "#2257d6", "#000000", "#ffffff", "#7a7a7a", "#e5484d", "#0b8f5a"])
            for (const ground of ["#ffffff", "#17191e"]) {
              const { accent, on, ink } = accentFor(hex, ground);
              found.push(contrast(rgb(accent), rgb(on)), contrast(rgb(ink), rgb(ground)));
            }
          return found;
        }"""
    )
    assert len(contrasts) == 28
    assert min(contrasts) >= 4.5
    assert widget.launcher.evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"


# Writing


def test_enter_that_ends_a_composition_does_not_send(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.text.fill("ni hao")
    for options in ("{isComposing: true}", "{keyCode: 229}"):
        widget.text.evaluate(
            "(one, options) => one.dispatchEvent(new KeyboardEvent('keydown',"
            f" {{key: 'Enter', bubbles: true, cancelable: true, ...{options}}}))",
            None,
        )
    widget.page.wait_for_timeout(150)
    expect(widget.text).to_have_value("ni hao")
    assert paper.texts() == []


def test_a_text_that_is_too_long_stays_and_says_by_how_much(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    counter, button = widget.frame.locator("#counter"), widget.frame.get_by_role("button", name="Send")
    widget.text.fill("字" * 3500)
    expect(counter).to_have_text("")
    widget.text.fill("😀" * 3999)
    expect(counter).to_have_text("3,999 / 4,000")
    widget.text.fill("😀" * 4012)
    expect(counter).to_have_text("12 characters too long")
    expect(button).to_be_disabled()
    widget.text.press("Enter")
    widget.page.reload()
    widget.open()
    assert len(widget.text.input_value()) == 4012
    assert paper.texts() == []


def test_a_refused_message_says_why_and_comes_back_to_be_mended(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("First")
    widget.expect_thread("First", "You said: First")
    paper.deaf = True
    widget.send("Second")
    # The frame wrote it; this page's process sees that a little later.
    widget.page.wait_for_function("() => Object.keys(localStorage).some(key => key.includes(':out:'))")
    client_id = _pending(widget)[0]["client_id"]
    refusal = {"code": "malformed", "message": "the text is not to our liking", "hint": ""}
    paper.send({"type": "error", "error": refusal, "client_id": client_id})
    expect(widget.log.get_by_text("the text is not to our liking")).to_be_visible()
    paper.deaf = False
    widget.frame.get_by_role("button", name="Edit and send again").click()
    expect(widget.text).to_have_value("Second")
    widget.text.press("Enter")
    widget.expect_thread("First", "You said: First", "Second", "You said: Second")


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("\u0007\u0001", "text_empty", "This is empty."),
        ("much", "text_too_long", "This is too long: send it in parts."),
    ],
)
def test_a_refused_message_is_announced_can_be_discarded_and_hides_no_quick_replies(
    paper: PaperDesk, shop: Shop, text: str, code: str, reason: str
) -> None:
    paper.answers = False
    widget = shop().open()
    widget.send("Reset my password")
    widget.expect_delivered()
    paper.say("Did that help?", quick_replies=["Yes, it did", "No"])
    expect(widget.chips).to_have_count(2)
    paper.deaf = True
    widget.send(text)
    expect(widget.chips).to_have_count(0)
    widget.page.wait_for_function("() => Object.keys(localStorage).some(key => key.includes(':out:'))")
    refusal = {"code": code, "message": "", "hint": ""}
    paper.send({"type": "error", "error": refusal, "client_id": _pending(widget)[0]["client_id"]})
    expect(widget.log.get_by_role("alert")).to_contain_text(reason)
    expect(widget.chips).to_have_text(["Yes, it did", "No"])
    paper.deaf = False
    widget.frame.get_by_role("button", name="Discard").press("Enter")
    widget.expect_thread("Reset my password", "Did that help?")
    expect(widget.text).to_be_focused()
    expect(widget.text).to_have_value("")
    expect(widget.chips).to_have_count(2)
    widget.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes(':out:'))")
    widget.page.reload()
    widget.open()
    widget.expect_thread("Reset my password", "Did that help?")


# When things break


def test_what_is_written_during_a_cut_goes_out_once_and_in_order(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("One")
    widget.expect_thread("One", "You said: One")
    paper.answers = False
    paper.refuse = 1001
    paper.cut()
    expect(widget.status).to_have_text("Connecting…")
    widget.send("Two")
    widget.send("Three")
    expect(widget.log.get_by_text("Sending")).to_have_count(2)
    expect(widget.frame.get_by_text("Connection lost")).to_be_visible()
    paper.refuse = None
    widget.expect_delivered()
    assert paper.texts() == ["One", "You said: One", "Two", "Three"]
    widget.expect_thread("One", "You said: One", "Two", "Three")
    assert paper.hellos[-1]["after"] == 2


@pytest.mark.parametrize("same_site", [False, True], ids=["kept by the page", "kept by the frame"])
def test_a_message_whose_ack_was_lost_is_not_doubled_by_a_reload(
    paper: PaperDesk, shop: Shop, same_site: bool
) -> None:
    # A private window lets a frame of another site keep nothing; one of the same site may.
    widget = shop(site=paper.widget_url if same_site else paper.url).open()
    paper.lose_acks, paper.answers = True, False
    widget.send("Only once")
    expect(widget.log.get_by_text("Sending")).to_be_visible()
    while not paper.texts():
        widget.page.wait_for_timeout(20)
    paper.lose_acks = False
    widget.page.reload()
    widget.open()
    widget.expect_thread("Only once")
    widget.expect_delivered()
    assert paper.texts() == ["Only once"]
    assert _pending(widget) == []


def test_a_message_that_never_arrived_goes_out_after_a_reload(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    paper.deaf = True
    widget.send("Kept")
    widget.text.fill("half a thought")
    expect(widget.log.get_by_text("Sending")).to_be_visible()
    widget.page.wait_for_timeout(200)
    widget.page.reload()
    paper.deaf = False
    widget.open()
    widget.expect_thread("Kept", "You said: Kept")
    expect(widget.text).to_have_value("half a thought")
    assert paper.texts() == ["Kept", "You said: Kept"]


def test_history_is_there_after_a_reload(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("Remember me")
    widget.expect_thread("Remember me", "You said: Remember me")
    widget.page.reload()
    widget.open()
    widget.expect_thread("Remember me", "You said: Remember me")
    assert len(paper.conversations) == 1
    assert paper.sessions[-1]["visitor_id"] == "v_1"


def test_a_line_that_went_silent_is_noticed_and_replaced(paper: PaperDesk, shop: Shop) -> None:
    paper.heartbeat_s = 0.5
    widget = shop().open()
    widget.send("Hello")
    widget.expect_thread("Hello", "You said: Hello")
    before = len(paper.hellos)
    paper.mute = True
    paper.say("Into the void")
    paper.mute = False
    widget.expect_thread("Hello", "You said: Hello", "Into the void")
    assert len(paper.hellos) > before
    assert paper.hellos[-1]["after"] == 2


def test_a_gap_is_filled_from_the_table(paper: PaperDesk, shop: Shop) -> None:
    paper.replay_limit, paper.answers = 5, False
    widget = shop().open()
    widget.send("Start")
    widget.expect_delivered()
    for number in range(30):
        paper.say(f"Number {number}")
    widget.page.reload()
    widget.open()
    widget.expect_thread("Start", *(f"Number {number}" for number in range(30)))
    paper.say("Live again")
    expect(widget.said.last).to_have_text("Live again")


def test_messages_out_of_order_are_asked_for_again(paper: PaperDesk, shop: Shop) -> None:
    paper.answers = False
    widget = shop().open()
    widget.send("Start")
    widget.expect_delivered()
    paper.mute = True
    paper.say("Missed")
    paper.mute = False
    paper.say("Third")
    widget.expect_thread("Start", "Missed", "Third")


# Who it is


def test_another_persons_history_never_shows(paper: PaperDesk, shop: Shop) -> None:
    widget = shop().open()
    widget.send("I am nobody yet")
    widget.expect_thread("I am nobody yet", "You said: I am nobody yet")
    _identify(widget, "'signed:ann'")
    expect(widget.frame.get_by_role("heading", name="Hello, Dear ann")).to_be_visible()
    expect(widget.said).to_have_count(0)
    widget.send("Ann's secret")
    widget.expect_thread("Ann's secret", "You said: Ann's secret")
    paper.deaf = True
    widget.send("Ann's unsent")
    widget.text.fill("Ann's draft")
    _identify(widget, "'signed:bob'")
    paper.deaf = False
    expect(widget.frame.get_by_role("heading", name="Hello, Dear bob")).to_be_visible()
    expect(widget.text).to_have_value("")
    widget.send("Bob here")
    widget.expect_thread("Bob here", "You said: Bob here")
    _identify(widget, "null")
    widget.expect_thread("I am nobody yet", "You said: I am nobody yet")
    _identify(widget, "'signed:ann'")
    widget.expect_thread("Ann's secret", "You said: Ann's secret", "Ann's unsent", "You said: Ann's unsent")
    expect(widget.text).to_have_value("Ann's draft")
    assert [one["of"] for one in paper.conversations.values()] == ["v_1", "ann", "bob"]


def test_a_token_never_stands_in_an_address(paper: PaperDesk, shop: Shop) -> None:
    widget = shop('data-user-token="signed:ann"')
    seen: list[str] = []
    widget.page.on("request", lambda request: seen.append(request.url))
    widget.open().send("Hello")
    widget.expect_thread("Hello", "You said: Hello")
    assert paper.sessions[0]["user_token"] == "signed:ann"
    assert len(seen) > 5
    assert [url for url in seen if "signed" in url or "access-" in url] == []


def test_an_expired_sign_in_is_said_and_a_fresh_token_asked_for_once(paper: PaperDesk, shop: Shop) -> None:
    widget = shop()
    widget.page.evaluate("window.asked = 0; Huiyi('identify', () => `stale:${++window.asked}`)")
    widget.launcher.click()
    expect(widget.frame.get_by_role("alert")).to_contain_text("Your sign-in has run out")
    widget.page.wait_for_timeout(300)
    assert widget.page.evaluate("window.asked") == 2
    assert len(paper.sessions) == 2
    assert paper.conversations == {}


def test_an_unknown_command_names_those_there_are(shop: Shop) -> None:
    message = shop().page.evaluate(
        "(() => { try { Huiyi('opne') } catch (error) { return error.message } })()"
    )
    assert message == 'Huiyi: no command "opne"; there are open, close, identify'


def _identify(widget: WidgetPage, token: str) -> None:
    widget.page.evaluate(f"Huiyi('identify', {token})")


def _pending(widget: WidgetPage) -> list[dict[str, str]]:
    """What the browser keeps to be sent."""
    kept: list[dict[str, str]] = widget.page.evaluate(
        "() => Object.entries(localStorage).filter(([key]) => key.includes(':out:'))"
        ".map(([, entry]) => JSON.parse(entry))"
    )
    return kept
