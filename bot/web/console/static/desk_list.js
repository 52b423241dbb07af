// The list of tickets: views and filters without a new page, the keys of triage, the same change to many.
import { choose, optionsOf } from "./chooser.js";
import { keepTicking } from "./clock.js";
import { keepCounting, tickDeadlines } from "./desk_clock.js";
import { onDecision } from "./decision.js";
import { postForm } from "./desk_post.js";
import { followFeed } from "./feed.js";
import { fetchNodes, oneAtATime } from "./fragments.js";
import { chooseIncident } from "./gather.js";
import { mentioned } from "./mentions.js";
import { morph } from "./morph.js";
import { me, say, toast } from "./page.js";
import { keepThis, keepViews } from "./desk_saved.js";
import { listenForKeys, step } from "./shortcuts.js";

const SETTLE_MS = 1500;
const LAZY_MS = 10_000;
const picked = new Set();
let asked = 0;

const tickets = () => document.getElementById("tickets");
const form = document.getElementById("search-form");
const links = () => [...document.querySelectorAll(".tlink")];
const focused = () => document.activeElement?.closest(".trow")?.dataset.number;
/** What keys and the bar act on: what is picked, else the row with the focus. */
const targets = () => (picked.size ? [...picked] : focused() ? [focused()] : []);

/** Shows the list of that address; the newest question wins. */
async function show(search) {
  const turn = ++asked;
  tickets().setAttribute("aria-busy", "true");
  const nodes = await fetchNodes(`/console/tickets${search}`);
  if (turn !== asked) return false;
  tickets().setAttribute("aria-busy", "false");
  if (!nodes) return toast(say("list_failed"));
  morph(document.getElementById("views"), nodes.querySelector("#views"));
  morph(tickets(), nodes.querySelector("#tickets"));
  document.querySelector(".desk-head h1").textContent = tickets().dataset.heading;
  markPicked();
  tickDeadlines();
  remember();
  return true;
}

async function go(search) {
  history.pushState(null, "", `/console/tickets${search}`);
  picked.clear();
  await show(search);
  document.getElementById("desk-scroll").scrollTop = 0;
  showView();
}

/** Where the views stand in one line, the present one may be far along it. */
const showView = () => document.querySelector("#views li:has([aria-current=page])")?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** The page of a ticket goes on through the list it was opened from. */
function remember() {
  const list = { address: location.pathname + location.search, numbers: links().map((one) => one.closest("li").dataset.number) };
  sessionStorage.setItem("huiyi:ticket-list", JSON.stringify(list));
}

const refresh = oneAtATime(async () => {
  await show(location.search);
  await new Promise((done) => setTimeout(done, SETTLE_MS));
});

let later = null;
/** A ticket that is on the screen is renewed at once; what any other comes to can be a little behind. */
function hear(number) {
  if (document.querySelector(`.trow[data-number="${number}"]`)) refresh();
  else later ??= setTimeout(() => ((later = null), refresh()), LAZY_MS * (0.5 + Math.random()));
}

// Picking

function markPicked() {
  const there = new Set(links().map((one) => one.closest("li").dataset.number));
  for (const number of picked) if (!there.has(number)) picked.delete(number);
  for (const box of document.querySelectorAll(".pick")) {
    box.checked = picked.has(box.value);
    box.closest(".trow").classList.toggle("picked", box.checked);
  }
  const bar = document.getElementById("bulk");
  if (!bar) return;
  bar.hidden = !picked.size;
  document.getElementById("bulk-count").textContent = picked.size ? say("desk_picked", { count: picked.size }) : "";
}

function pick(number) {
  if (!number) return;
  if (!picked.delete(number)) picked.add(number);
  markPicked();
}

// Changing

async function change(action, value, numbers = targets()) {
  if (numbers.length && value !== null && document.getElementById("bulk")) await send("", { action, value, numbers });
}

async function gather() {
  const numbers = targets();
  if (!numbers.length || !document.getElementById("bulk")) return;
  const value = await chooseIncident();
  if (value) await send("/gather", { value, numbers });
}

