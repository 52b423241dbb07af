// The form of an article: suggests an id, keeps what is not saved yet, and asks before it is lost.
import { takePictures } from "./article_pictures.js";
import { say, toast } from "./page.js";

const form = document.getElementById("article-form");
const query = new URLSearchParams(location.search);
query.delete("done");
const KEEP = `huiyi:article:${location.pathname}?${query}`;
const SENT = "huiyi:article-sent";
// Refused by the server: what stands in the form is newer than what was kept.
const refused = document.querySelector("[role=alert]:is(.problem, #clash)");
let dirty = false;

const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));

function keep() {
  dirty = true;
  const values = Object.fromEntries(fields().map((one) => [one.name, one.value]));
  sessionStorage.setItem(KEEP, JSON.stringify({ seen: form.elements.seen.value, base: form.elements.base.value, values }));
}

const sent = () => JSON.parse(sessionStorage.getItem(SENT) ?? "[]");

/** What was sent is kept until the server says that it is done: under each address that it was sent from. */
function forgetSent() {
  if (document.querySelector(".kb-done")) for (const key of sent()) sessionStorage.removeItem(key);
  if (!refused) sessionStorage.removeItem(SENT);
}

/** After a session that ran out, or a closed lid. What was kept of another draft than this one is over. */
function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEEP) ?? "null");
  sessionStorage.removeItem(KEEP);
  if (!kept || kept.seen !== form.elements.seen.value) return;
  const lost = fields().filter((one) => one.name in kept.values && one.value !== kept.values[one.name]);
  for (const one of lost) one.value = kept.values[one.name];
  if (!lost.length) return;
  // What came into force meanwhile is news to this text.
  form.elements.base.value = kept.base;
  keep();
  // htmx listens from this event on.
  addEventListener("DOMContentLoaded", () => form.elements.body.dispatchEvent(new Event("refresh")));
  toast(say("kb_kept"));
}

/** As `suggest_id` does on the server. */
const suggest = (title) =>
  (title.toLowerCase().replaceAll("'", "").match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 60).replace(/^-|-$/g, "");

function suggestId() {
  const { id, title } = form.elements;
  let own = id.value !== suggest(title.value);
  id.addEventListener("input", () => (own = id.value !== ""));
  title.addEventListener("input", () => own || (id.value = suggest(title.value)));
}

forgetSent();
if (form) {
  if (form.dataset.fresh) suggestId();
  takePictures(form.elements.body);
  if (refused) {
    dirty = true;
    // It may stand far below.
    document.querySelector("[aria-invalid]")?.focus();
  } else bringBack();
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    dirty = false;
    sessionStorage.setItem(SENT, JSON.stringify([...sent(), KEEP]));
  });
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(document.getElementById("save"));
  });
}
