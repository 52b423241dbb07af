// What was written and is not acknowledged yet, for this ticket: it outlives the page, and a dead battery.

const KEY = "huiyi:ticket-outbox:";

export function openOutbox(number) {
  const prefix = `${KEY}${number}:`;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    /** Oldest first. */
    all: () =>
      keys()
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .sort((one, other) => one.at - other.at),
    keep: (item) => localStorage.setItem(prefix + item.client_id, JSON.stringify(item)),
    drop: (item) => localStorage.removeItem(prefix + item.client_id),
  };
}

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
