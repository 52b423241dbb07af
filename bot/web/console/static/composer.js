// Writing a reply. The draft lives in this tab, what was sent and not acknowledged in the outbox.
import { offerCanned } from "./canned.js";
import { author, say, toast } from "./page.js";
import { deliverTo, dropFrom, keepIn, unsentIn } from "./talk_outbox.js";

const TYPING_MS = 3000;
const RETRY_MS = 4000;
const draftOf = (id) => `huiyi:draft:${author}:${id}`;

/**
 * Brings the form to life; `{sync, confirm, flush, stop}`. `socket()` carries typing, `grew` is called when the
 * thread grew. What is on its way when another conversation is opened still arrives.
 */
export function compose(id, { socket, grew }) {
  const form = document.getElementById("composer");
  const nothing = { sync() {}, confirm() {}, flush() {}, stop() {} };
  if (!form) return nothing;
  const box = form.querySelector("textarea");
  const button = form.querySelector("#send");
  const note = form.querySelector("#composer-note");
  const list = document.getElementById("pending");
  const limit = Number(form.dataset.limit);
  let unsent = unsentIn(id);
  let stopped = false;
  let typed = 0;
  let flushing = false;
  let owner = "";
  let retry;

  const mine = () => owner === "me";
  const tooLong = () => box.value.length > limit;

  function keep() {
    if (stopped) return;
    sessionStorage.setItem(draftOf(id), box.value);
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
    if (now === "me") return void flush();
    // What did not get out before is no longer ours to send: it stays, and says so.
    for (const item of unsent) show(Object.assign(item, { failed: true }));
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

  function forget(clientId) {
    unsent = unsent.filter((item) => item.client_id !== clientId);
    dropFrom(id, clientId);
  }

  function drop(clientId) {
    forget(clientId);
    list.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`)?.remove();
    keep();
  }

  /** In order, one at a time, each with the id it got when it was written. */
  async function flush() {
    if (flushing) return;
    flushing = true;
    clearTimeout(retry);
    for (let item; mine() && (item = unsent.find((one) => !one.failed)); ) {
      const answer = await deliverTo(id, item);
      if (answer.ok) {
        forget(item.client_id);
        if (document.querySelector(`#messages [data-client-id="${item.client_id}"]`)) drop(item.client_id);
      } else if (answer.status === 0 || answer.status >= 500) {
        retry = setTimeout(flush, RETRY_MS); // And sooner, where the socket comes back before.
        break;
      } else if (answer.status === 429) {
        toast(say("too_fast"));
        await new Promise((done) => setTimeout(done, 2000));
      } else if (answer.status === 401 || stopped) {
        break; // It is kept, for when they are signed in and here again.
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
    if (answer.status !== 409) toast(say("action_failed"));
  }

  function submit() {
    const text = box.value.trim();
    if (tooLong()) return tell(say("too_long", { limit }), true);
    if (!text || !mine()) return;
    const item = { client_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, text };
    unsent.push(item);
    keepIn(id, item);
    box.value = "";
    typed = 0;
    keep();
    show(item);
    flush();
  }

  const canned = offerCanned(id, box);
  form.onsubmit = (event) => (event.preventDefault(), submit());
  box.onkeydown = (event) => {
    if (canned(event)) return;
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
  box.value = sessionStorage.getItem(draftOf(id)) ?? "";
  unsent.forEach(show);
  return { sync, flush, confirm: drop, stop: () => (stopped = true) };
}