async function send(path, form) {
  const row = focused();
  const answer = await postForm(`/console/tickets/bulk${path}`, form);
  if (!answer.ok) return toast(say("action_failed"));
  toast(answer.body.text);
  for (const number of answer.body.done) picked.delete(String(number));
  const next = document.querySelector(`.trow[data-number="${row}"] + .trow`)?.dataset.number;
  await show(location.search);
  if (row && !focused()) (document.querySelector(`.trow[data-number="${row}"] .tlink`) ?? document.querySelector(`.trow[data-number="${next}"] .tlink`) ?? links()[0])?.focus();
}

async function ask(action) {
  const select = document.querySelector(`#bulk [data-action="${action}"]`);
  const numbers = targets();
  const back = document.activeElement;
  if (!select || !numbers.length) return;
  const value = await choose(select.options[0].textContent.replace("…", ""), optionsOf(select));
  back?.focus();
  change(action, value, numbers);
}

function openBulk() {
  if (!picked.size) pick(focused());
  if (picked.size) document.querySelector("#bulk select").focus();
}

async function decide(field) {
  if (!field.value) return;
  field.disabled = true;
  await change(field.dataset.action, field.value, [...picked]);
  field.disabled = false;
  if (field.tagName === "SELECT") field.selectedIndex = 0;
  else field.value = "";
}
onDecision("#bulk select", decide);
document.getElementById("bulk-merge")?.addEventListener("click", async () => {
  const answer = await postForm("/console/tickets/bulk/merge", { numbers: [...picked] });
  toast(answer.body?.text ?? say("action_failed"));
  if (answer.ok) picked.clear();
  show(location.search);
});
document.getElementById("bulk-gather")?.addEventListener("click", gather);
document.getElementById("bulk")?.addEventListener("submit", (event) => {
  event.preventDefault();
  decide(event.target.querySelector("input[data-action]"));
});
document.getElementById("bulk-clear")?.addEventListener("click", () => (picked.clear(), markPicked()));

// Where one goes

const ours = ({ target }) => target.closest?.("a[data-list], a[data-view]");

document.addEventListener("click", (event) => {
  const link = ours(event);
  if (event.target.matches?.(".pick")) return pick(event.target.value);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const { search } = new URL(link.href);
  const values = new URLSearchParams(search);
  for (const field of form.elements) if (field.name) field.value = values.get(field.name) ?? "";
  go(search);
});

function search() {
  const values = [...new FormData(form)].filter(([, value]) => value.trim());
  go(`?${new URLSearchParams(values)}`);
}

document.getElementById("show-filters").onclick = ({ currentTarget }) => {
  const fields = document.getElementById("filter-fields");
  fields.hidden = !fields.hidden;
  currentTarget.setAttribute("aria-expanded", String(!fields.hidden));
  if (!fields.hidden) fields.querySelector("select").focus();
};

let typing;
form.addEventListener("submit", (event) => (event.preventDefault(), clearTimeout(typing), search(), links()[0]?.focus()));
form.addEventListener("change", ({ target }) => target.id !== "search" && search());
document.getElementById("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 250);
});
addEventListener("popstate", () => show(location.search));

listenForKeys({
  j: () => step(links(), 1),
  k: () => step(links(), -1),
  x: () => pick(focused()),
  a: () => change("agent", me),
  p: () => ask("priority"),
  s: () => ask("status"),
  "#": openBulk,
  g: gather,
  n: () => document.getElementById("new-ticket")?.click(),
  v: keepThis,
  "/": () => document.getElementById("search").focus(),
});
document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());
keepViews((search) => (search ? go(search) : show(location.search)));
keepTicking();
keepCounting();
showView();
remember();
let opened = false;
followFeed((frame) => {
  mentioned(frame);
  if (frame.type === "notice" || (frame.type === "welcome" && opened)) refresh();
  else if (frame.type === "ticket") hear(frame.ticket);
  else if (frame.type === "conversation" && frame.conversation.ticket) hear(frame.conversation.ticket.slice(1));
  opened ||= frame.type === "welcome";
});
