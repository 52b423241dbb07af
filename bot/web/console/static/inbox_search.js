// Searching the conversations: what is typed is looked for in the view that is shown.
import { fetchNodes } from "./fragments.js";
import { say, toast } from "./page.js";

const PAUSE_MS = 250;
let asked = 0;
let typing;

/** `show(nodes)` puts the list there. The form comes anew with each list, so it is listened to from outside. */
export function searchInbox(show) {
  async function search(form) {
    clearTimeout(typing);
    const turn = ++asked;
    const values = [...new FormData(form)].filter(([, value]) => value.trim());
    const nodes = await fetchNodes(`/console/list?${new URLSearchParams(values)}`);
    if (turn !== asked) return;
    if (nodes) show(nodes);
    else toast(say("list_failed"));
  }

  document.addEventListener("input", ({ target }) => {
    if (target.id !== "search") return;
    clearTimeout(typing);
    typing = setTimeout(() => search(target.form), PAUSE_MS);
  });
  document.addEventListener("submit", async (event) => {
    if (event.target.id !== "search-form") return;
    event.preventDefault();
    await search(event.target);
    document.querySelector(".row")?.focus();
  });
}
