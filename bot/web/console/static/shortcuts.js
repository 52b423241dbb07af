// Single keys, while nobody types. They can be switched off in the help (WCAG 2.1.4).
import { act } from "./conversation.js";

const OFF = "huiyi:shortcuts-off";
const all = (selector) => [...document.querySelectorAll(selector)];
const rows = () => (document.querySelector(".proposal") ? all(".proposal") : all(".row"));

function step(by) {
  const shown = rows();
  if (!shown.length) return;
  const at = shown.findIndex((row) => row.contains(document.activeElement));
  const from = at >= 0 ? at : shown.findIndex((row) => row.getAttribute("aria-current") === "page");
  const to = from < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, from + by));
  shown[to].focus();
}

/** A button or field of the proposal that has the focus. */
const ofProposal = (selector) => document.activeElement?.closest(".proposal")?.querySelector(selector);

function toggleTrace() {
  [...document.querySelectorAll("details.turn")].at(-1)?.querySelector("summary").click();
}

/** Shows or hides the customer where the window is too narrow for three panes. */
export function toggleContext(show) {
  const panel = document.getElementById("context");
  const button = document.getElementById("context-toggle");
  if (!panel || !button) return false;
  const shown = panel.classList.toggle("shown", show);
  button.setAttribute("aria-expanded", String(shown));
  return shown;
}

function leave() {
  const help = document.getElementById("help");
  if (help.open) return help.close();
  if (document.getElementById("context")?.classList.contains("shown")) {
    toggleContext(false);
    return document.getElementById("context-toggle").focus();
  }
  document.activeElement?.blur();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  t: () => act("take-over"),
  h: () => act("hand-back"),
  r: () => document.getElementById("reply")?.focus(),
  x: toggleTrace,
  c: () => toggleContext(),
  y: () => ofProposal('[value="confirmed"]')?.click(),
  n: () => ofProposal('[value="rejected"]')?.click(),
  l: () => ofProposal("select")?.focus(),
  "?": () => document.getElementById("help").showModal(),
};

const writing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

export function listenForKeys() {
  const box = document.getElementById("shortcuts-on");
  box.checked = !localStorage.getItem(OFF);
  box.onchange = () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  document.getElementById("show-help").onclick = KEYS["?"];
  document.addEventListener("click", ({ target }) => target.closest?.("#context-toggle") && toggleContext());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave();
    if (writing(event.target) || !box.checked || document.getElementById("help").open) return;
    const action = KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
