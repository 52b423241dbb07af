/**
 * Messages that were typed and not yet acknowledged. Each lies under a key of its own, so that two tabs never
 * overwrite each other; the client_id makes a repeat harmless.
 */
import { keysOf, lasting } from "./storage.js";

export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const openOutbox = (prefix) => {
  const read = (key) => {
    try {
      return JSON.parse(lasting.getItem(key));
    } catch {
      return null;
    }
  };
  const entries = keysOf(lasting, prefix)
    .map(read)
    .filter((entry) => entry?.client_id)
    .sort((one, other) => one.at - other.at);
  const keep = (entry) => {
    try {
      lasting.setItem(prefix + entry.client_id, JSON.stringify(entry));
    } catch {
      return; // storage is full: it still goes out, and is lost only if the page closes before
    }
  };
  return {
    entries,
    add(kind, text) {
      const at = Math.max(Date.now(), (entries.at(-1)?.at ?? 0) + 1); // order holds within one millisecond
      const entry = { client_id: newId(), kind, text, at };
      entries.push(entry);
      keep(entry);
      return entry;
    },
    find: (id) => entries.find((entry) => entry.client_id === id),
    /** `error` is shown beside it, and it is not sent again by itself. */
    fail(entry, error) {
      entry.error = error;
      keep(entry);
    },
    /** It is stored at the other end: a reload must not send it again. It stays in view until its message comes. */
    settle(entry, seq) {
      entry.seq = seq;
      lasting.removeItem(prefix + entry.client_id);
    },
    remove(entry) {
      entries.splice(entries.indexOf(entry), 1);
      lasting.removeItem(prefix + entry.client_id);
    },
  };
};
