// What was written at tickets and is not acknowledged yet: it outlives the page, and a dead battery.
// Its author stands in the key: nobody else at this browser is shown it, or sends it under their own name.
import { postForm } from "./desk_post.js";
import { author } from "./page.js";

const KEY = `huiyi:ticket-outbox:${author}:`;

/** This agent's, of all tickets, oldest first. */
export const unsent = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(KEY))
    .map((key) => JSON.parse(localStorage.getItem(key)))
    .sort((one, other) => one.at - other.at);

export const keep = (item) => localStorage.setItem(KEY + item.client_id, JSON.stringify(item));
export const drop = (item) => localStorage.removeItem(KEY + item.client_id);

/** Answers as `postForm` does. */
export function deliver({ number, kind, text, client_id, begun, seen, then, take }) {
  const path = `/console/tickets/${number}`;
  if (kind === "note") return postForm(`${path}/notes`, { text, client_id });
  return postForm(`${path}/reply`, { text, client_id, begun, seen, then, take });
}

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
