/**
 * Keeps strings per site and person. Some browsers let a frame of another site keep nothing (private windows,
 * blocked third-party cookies): then the page around us keeps them, and without it memory, until the page ends.
 */
const kept = new Map();
let tellHost = () => {};
const stand = {
  getItem: (key) => kept.get(key) ?? null,
  setItem(key, value) {
    kept.set(key, value);
    tellHost(key, value);
  },
  removeItem(key) {
    kept.delete(key);
    tellHost(key, null);
  },
};

const usable = (name) => {
  try {
    const area = window[name];
    area.setItem("huiyi:probe", "1");
    area.removeItem("huiyi:probe");
    return area;
  } catch {
    return stand;
  }
};

export const lasting = usable("localStorage");
export const passing = usable("sessionStorage");

/** Takes up what the host's page kept; tell(key, value) has it keep more, or forget where value is null. */
export const letHostKeep = (entries, tell) => {
  if (lasting !== stand) return;
  for (const [key, value] of entries) kept.set(key, value);
  tellHost = tell;
};

/** All keys that start with `prefix`. */
export const keysOf = (area, prefix) =>
  (area === stand ? [...kept.keys()] : Object.keys(area)).filter((key) => key.startsWith(prefix));
