// Forms of the settings: the focus after a change of rows, places put into texts, nothing lost by leaving.
import { banner, say, toast } from "./page.js";
import "./plain.js";
import { bringBack, forgetAll, keep } from "./settings_keep.js";

let dirty = false;
let written = null;

const form = () => document.getElementById("form");

/** The server names what the focus should go to, once. */
function focusNamed(within = document) {
  const holder = within.querySelector("[data-focus]");
  if (!holder) return;
  document.getElementById(holder.dataset.focus)?.focus();
  delete holder.dataset.focus;
}

/** Puts a place where the text was last written. */
function putPlace(place) {
  const target = written?.isConnected ? written : form()?.querySelector("textarea");
  if (!target) return;
  target.setRangeText(place, target.selectionStart, target.selectionEnd, "end");
  target.focus();
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Where the browser lets nobody write into the clipboard, what is to be copied is selected. */
async function copyOf(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast(button.dataset.copied);
  } catch {
    field.focus();
  }
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, .set-both input")) written = target;
});
document.addEventListener("input", ({ target }) => {
  if (!target.closest(".set-form")) return;
  dirty = true;
  if (target.closest("#form")) keep(form());
});
document.addEventListener("submit", () => (dirty = false));
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]");
  if (place) putPlace(place.dataset.place);
  const copy = event.target.closest("[data-copy]");
  if (copy) copyOf(copy);
  if (event.target.closest(".set-bar a")) {
    dirty = false;
    forgetAll();
  }
  // At the end of the list there is nowhere to move to.
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !form()) return;
  event.preventDefault();
  form().requestSubmit(document.getElementById("save"));
});
document.addEventListener("htmx:afterSettle", () => {
  focusNamed();
  if (!form()?.dataset.guard) return;
  dirty = true;
  keep(form());
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) banner("signed_out");
  else toast(say("action_failed"));
});
document.addEventListener("htmx:sendError", () => toast(say("action_failed")));
addEventListener("beforeunload", (event) => dirty && event.preventDefault());

if (document.querySelector(".set-done")) forgetAll();
if (form()?.dataset.guard) dirty = true;
else if (form() && (await bringBack(form()))) {
  dirty = true;
  toast(say("kb_kept"));
}
document.querySelector("[aria-invalid=true]")?.focus();
focusNamed();
