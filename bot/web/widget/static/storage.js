/** Keeps strings per site and person. Where the browser forbids storage, memory stands in until the page ends. */
const stand = () => {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index],
  };
};

const usable = (name) => {
  try {
    const area = window[name];
    area.setItem("huiyi:probe", "1");
    area.removeItem("huiyi:probe");
    return area;
  } catch {
    return stand();
  }
};

export const lasting = usable("localStorage");
export const passing = usable("sessionStorage");

/** All keys that start with `prefix`. */
export const keysOf = (area, prefix) =>
  Array.from({ length: area.length }, (_, index) => area.key(index)).filter((key) => key.startsWith(prefix));
