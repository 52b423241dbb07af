// What was written in conversations and is not acknowledged yet, in this tab and by this agent.
import { post } from "./api.js";
import { author } from "./page.js";

const KEY = `huiyi:unsent:${author}:`;

export const unsentIn = (id) => JSON.parse(sessionStorage.getItem(KEY + id) ?? "[]");

/** Ids of the conversations that have any. */
export const unsentTalks = () =>
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith(KEY))
    .map((key) => key.slice(KEY.length));

export const keepIn = (id, item) => store(id, [...unsentIn(id), item]);
export const dropFrom = (id, clientId) => store(id, unsentIn(id).filter((item) => item.client_id !== clientId));

/** Answers as `post` does; twice with one id is once. */
export const deliverTo = (id, { text, client_id }) =>
  post(`/conversations/${id}/messages`, { text }, { "Idempotency-Key": client_id });

function store(id, items) {
  if (items.length) sessionStorage.setItem(KEY + id, JSON.stringify(items));
  else sessionStorage.removeItem(KEY + id);
}
