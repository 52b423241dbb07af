// The list: follows the tenant's feed, asks for a fresh list when a row alone does not do, tells who waits.
import { tick } from "./clock.js";
import { followFeed } from "./feed.js";
import { fetchNodes, oneAtATime } from "./fragments.js";
import { searchInbox } from "./inbox_search.js";
import { morph } from "./morph.js";
import { mentioned } from "./mentions.js";
import { say, toast } from "./page.js";
import { readRow, renewRow } from "./row.js";

const SETTLE_MS = 300;
const LAZY_MS = 10_000;
let waiting = null;
let later = null;

const rows = () => document.getElementById("rows");
const opened = () => document.getElementById("work")?.dataset.conversation ?? "";

/** An older page, and what a search found, stay as they are: only their counts go on. */
const standsStill = () => "still" in rows().dataset;

/** Brings the list up to date, at most a few times a second. */
export const refresh = oneAtATime(async () => {
  const { address } = rows().dataset;
  const heads = standsStill() ? "&heads=true" : "";
  const nodes = await fetchNodes(`/console/list?${address}&selected=${encodeURIComponent(opened())}${heads}`);
  // Another list may have been asked for meanwhile: that is the newer one.
  if (nodes && rows().dataset.address === address) show(nodes, heads);
  await new Promise((done) => setTimeout(done, SETTLE_MS));
});

function show(nodes, heads = false) {
  const fresh = nodes.firstElementChild;
  if (heads) {
    const { attention, waiting: now } = fresh.dataset;
    Object.assign(rows().dataset, { attention, waiting: now });
    morph(document.getElementById("filters"), fresh.querySelector("#filters"));
  } else {
    morph(rows(), fresh);
  }
  window.htmx.process(rows());
  mark();
  count();
}

/** Title and icon say how many need someone; a rise in those who wait is said aloud. */
export function count() {
  const attention = Number(rows().dataset.attention);
  const now = Number(rows().dataset.waiting);
  const heading = document.getElementById("work")?.dataset.title ?? say("inbox");
  document.title = `${attention ? `(${attention}) ` : ""}${heading} · ${say("product")}`;
  const icon = document.getElementById("icon");
  const wanted = `/console/icon/${Math.min(attention, 10)}.svg`;
  if (icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  if (waiting !== null && now > waiting) announce();
  waiting = now;
  tick();
}

function announce() {
  toast(say("notify_title"));
  if (document.hidden && "Notification" in window && Notification.permission === "granted") {
    const note = new Notification(say("notify_title"), { body: say("product"), tag: "huiyi-waiting" });
    note.onclick = () => (window.focus(), note.close());
  }
}

/** The row that is open is marked, before the next list arrives. */
export function mark() {
  for (const row of document.querySelectorAll(".row")) {
    if (row.dataset.id === opened()) row.setAttribute("aria-current", "page");
    else row.removeAttribute("aria-current");
  }
}

function offerNotifications() {
  const button = document.getElementById("notify");
  if (!("Notification" in window) || Notification.permission !== "default") return;
  button.hidden = false;
  button.onclick = async () => {
    const answer = await Notification.requestPermission();
    toast(say(answer === "granted" ? "notify_allowed" : "notify_refused"));
    button.hidden = answer !== "default";
  };
}

/** The conversation was read to its end here: nobody tells us of it. */
export const read = (id) => countUnread(readRow(id));

function countUnread(more) {
  if (!more) return;
  rows().dataset.attention = Number(rows().dataset.attention) + more;
  count();
}

/** A word in a conversation changes its row; what has none, or comes to stand elsewhere, a fresh list shows. */
function hear(conversation) {
  const more = renewRow(conversation);
  if (more !== null) countUnread(more);
  else if (presses(conversation)) refresh();
  else later ??= setTimeout(() => ((later = null), refresh()), LAZY_MS * (0.5 + Math.random()));
}

/** What waits for a person, what is mine and what is open is shown at once; the others can be a little behind,
 * or every word of every customer would have every agent ask for the list. */
function presses({ id, waiting_since: waits }) {
  const row = document.getElementById(`row-${id}`);
  return waits || id === opened() || row?.matches(".mine, .waiting, .ended");
}

/** `onFrame` hears what else the feed says. */
export function followInbox(onFrame) {
  count();
  offerNotifications();
  searchInbox((nodes) => {
    show(nodes);
    document.getElementById("list").scrollTop = 0;
  });
  followFeed((frame) => {
    mentioned(frame);
    onFrame(frame);
    if (["welcome", "notice"].includes(frame.type)) refresh();
    else if (frame.type === "conversation") hear(frame.conversation);
  });
}
