// A ticket's page: kept true by its sockets, changed by its fields and keys.
import { choose, optionsOf } from "./chooser.js";
import { keepTicking } from "./clock.js";
import { keepCounting, tickDeadlines } from "./desk_clock.js";
import { onDecision, undecided } from "./decision.js";
import { postForm } from "./desk_post.js";
import { followFeed } from "./feed.js";
import { fetchNodes, oneAtATime } from "./fragments.js";
import { chooseIncident } from "./gather.js";
import { mentioned } from "./mentions.js";
import { morph } from "./morph.js";
import { me, say, toast } from "./page.js";
import { listenForKeys, toggleContext } from "./shortcuts.js";
import { follow } from "./socket.js";
import { suggest } from "./suggestions.js";
import { company } from "./ticket_company.js";
import { compose } from "./ticket_composer.js";
import { upload } from "./ticket_files.js";

const work = document.getElementById("work");
const number = work.dataset.ticket;
const path = `/console/tickets/${number}`;
const scroll = document.getElementById("story-scroll");
const head = () => document.getElementById("ticket-head");
const story = () => document.getElementById("story");
const events = () => Number(head().dataset.events);
const choosing = () => undecided(document.getElementById("side"));
const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
const toEnd = () => (scroll.scrollTop = scroll.scrollHeight);

/** What somebody has opened to read stays open. */
function keepOpen(fresh) {
  for (const { id } of document.querySelectorAll("#story details[open], #side details[open]")) {
    const same = id && fresh.querySelector(`#${CSS.escape(id)}`);
    if (same) same.open = true;
  }
}

/** The parts as they are now. */
const refresh = oneAtATime(async () => {
  const nodes = await fetchNodes(path);
  if (!nodes) return;
  const follows = atEnd();
  const gathers = () => document.getElementById("side").dataset.gathers;
  const before = gathers();
  keepOpen(nodes);
  for (const id of ["ticket-head", "story", "side", "gathers"]) {
    const fresh = nodes.querySelector(`#${id}`);
    if (!document.getElementById(id)) continue; // No composer, no hint at it.
    if (id === "side" && choosing()) continue; // It is renewed once that is decided.
    if (id === "ticket-head") fresh.querySelector("#viewers").textContent = document.getElementById("viewers").textContent;
    morph(document.getElementById(id), fresh);
  }
  resetFields();
  composer.sync();
  linkBack();
  tickDeadlines();
  followConversation();
  if (gathers() !== before) await showDuplicates();
  if (document.getElementById("log").open) showLog();
  if (follows) toEnd();
});

/** A select that was touched no longer heeds its markup. */
function resetFields() {
  if (choosing()) return;
  for (const field of document.querySelectorAll("#side select")) {
    field.value = [...field.options].find((one) => one.defaultSelected)?.value ?? field.value;
  }
}

// Changing it

async function change(action, value) {
  const answer = await postForm(`${path}/change`, { action, value, seen: events() });
  if (answer.ok) toast(say("desk_changed"));
  else if (answer.status !== 401) toast(answer.body?.problem ?? say("action_failed"));
  await refresh();
  return answer.ok;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button[data-change]");
  if (button) change(button.dataset.change, button.dataset.value);
});
onDecision("select[data-change]", (select) => change(select.dataset.change, select.value), refresh);
document.addEventListener("submit", async (event) => {
  const { form, keeps } = event.target.dataset;
  if (!form) return;
  event.preventDefault();
  const inputs = [...event.target.querySelectorAll("input")];
  const value = inputs.map((one) => one.value.trim()).join("=");
  if (!keeps && !inputs[0].value.trim()) return;
  if ((await change(form, value)) && !keeps) for (const one of inputs) one.value = "";
});

