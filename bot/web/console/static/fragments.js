// Pieces of pages that the server renders, put in where they belong.
import { banner } from "./page.js";

/** The server's HTML as nodes, or null where none came. */
export async function fetchNodes(path) {
  try {
    const answer = await fetch(path, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15_000) });
    if (answer.status === 401) banner("signed_out");
    if (!answer.ok) return null;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content;
  } catch {
    return null;
  }
}

/** Puts the nodes in place of the element; the focus stays on what has the same id, or on the first button. */
export function replace(element, nodes) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const fresh = nodes.firstElementChild;
  element.replaceWith(fresh);
  window.htmx.process(fresh);
  if (!focused) return;
  const heir = (focused.id && document.getElementById(focused.id)) || fresh.querySelector("button");
  heir?.focus({ preventScroll: true });
}

/** Runs `job` at once, or once more after the run under way. The promise ends with the last of them. */
export function oneAtATime(job) {
  let running = null;
  let again = false;
  async function run() {
    try {
      while (again) {
        again = false;
        await job();
      }
    } finally {
      running = null;
    }
  }
  return () => {
    again = true;
    running ??= run();
    return running;
  };
}
