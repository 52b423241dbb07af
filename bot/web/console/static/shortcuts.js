// Single keys, while nobody types. They can be switched off in the help (WCAG 2.1.4).
const OFF = "huiyi:shortcuts-off";

/** Moves the focus by one among what is listed; from `current` where the focus is elsewhere. */
export function step(shown, by, current = -1) {
  if (!shown.length) return;
  const at = shown.findIndex((one) => one.contains(document.activeElement));
  const from = at >= 0 ? at : current;
  const to = from < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, from + by));
  shown[to].focus();
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
  if (document.querySelector("dialog[open]")) return false; // The browser closes it.
  if (document.getElementById("context")?.classList.contains("shown")) {
    toggleContext(false);
    document.getElementById("context-toggle").focus();
    return true;
  }
  const proposal = document.activeElement?.parentElement?.closest(".proposal");
  if (proposal) proposal.focus(); // Where the keys that decide are heard.
  else document.activeElement?.blur();
  return true;
}

export const writing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

/** `keys` maps a key to what it does; ?, ! and Esc are the same everywhere. */
export function listenForKeys(keys) {
  const box = document.getElementById("shortcuts-on");
  const help = () => document.getElementById("help").showModal();
  const toNotice = () => document.querySelector("#notices a")?.focus();
  const all = { "?": help, "!": toNotice, ...keys };
  box.checked = !localStorage.getItem(OFF);
  box.onchange = () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  document.getElementById("show-help").onclick = help;
  document.addEventListener("click", ({ target }) => target.closest?.("#context-toggle") && toggleContext());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") return void leave();
    if (writing(event.target) || !box.checked || document.querySelector("dialog[open]")) return;
    const action = all[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