async function act(what, ticket, value = "", place = "") {
  const answer = await postForm(`/console/tickets/${ticket}/${what}`, { value });
  toast(answer.ok ? say("desk_changed") : (answer.body?.problem ?? say("action_failed")));
  if (answer.ok && what === "merge") return location.assign(`/console/tickets/${value}`);
  await refresh();
  // The button that was pressed may be gone: the keyboard goes on beside it.
  if (document.activeElement === document.body) (document.querySelector(`#${place || "work"} button`) ?? work).focus({ preventScroll: true });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-act]");
  if (button) act(button.dataset.act, button.dataset.ticket ?? number, button.dataset.value, button.closest("section")?.id);
});
document.addEventListener("click", async ({ target }) => {
  const incident = target.closest?.("#gather") ? await chooseIncident() : null;
  if (incident) act("gather", number, incident, "incident");
});

async function showDuplicates() {
  const nodes = await fetchNodes(`${path}/duplicates`);
  const place = document.getElementById("duplicates");
  if (nodes) place.replaceChildren(nodes);
  place.hidden = !place.querySelector("li");
}

async function ask(action) {
  const select = document.getElementById(`prop-${action}`);
  if (!select) return;
  const value = await choose(say(action === "agent" ? "desk_assign" : action), optionsOf(select));
  work.focus({ preventScroll: true });
  if (value !== null && value !== select.value) change(action, value);
}

const press = (selector) => document.querySelector(selector)?.click();

// Going on

const list = () => JSON.parse(sessionStorage.getItem("huiyi:ticket-list") ?? "null");

function linkBack() {
  const back = list()?.address;
  if (back) document.getElementById("back").setAttribute("href", back);
}

function stepTo(by) {
  const numbers = list()?.numbers ?? [];
  const next = numbers[numbers.indexOf(number) + by];
  if (numbers.includes(number) && next) location.assign(`/console/tickets/${next}`);
  else press("#back");
}

async function showLog() {
  const nodes = await fetchNodes(`${path}/log`);
  if (nodes) document.getElementById("log-body").replaceChildren(nodes);
}
document.getElementById("log").addEventListener("toggle", ({ target }) => target.open && showLog());

// Following

let followed = null;
let talk = null;
let suggestions = null;

function followConversation() {
  const id = story().dataset.conversation;
  if (id === (followed ?? "")) return;
  talk?.stop();
  followed = id || null;
  if (!id) return;
  talk = follow(id, {
    after: () => Number(story().dataset.head),
    onState() {},
    onFrame(frame) {
      if (frame.type === "typing") others.customerWrites(frame.on && frame.who === "customer");
      else if (["message", "owner", "turn", "gap"].includes(frame.type)) {
        others.customerWrites(false);
        refresh();
        if (frame.type === "message" && frame.message.author === "customer") suggestions?.refresh();
      }
    },
  });
  if (document.getElementById("suggestions")) suggestions ??= suggest(id);
}

const others = company();
const socket = follow(null, {
  ticket: Number(number),
  onState: (name) => name === "live" && (composer.flush(), refresh()),
  onFrame(frame) {
    if (frame.type === "viewers") others.viewers(frame.viewers);
    else if (frame.type === "writing") others.writes(frame);
    else if (frame.type === "ticket" && frame.events > events()) refresh();
  },
});
const composer = compose(number, { socket, events, refresh, toEnd });
upload(number, { refresh, isNote: composer.isNote });

listenForKeys({
  r: () => composer.focus("reply"),
  n: () => composer.focus("note"),
  a: () => change("agent", me),
  s: () => ask("status"),
  p: () => ask("priority"),
  g: () => press("#gather"),
  e: () => press('#ticket-head [data-value="resolved"]'),
  j: () => stepTo(1),
  k: () => stepTo(-1),
  u: () => press("#back"),
  o: () => press("#to-conversation"),
  c: () => toggleContext(),
});
document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());
keepTicking();
keepCounting();
linkBack();
followConversation();
showDuplicates();
followFeed(mentioned);
toEnd();
work.focus({ preventScroll: true });
