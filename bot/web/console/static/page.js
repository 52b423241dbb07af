// What the server told this page: its words, who we are, and the token that writes need.
const told = JSON.parse(document.getElementById("page").textContent);

export const csrf = told.csrf;
export const language = told.language;
export const me = told.me;
/** Whose what this browser keeps is. */
export const author = `${told.tenant}:${told.me}`;
/** The tenant's. Only pages with the list have it. */
export const timezone = told.timezone;

/** The tenant's clock when the page was made, and whether it runs. Only pages of tickets have it. */
export const clock = { now: told.now, runs: told.runs };

/** The sentence of that key, with `{name}` filled in. */
export const say = (key, values = {}) => told.strings[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

let fading;
/** A short word at the foot of the page, read out by screen readers. */
export function toast(text) {
  const place = document.getElementById("toast");
  place.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => (place.textContent = ""), 4000);
}

/** The banner under the top bar: `kind` is "offline", "signed_out" or null for none. */
export function banner(kind) {
  const place = document.getElementById("banner");
  const link = document.getElementById("banner-link");
  place.hidden = kind === null;
  document.getElementById("banner-text").textContent = kind ? say(kind) : "";
  link.hidden = kind !== "signed_out";
  link.href = `/console/sign-in?next=${encodeURIComponent(location.pathname)}`;
}
