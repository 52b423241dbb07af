// On every page: what this agent wrote elsewhere and is not acknowledged goes out, and what waits is counted.
// What belongs to the ticket or conversation that is open its own composer sends.
import { say } from "./page.js";
import { deliverTo, dropFrom, unsentIn, unsentTalks } from "./talk_outbox.js";
import { deliver, drop, unsent } from "./ticket_outbox.js";

const RETRY_MS = 5000;
const SETTLE_MS = 1000;
const opened = () => document.getElementById("work")?.dataset ?? {};
let flushing = false;
let retry;

/** `{path, words, send, forget}`, in the order in which they were written at each place. */
const waiting = () => [
  ...unsent()
    .filter(({ number }) => number !== opened().ticket)
    .map((item) => ({
      path: `/console/tickets/${item.number}`,
      words: `#${item.number}`,
      send: () => deliver(item),
      forget: () => drop(item),
    })),
  ...unsentTalks()
    .filter((id) => id !== opened().conversation)
    .flatMap((id) =>
      unsentIn(id).map((item) => ({
        path: `/console/conversations/${id}`,
        words: say("open_conversation"),
        send: () => deliverTo(id, item),
        forget: () => dropFrom(id, item.client_id),
      })),
    ),
];

async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(retry);
  show();
  // What is refused waits for its author to look: its place has what happened meanwhile.
  const stuck = new Set();
  let again = false;
  for (let item; (item = waiting().find(({ path }) => !stuck.has(path))); show()) {
    const { ok, status } = await item.send();
    if (ok) item.forget();
    else stuck.add(item.path);
    again ||= status === 0 || status === 429 || status >= 500;
  }
  flushing = false;
  if (again) retry = setTimeout(flush, RETRY_MS);
}

function show() {
  const items = waiting();
  document.getElementById("unsent").hidden = !items.length;
  document.getElementById("unsent-text").textContent = items.length ? say("unsent", { count: items.length }) : "";
  const places = new Map(items.map(({ path, words }) => [path, words]));
  document.getElementById("unsent-places").replaceChildren(
    ...[...places].map(([path, words]) => {
      const link = document.createElement("a");
      link.href = path;
      link.textContent = words;
      return link;
    }),
  );
}

addEventListener("online", flush);
// Another tab wrote something: only what it does not get out at once is told here.
addEventListener("storage", () => setTimeout(show, SETTLE_MS));
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.id === "work" && flush());
flush();
