// Deadlines go on counting without the server, by the tenant's clock: it may stand still, or be another than ours.
import { elapsed } from "./clock.js";
import { clock, say } from "./page.js";

const SOON_MS = 3_600_000;
const opened = performance.now();

/** What the tenant's clock says, in milliseconds. */
export const tenantNow = () => Date.parse(clock.now) + (clock.runs ? performance.now() - opened : 0);

function show(time, now) {
  const due = Date.parse(time.dataset.due);
  const over = due <= now;
  const words = over
    ? say("desk_late", { time: elapsed(time.dataset.due, now) })
    : say("desk_left", { time: elapsed(new Date(now).toISOString(), due) });
  if (time.textContent !== words) time.textContent = words;
  time.classList.toggle("over", over);
  time.classList.toggle("soon", !over && due - now <= SOON_MS);
}

export function tickDeadlines() {
  const now = tenantNow();
  for (const time of document.querySelectorAll("time[data-due]")) show(time, now);
}

export const keepCounting = () => setInterval(tickDeadlines, 10_000);
