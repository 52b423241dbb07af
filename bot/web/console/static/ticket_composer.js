// Writing on a ticket. The draft lives in this tab, what was sent and not acknowledged in the outbox.
import { onDecision } from "./decision.js";
import { postForm } from "./desk_post.js";
import { author, me, say, toast } from "./page.js";
import { offerNames } from "./ticket_mention.js";
import { deliver, drop, keep as store, newId, unsent } from "./ticket_outbox.js";

const TYPING_MS = 3000;
const RETRY_MS = 5000;
const DONE = { reply: "desk_sent", note: "desk_noted" };

/** `{sync, flush, focus, isNote}`. `events()` is how far the log goes that is on the screen. */
export function compose(number, { socket, events, refresh, toEnd }) {
  const form = document.querySelector("form.ticket-composer");
  if (!form) return { sync() {}, flush() {}, focus() {}, isNote: () => false };
  const box = document.getElementById("reply");
  const note = document.getElementById("composer-note");
  const held = document.getElementById("held");
  const limit = Number(form.dataset.limit);
  const kept = `huiyi:ticket-draft:${author}:${number}`;
  const queued = () => unsent().filter((item) => item.number === number);
  const story = () => document.getElementById("story").dataset;
  let kind = "reply";
  let begun = null;
  let typed = 0;
  let flushing = false;
  let retry;

  const isNote = () => kind === "note";

  function keep() {
    if (box.value.trim() && begun === null) begun = events();
    if (!box.value.trim()) begun = null;
    sessionStorage.setItem(kept, JSON.stringify({ text: box.value, kind, begun }));
    const fits = box.value.trim() && box.value.length <= limit;
    for (const button of form.querySelectorAll(".composer-acts button")) button.disabled = !fits;
  }

  function sync() {
    form.classList.toggle("noting", isNote());
    for (const one of ["reply", "note"]) document.getElementById(`kind-${one}`).setAttribute("aria-pressed", String(kind === one));
    box.placeholder = isNote() ? box.dataset.note : box.dataset.reply;
    const { conversation, owner, ownerId, ownerName, unreached } = story();
    if (box.value.length > limit) note.textContent = say("too_long", { limit });
    else if (isNote()) note.textContent = note.dataset.note;
    else if (unreached) note.textContent = unreached;
    else if (owner === "agent" && ownerId !== me) note.textContent = note.dataset.colleague.replace("{agent}", ownerName);
    else note.textContent = conversation && owner === "bot" ? note.dataset.takes : "";
  }

  function become(wanted) {
    kind = wanted;
    sync();
    keep();
  }

  // Sending

  function submit(then = "") {
    const text = box.value.trim();
    if (!text || box.value.length > limit || !held.hidden) return;
    const item = { number, client_id: newId(), kind, text, begun: begun ?? events(), seen: events(), then, take: false, at: Date.now() };
    store(item);
    box.value = "";
    typed = 0;
    keep();
    if (!isNote()) socket.send({ type: "typing", on: false });
    become("reply");
    flush();
  }

  async function flush() {
    if (flushing) return;
    flushing = true;
    clearTimeout(retry);
    for (let item; held.hidden && (item = queued()[0]); ) {
      show();
      const answer = await deliver(item);
      if (answer.ok) {
        drop(item);
        show();
        toast(say(DONE[item.kind]));
        await refresh();
        toEnd();
      } else if (answer.status === 0 || answer.status >= 500) {
        retry = setTimeout(flush, RETRY_MS);
        break;
      } else if (answer.status === 401) {
        break; // It is kept, for when they are signed in again.
      } else {
        drop(item);
        if (answer.body?.held) hold(item, answer.body.held);
        else giveBack(item, answer.body?.problem ?? say("action_failed"));
      }
    }
    flushing = false;
    show();
  }

  function show() {
    const items = queued();
    document.getElementById("pending").replaceChildren(
      ...items.map(({ text }) => {
        const line = document.createElement("li");
        line.textContent = text;
        return line;
      }),
    );
    if (items.length && !navigator.onLine) note.textContent = say("desk_queued");
    else sync();
  }

  /** What was refused goes back into the box, over nothing newer. */
  function giveBack(item, problem) {
    if (problem) toast(problem);
    box.value = box.value.trim() ? `${item.text}\n\n${box.value}` : item.text;
    kind = item.kind;
    begun = item.begun;
    keep();
    sync();
    box.focus();
  }

  function hold(item, { events: now, owner, others }) {
    document.getElementById("held-mine").textContent = item.text;
    const lines = others.map(({ who, did, text }) => line(`${who} ${did}`, text));
    document.getElementById("held-others").replaceChildren(...(owner ? [line(owner, "")] : []), ...lines);
    held.hidden = false;
    form.classList.add("holding");
    document.getElementById("held-send").onclick = () => {
      release();
      store({ ...item, client_id: newId(), begun: now, seen: now, take: true });
      flush();
    };
    document.getElementById("held-edit").onclick = () => {
      release();
      giveBack({ ...item, begun: now }, "");
    };
    document.getElementById("held-edit").focus();
    refresh();
  }

  function line(head, text) {
    const item = document.createElement("li");
    const strong = document.createElement("strong");
    strong.textContent = head;
    item.append(strong);
    if (text) {
      const said = document.createElement("p");
      said.className = "said-text";
      said.textContent = text;
      item.append(said);
    }
    return item;
  }

  function release() {
    held.hidden = true;
    form.classList.remove("holding");
  }

  // Macros

  async function use(macro) {
    const answer = await postForm(`/console/tickets/${number}/macro`, { key: macro.value, mark: newId() });
    macro.value = "";
    if (!answer.ok) return toast(answer.body?.problem ?? say("action_failed"));
    toast(answer.body.text);
    if (answer.body.reply) {
      become("reply");
      const gap = box.value && !box.value.endsWith("\n") ? "\n" : "";
      box.setRangeText(gap + answer.body.reply, box.value.length, box.value.length, "end");
      box.dispatchEvent(new Event("input"));
      box.focus();
    }
    refresh();
  }
  onDecision("#macro", (macro) => macro.value && use(macro));

  // The box

  const names = offerNames(box, isNote);
  form.onsubmit = (event) => (event.preventDefault(), submit());
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-then]");
    if (button) submit(button.dataset.then);
  });
  for (const one of ["reply", "note"]) document.getElementById(`kind-${one}`).onclick = () => (become(one), box.focus());
  box.addEventListener("keydown", (event) => {
    if (names(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) (event.preventDefault(), submit());
  });
  box.addEventListener("input", () => {
    keep();
    sync();
    if (!isNote() && box.value && Date.now() - typed > TYPING_MS) {
      typed = Date.now();
      socket.send({ type: "typing", on: true });
    }
  });
  const draft = JSON.parse(sessionStorage.getItem(kept) ?? "null");
  if (draft?.text) ({ kind, begun } = draft), (box.value = draft.text);
  addEventListener("online", flush);
  keep();
  show();
  flush();
  return { sync, flush, isNote, focus: (wanted) => (become(wanted), box.focus()) };
}
