// Keeps what is written in a form until it is saved: a session that ran out or a page that was lost costs nothing.
import { csrf } from "./page.js";

const ALL = "huiyi:settings:";
const KEY = `${ALL}${location.pathname}${location.search}`;

/** What the form would send, but for the session's token. */
const written = (form) => [...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string");

export const keep = (form) => sessionStorage.setItem(KEY, JSON.stringify(written(form)));

export function forgetAll() {
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(ALL))) sessionStorage.removeItem(key);
}

/** Whether something was brought back. What was kept of another version than this form's is over. */
export async function bringBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (!kept || JSON.stringify(kept) === JSON.stringify(written(form))) return false;
  if (kept.find(([name]) => name === "seen")?.[1] !== form.elements.seen?.value) return false;
  // Rows come and go by the server: it makes the form of what was kept.
  if (form.dataset.rows) await rebuild(form.dataset.rows, kept);
  else fill(form, kept);
  return true;
}

function fill(form, kept) {
  for (const field of form.elements) {
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.name && field.name !== "csrf" && field.type !== "file" && values.length) [field.value] = values;
  }
}

function rebuild(path, kept) {
  const values = { csrf };
  for (const [name, value] of kept) values[name] = [...(values[name] ?? []), value];
  return window.htmx.ajax("POST", path, { target: "#form", select: "#form", swap: "outerHTML", values });
}
