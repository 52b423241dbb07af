// What is suggested beside a conversation: asked for after the page, and again with each message of the customer.
import { fetchNodes, oneAtATime } from "./fragments.js";
import { morph } from "./morph.js";
import { csrf, say, toast } from "./page.js";
import { toggleContext } from "./shortcuts.js";

/** Shows them for the conversation in the page; `{refresh, stop}`. */
export function suggest(id) {
  const place = document.getElementById("suggestions");
  const failed = place.querySelector(".suggest-failed");
  const path = `/console/conversations/${id}/suggestions`;
  const listening = new AbortController();

  const refresh = oneAtATime(async () => {
    place.setAttribute("aria-busy", "true");
    const nodes = await fetchNodes(path);
    if (listening.signal.aborted) return;
    place.setAttribute("aria-busy", "false");
    failed.hidden = nodes !== null;
    const shown = document.getElementById("suggested");
    // What was suggested before would answer another question.
    if (!nodes) return shown.replaceChildren();
    const fresh = nodes.firstElementChild;
    for (const { dataset } of shown.querySelectorAll("[data-path]:has([open])")) {
      const same = fresh.querySelector(`[data-path="${dataset.path}"] details`);
      if (same) same.open = true; // Someone may be reading it.
    }
    morph(shown, fresh);
  });

  /** Answers whether it was kept; the reply is what matters, so nobody waits for it. */
  async function tell(entry, what, values = {}) {
    try {
      const body = new URLSearchParams({ csrf, ...values });
      const headers = { "HX-Request": "true" };
      const answer = await fetch(`${path}/${entry.dataset.path}/${what}`, { method: "POST", body, headers });
      if (answer.ok) return true;
    } catch {
      // As if it had been refused.
    }
    toast(say("action_failed"));
    return false;
  }

  function insert(button) {
    const box = document.getElementById("reply");
    if (box.readOnly) return toast(say("suggest_take_over"));
    if (box.closest("[hidden]")) document.getElementById("kind-reply").click();
    const before = box.value.slice(0, box.selectionStart);
    const gap = !before || before.endsWith("\n") ? "" : "\n";
    box.setRangeText(gap + button.dataset.text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
    toggleContext(false);
    box.focus();
    toast(say("suggest_inserted"));
    tell(button.closest("[data-path]"), "inserted", { passage: button.dataset.passage });
  }

  async function rate(button) {
    const both = [...button.closest(".thumbs").children];
    const before = both.map((one) => one.getAttribute("aria-pressed"));
    for (const one of both) one.setAttribute("aria-pressed", String(one === button));
    const kept = await tell(button.closest("[data-path]"), "rating", { helpful: button.dataset.helpful });
    if (!kept) return both.forEach((one, at) => one.setAttribute("aria-pressed", before[at]));
    const why = button.closest("[data-path]").querySelector(".why");
    why.hidden = button.dataset.helpful === "true";
    why.value = "";
  }

  function pressed(event) {
    const digit = /^(?:Digit|Numpad)([1-7])$/.exec(event.code)?.[1];
    if (!digit || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const button = place.querySelector(`[data-insert="${digit}"]`);
    if (!button) return;
    event.preventDefault();
    insert(button);
  }

  place.addEventListener("change", ({ target }) => {
    if (!target.matches(".why")) return;
    tell(target.closest("[data-path]"), "rating", { helpful: "false", reason: target.value });
  }, { signal: listening.signal });
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".insert")) insert(button);
    else if (button?.matches(".thumb")) rate(button);
    else if (button?.closest(".suggest-failed")) refresh();
  }, { signal: listening.signal });
  document.addEventListener("keydown", pressed, { signal: listening.signal });
  refresh();
  return { refresh, stop: () => listening.abort() };
}
