// "waits 3 min" goes on counting without the server.
import { say } from "./page.js";

export function elapsed(since, now = Date.now()) {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("minutes", { count: minutes });
  if (minutes < 48 * 60) return say("hours", { count: Math.floor(minutes / 60) });
  return say("days", { count: Math.floor(minutes / (24 * 60)) });
}

export function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const words = elapsed(time.dataset.since);
    if (time.textContent !== words) time.textContent = words;
  }
}

export const keepTicking = () => setInterval(tick, 10_000);
