// "/" where a line begins offers the desk's canned replies; the chosen one's reply comes into the box to look over.
import { postForm } from "./desk_post.js";
import { fetchNodes } from "./fragments.js";
import { offer, put } from "./offers.js";
import { say, toast } from "./page.js";
import { newId } from "./ticket_outbox.js";

// What an input method for Chinese makes of that key counts too.
const BEGUN = /(?:^|\n)[/／、]([^\n]{0,40})$/;

/** Answers whether the key was ours. `grew` hears that the actions of one were done. */
export function offerCanned(id, box) {
  const path = `/console/conversations/${id}/canned`;
  const list = document.getElementById("canned-list");
  const button = document.getElementById("show-canned");
  let asked = null;

  const begun = () => (box.readOnly ? null : BEGUN.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null);
  const offered = offer(box, list, begun, take);

  async function take(option, typed) {
    const before = box.value;
    const answer = await postForm(path, { key: option.dataset.value, mark: newId() });
    if (!answer.ok) return toast(answer.body?.problem ?? say("action_failed"));
    if (answer.body.text) toast(answer.body.text);
    // Whoever wrote on meanwhile keeps what they wrote.
    put(box, answer.body.reply ?? "", box.value === before ? typed.length + 1 : 0);
  }

  /** The ticket may have come meanwhile, and a colleague may have changed the replies: they are asked for each time. */
  async function ask() {
    asked = begun() === null ? null : (asked ?? load());
  }

  async function load() {
    const nodes = await fetchNodes(path);
    if (!nodes) return toast(say("list_failed"));
    if (!nodes.children.length) return toast(say("canned_none"));
    list.replaceChildren(...nodes.children);
    if (document.activeElement === box) offered.show();
  }

  button.onclick = () => {
    if (box.readOnly) return toast(say("suggest_take_over"));
    const before = box.value.slice(0, box.selectionStart);
    if (begun() === null) put(box, !before || before.endsWith("\n") ? "/" : "\n/", 0);
    else put(box, "", 0);
  };
  box.addEventListener("input", ask);
  return offered.pressed;
}
