// The keys of conversations and of the review.
import { act } from "./conversation.js";
import { step, toggleContext } from "./shortcuts.js";
import { write } from "./talk_notes.js";

const all = (selector) => [...document.querySelectorAll(selector)];

function move(by) {
  const shown = document.querySelector(".proposal") ? all(".proposal") : all(".row");
  step(shown, by, shown.findIndex((row) => row.getAttribute("aria-current") === "page"));
}

/** A button or field of the proposal that has the focus. */
const ofProposal = (selector) => document.activeElement?.closest(".proposal")?.querySelector(selector);

function toggleTrace() {
  all("details.turn").at(-1)?.querySelector("summary").click();
}

export const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  t: () => act("take-over"),
  h: () => act("hand-back"),
  "/": () => document.getElementById("search")?.focus(),
  r: () => (document.querySelector(".proposal") ? ofProposal("textarea")?.focus() : write("reply")),
  x: toggleTrace,
  c: () => toggleContext(),
  y: () => ofProposal('[value="confirmed"]')?.click(),
  n: () => (document.querySelector(".proposal") ? ofProposal('[value="rejected"]')?.click() : write("note")),
  l: () => ofProposal("select")?.focus(),
};
