// "@" in a note offers the colleagues' names.
import { offer, put } from "./offers.js";

/** Whether the key was ours. */
export function offerNames(box, isNote) {
  const begun = () => (isNote() ? /@([^\s@]*)$/.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null : null);
  return offer(box, document.getElementById("names"), begun, (option, typed) => put(box, `${option.textContent} `, typed.length)).pressed;
}
