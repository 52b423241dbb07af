// Writing a reply. The draft and what is not yet acknowledged live in this tab's sessionStorage.
import { post } from "./api.js";
import { say, toast } from "./page.js";

const TYPING_MS = 3000;
const kept = (kind, id) => `huiyi:${kind}:${id}`;

/** Brings the form to life; `{sync, confirm, flush}`. `socket()` carries typing, `grew` is called when it grew. */
export function compose(id, { socket, grew }) {
  const form = document.getElementById("composer");
  const nothing = { sync() {}, confirm() {}, flush() {} };
  if (!form) return nothing;
  const box = form.querySelector("textarea");
  const button = form.querySelector("#send");
  const note = form.querySelector("#composer-note");
  const list = document.getElementById("pending");
  const limit = Number(form.dataset.limit);
  let unsent = JSON.parse(sessionStorage.getItem(kept("unsent", id)) ?? "[]");
  let typed = 0;
  let flushing = false;
  let owner = "";

  const mine = () => owner === "me";
  const tooLong = () => box.value.length > limit;

  function keep() {
    sessionStorage.setItem(kept("draft", id), box.value);
    sessionStorage.setItem(kept("unsent", id), JSON.stringify(unsent));
    button.disabled = !mine() || !box.value.trim() || tooLong();
  }

  function tell(text, alert = false) {
    note.textContent = text;
    note.classList.toggle("alert", alert);
  }

  /** What the header says about the owner decides who may write. Says aloud when it was lost. */
  function sync(by) {
    const now = by.dataset.owner;
    const before = owner;
    owner = now;
    box.readOnly = now !== "me";
    const agent = by.dataset.agent;
    if (before === "me" && now !== "me") toast("");
    if (before === "me" && now === "colleague") tell(say("lost_to", { agent }), true);
    else if (before === "me" && now === "bot" && box.value.trim()) tell(say("lost_to_bot"), true);
    else if (before !== now) tell({ bot: box.dataset.bot, colleague: box.dataset.colleague.replace("{agent}", agent) }[now] ?? "");
    keep();
    if (now === "me") flush();
  }

  function show(item) {
    let shown = list.querySelector(`[data-client-id="${item.client_id}"]`);
    if (!shown) {
      shown = document.getElementById("pending-message").content.firstElementChild.cloneNode(true);
      shown.dataset.clientId = item.client_id;
      shown.querySelector(".bubble").textContent = item.text;
      shown.querySelector(".retry").onclick = () => ((item.failed = false), show(item), flush());
      list.append(shown);
      grew();
    }
    shown.classList.toggle("failed", Boolean(item.failed));
    shown.querySelector(".pending-state").textContent = say(item.failed ? "not_sent" : "sending");
    shown.querySelector(".retry").hidden = !item.failed;
  }

  function drop(clientId) {
    unsent = unsent.filter((item) => item.client_id !== clientId);
    list.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`)?.remove();
    keep();
  }

  /** In order, one at a time, each with the id it got when it was written. */
  async function flush() {
    if (flushing) return;
    flushing = true;
    for (let item; mine() && (item = unsent.find((one) => !one.failed)); ) {
      const answer = await post(`/conversations/${id}/messages`, { text: item.text }, { "Idempotency-Key": item.client_id });
      if (answer.ok) {
        unsent = unsent.filter((one) => one !== item);
        keep();
      } else if (answer.status === 0 || answer.status >= 500) {
        break; // The connection's return tries again.
      } else if (answer.status === 429) {
        toast(say("too_fast"));
        await new Promise((done) => setTimeout(done, 2000));
      } else {
        refuse(item, answer);
      }
    }
    flushing = false;
  }

  /** A reply that was refused goes back into the box, where nothing newer stands there. */
  function refuse(item, answer) {
    if (!box.value.trim()) {
      drop(item.client_id);
      box.value = item.text;
    } else {
      item.failed = true;
      show(item);
    }
    keep();
    if (answer.status !== 409) toast(answer.body?.error?.message ?? say("action_failed"));
  }

  function submit() {
    const text = box.value.trim();
    if (tooLong()) return tell(say("too_long", { limit }), true);
    if (!text || !mine()) return;
    const item = { client_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, text };
    unsent.push(item);
    box.value = "";
    typed = 0;
    keep();
    show(item);
    flush();
  }

  form.onsubmit = (event) => (event.preventDefault(), submit());
  box.onkeydown = (event) => {
    // 229: an input method is composing, and its Enter takes a word, not the message.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  box.oninput = () => {
    keep();
    if (mine()) tell(tooLong() ? say("too_long", { limit }) : "", true);
    if (mine() && box.value && Date.now() - typed > TYPING_MS) {
      typed = Date.now();
      socket().send({ type: "typing", on: true });
    }
  };
  box.value = sessionStorage.getItem(kept("draft", id)) ?? "";
  unsent.forEach(show);
  return { sync, flush, confirm: drop };
}
