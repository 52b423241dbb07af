// What was written in conversations and is not acknowledged yet: like that at tickets it outlives the tab and
// signing out, and is its author's alone. Each has a key of its own, for other tabs write here too.
import { post } from "./api.js";
import { author } from "./page.js";

const KEY = `huiyi:unsent:${author}:`;

const keys = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

/** Oldest first. */
export const unsentIn = (id) =>
  keys(`${KEY}${id}:`)
    .map((key) => JSON.parse(localStorage.getItem(key)))
    .sort((one, other) => one.at - other.at);

/** Ids of the conversations that have any. */
export const unsentTalks = () => [...new Set(keys(KEY).map((key) => key.slice(KEY.length).split(":")[0]))];

export const keepIn = (id, item) =>
  localStorage.setItem(`${KEY}${id}:${item.client_id}`, JSON.stringify({ ...item, at: Date.now() }));
export const dropFrom = (id, clientId) => localStorage.removeItem(`${KEY}${id}:${clientId}`);

/** Answers as `post` does; twice with one id is once. */
export const deliverTo = (id, { text, client_id }) =>
  post(`/conversations/${id}/messages`, { text }, { "Idempotency-Key": client_id });
