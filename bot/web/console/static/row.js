// A row of the list that stays in its place among the groups: the feed's own words are enough to renew it.
import { say, timezone } from "./page.js";

const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });

const rowOf = (id) => document.getElementById(`row-${id}`);

/** By how many more rows have something unread; null where the list has to be asked for: no row, or another group. */
export function renewRow({ id, owner, agent, waiting_since, preview, updated_at, head, agent_seen }) {
  const row = rowOf(id);
  if (row?.dataset.state !== [owner, agent ?? "", waiting_since ?? ""].join(" ")) return null;
  const still = row.closest("[data-still]");
  if (row.matches(".ended") && !still) return null; // It begins anew.
  if (!row.querySelector("mark")) row.querySelector(".preview").textContent = preview;
  const time = row.querySelector("time.when");
  if (time) {
    const there = clock.format(new Date(updated_at));
    time.dateTime = updated_at;
    time.title = `${there} ${timezone}`;
    time.textContent = there.slice(11, 16);
  }
  if (!row.matches(".waiting") && !still) toTop(row.closest("li"));
  return row.matches(".mine") ? showUnread(row, Math.max(0, head - agent_seen)) : 0;
}

/** What was unread is read now. */
export const readRow = (id) => (rowOf(id)?.matches(".mine") ? showUnread(rowOf(id), 0) : 0);

/** What moved last stands first; the focus stays where it is. */
function toTop(item) {
  if (!item.previousElementSibling) return;
  const focused = document.activeElement;
  item.parentElement.prepend(item);
  focused.focus({ preventScroll: true });
}

function showUnread(row, count) {
  const before = row.classList.contains("unread");
  row.classList.toggle("unread", count > 0);
  row.querySelector(".badge")?.remove();
  if (count) {
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.append(part(count, "aria-hidden", "true"), part(say("unread", { count }), "class", "visually-hidden"));
    row.querySelector(".row-below").append(badge);
  }
  return Number(count > 0) - Number(before);
}

function part(text, name, value) {
  const span = document.createElement("span");
  span.textContent = text;
  span.setAttribute(name, value);
  return span;
}
