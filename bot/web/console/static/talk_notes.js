// Notes for colleagues in a conversation: shown among the messages, written beside the reply. No customer reads them.
import { postForm } from "./desk_post.js";
import { fetchNodes, oneAtATime } from "./fragments.js";
import { author, say, toast } from "./page.js";
import { offerNames } from "./ticket_mention.js";
import { newId } from "./ticket_outbox.js";

const FORMS = { reply: "composer", note: "note-form" };

/** Shows the box for a "reply" or a "note", and goes to it. */
export function write(kind) {
  if (!document.getElementById(FORMS[kind])) return;
  for (const [one, form] of Object.entries(FORMS)) {
    document.getElementById(form).hidden = one !== kind;
    document.getElementById(`kind-${one}`).setAttribute("aria-pressed", String(one === kind));
  }
  document.getElementById("show-canned").hidden = kind === "note";
  document.getElementById(kind).focus();
}

/** Brings them to life; `{refresh}`. `grew` is called when the thread grew. */
export function takeNotes(id, { grew }) {
  const path = `/console/conversations/${id}/notes`;
  const messages = document.getElementById("messages");
  const form = document.getElementById("note-form");

  const refresh = oneAtATime(async () => {
    const since = document.querySelector("#thread [data-seq]")?.dataset.seq ?? 0;
    const nodes = await fetchNodes(`${path}?since=${document.getElementById("earlier") ? since : 0}`);
    if (!nodes || !messages.isConnected) return;
    const news = [...nodes.children].filter((one) => !document.querySelector(`[data-note="${one.dataset.note}"]`));
    news.forEach(place);
    if (news.length) grew();
  });

  /** Behind the message that it stands after, and the notes that are there. */
  function place(note) {
    let last = document.querySelector(`#thread [data-seq="${note.dataset.after}"]`);
    if (!last) return messages.append(note);
    while (last.nextElementSibling?.matches("[data-note], .seen-mark")) last = last.nextElementSibling;
    last.after(note);
  }

  if (!form) return { refresh };
  const box = document.getElementById("note");
  const button = document.getElementById("send-note");
  const hint = document.getElementById("note-note");
  const told = hint.textContent;
  const limit = Number(form.dataset.limit);
  const kept = `huiyi:note:${author}:${id}`;
  const tried = `huiyi:note-sent:${author}:${id}`;
  const names = offerNames(box, () => true);

  function keep() {
    sessionStorage.setItem(kept, box.value);
    const long = box.value.length > limit;
    button.disabled = !box.value.trim() || long;
    hint.textContent = long ? say("too_long", { limit }) : told;
  }

  /** One for the same text until it is acknowledged, after a reload too: another text is another note. */
  function markOf(text) {
    const last = JSON.parse(sessionStorage.getItem(tried) ?? "null");
    const mark = last?.text === text ? last.mark : newId();
    sessionStorage.setItem(tried, JSON.stringify({ text, mark }));
    return mark;
  }

  /** What was not acknowledged stays in the box; sent again it is the same note. */
  async function submit() {
    const text = box.value.trim();
    if (button.disabled || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const answer = await postForm(path, { text, client_id: markOf(text) });
    button.removeAttribute("aria-busy");
    if (!answer.ok) return toast(answer.body?.problem ?? say(answer.status ? "action_failed" : "not_sent"));
    sessionStorage.removeItem(tried);
    if (box.value.trim() === text) box.value = "";
    keep();
    toast(say("desk_noted"));
    refresh();
  }

  form.onsubmit = (event) => (event.preventDefault(), submit());
  box.onkeydown = (event) => {
    if (names(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  box.addEventListener("input", keep);
  for (const kind of Object.keys(FORMS)) document.getElementById(`kind-${kind}`).onclick = () => write(kind);
  box.value = sessionStorage.getItem(kept) ?? "";
  keep();
  return { refresh };
}
