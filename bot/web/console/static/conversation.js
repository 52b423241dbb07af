// One conversation: follows its socket, asks the server for what to show, takes over and hands back.
import { post } from "./api.js";
import { compose } from "./composer.js";
import { fetchNodes, oneAtATime, replace } from "./fragments.js";
import { read } from "./inbox.js";
import { say, toast } from "./page.js";
import { follow } from "./socket.js";
import { suggest } from "./suggestions.js";
import { takeNotes, write } from "./talk_notes.js";

const LAPSE_MS = 6000;
const SETTLE_MS = 1000;
const PAGE = 100;
let current = null;

const work = () => document.getElementById("work");

/** Starts on the conversation in the page, and stops on the one that was there. */
export function mount() {
  current?.stop();
  current = work()?.dataset.conversation ? start(work()) : null;
}

/** What the desk's feed says of this conversation's notes and ticket. */
export function hearFeed({ type, conversation, ticket }) {
  const noted = type === "noted" && conversation === work()?.dataset.conversation;
  const onTicket = type === "ticket" && `#${ticket}` === document.getElementById("controls")?.dataset.ticket;
  if (noted || onTicket) current?.refreshNotes();
  if (onTicket) current?.refreshCard();
}

/** "take-over" or "hand-back", from a button or a key. */
export function act(action) {
  const button = document.querySelector(`#controls [data-action="${action}"]`);
  if (button && current && button.getAttribute("aria-busy") !== "true") current.act(action, button);
}

function start(place) {
  const id = place.dataset.conversation;
  const path = `/console/conversations/${id}`;
  const thread = document.getElementById("thread");
  const jump = document.getElementById("jump");
  const typing = document.getElementById("typing");
  let head = Number(place.dataset.head);
  let customerSeen = Number(place.dataset.customerSeen);
  let toldSeen = 0;
  let lapse;
  let stopped = false;

  const atEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 120;
  const toEnd = () => ((thread.scrollTop = thread.scrollHeight), (jump.hidden = true));
  const controls = () => document.getElementById("controls");

  const suggestions = suggest(id);
  const composer = compose(id, { socket: () => socket, grew: toEnd });
  const notes = takeNotes(id, { grew: toEnd });

  /** Everything after what we show, whichever frame told us: one way for news, gaps and returns. */
  const catchUp = oneAtATime(async () => {
    const nodes = await fetchNodes(`${path}/messages?after=${head}`);
    if (stopped || !nodes) return;
    const follows = atEnd();
    const news = [...nodes.children].filter((one) => Number(one.dataset.seq) > head);
    for (const shown of news) {
      document.getElementById("messages").append(shown);
      window.htmx.process(shown);
      head = Number(shown.dataset.seq);
      if (shown.dataset.clientId) composer.confirm(shown.dataset.clientId);
    }
    if (!news.length) return;
    stopTyping();
    // Where the bot answers, its turn comes yet and says what the message wants.
    if (controls().dataset.owner !== "bot" && news.some((one) => one.matches(".customer"))) suggestions.refresh();
    if (follows) toEnd();
    else jump.hidden = false;
    tellSeen();
    markSeen();
    if (news.length >= PAGE) catchUp();
  });

  const refreshControls = oneAtATime(async () => {
    const nodes = await fetchNodes(`${path}/controls`);
    if (stopped || !nodes) return;
    replace(controls(), nodes);
    composer.sync(controls());
    tellSeen();
    refreshCard();
  });

  const refreshCard = oneAtATime(async () => {
    if (!stopped) window.htmx.trigger("#card", "refresh");
    await new Promise((done) => setTimeout(done, SETTLE_MS));
  });

  async function showTurn(seq) {
    const nodes = document.getElementById(`turn-${seq}`) && (await fetchNodes(`${path}/turns/${seq}`));
    const turn = nodes?.firstElementChild;
    if (stopped || !turn) return;
    const follows = atEnd();
    document.getElementById(`turn-${seq}`).replaceChildren(turn);
    window.htmx.process(turn);
    if (follows) toEnd();
  }

  /** Only the one who owns it reads on the customer's account, and only what is on the screen. */
  function tellSeen() {
    if (controls()?.dataset.owner !== "me" || document.hidden || head <= toldSeen) return;
    toldSeen = head;
    socket.send({ type: "seen", seq: head });
    read(id);
  }

  /** "Seen" stands under the last message of ours that the customer has read. */
  function markSeen() {
    document.querySelector(".seen-mark")?.remove();
    const ours = [...document.querySelectorAll("#messages > .agent")].filter((one) => Number(one.dataset.seq) <= customerSeen);
    const last = ours.at(-1);
    if (!last) return;
    const mark = document.createElement("p");
    mark.className = "seen-mark";
    mark.textContent = say("seen");
    last.after(mark);
  }

  function showTyping(who) {
    typing.textContent = say(who === "customer" ? "typing" : "bot_typing");
    const follows = atEnd();
    typing.hidden = false;
    if (follows) toEnd();
    clearTimeout(lapse);
    lapse = setTimeout(stopTyping, LAPSE_MS);
  }

  function stopTyping() {
    typing.hidden = true;
  }

  function heard(frame) {
    if (frame.type === "welcome") {
      toldSeen = 0;
      customerSeen = Math.max(customerSeen, frame.conversation?.customer_seen ?? 0);
      refreshControls();
      if (frame.head > head) catchUp();
      else tellSeen();
      notes.refresh();
    } else if (frame.type === "message") {
      if (frame.message.seq > head) catchUp();
    } else if (frame.type === "gap" || (frame.type === "heartbeat" && frame.head > head)) {
      catchUp();
    } else if (frame.type === "turn") {
      catchUp().then(() => showTurn(frame.seq));
      suggestions.refresh();
    } else if (frame.type === "owner") {
      refreshControls();
    } else if (frame.type === "seen" && frame.who === "customer") {
      customerSeen = Math.max(customerSeen, frame.seq);
      markSeen();
    } else if (frame.type === "typing" && frame.who !== "agent") {
      if (frame.on) showTyping(frame.who);
      else stopTyping();
    }
  }

  async function act(action, button) {
    button.setAttribute("aria-busy", "true");
    const answer = await post(`/conversations/${id}/${action}`);
    button.removeAttribute("aria-busy");
    if (answer.ok) toast(say(action === "take-over" ? "taken_over" : "handed_back"));
    else if (answer.status !== 401) toast(say("action_failed"));
    await refreshControls();
    if (answer.ok && action === "take-over") write("reply");
  }

  const socket = follow(id, {
    after: () => head,
    onFrame: heard,
    onState: (name) => name === "live" && composer.flush(),
  });
  const visible = () => tellSeen();
  document.addEventListener("visibilitychange", visible);
  thread.addEventListener("scroll", () => atEnd() && (jump.hidden = true), { passive: true });
  jump.onclick = toEnd;
  for (const shown of document.querySelectorAll("#messages > [data-client-id]")) composer.confirm(shown.dataset.clientId);
  composer.sync(controls());
  markSeen();
  toEnd();
  return {
    act,
    refreshNotes: notes.refresh,
    refreshCard,
    stop() {
      stopped = true;
      clearTimeout(lapse);
      composer.stop();
      suggestions.stop();
      document.removeEventListener("visibilitychange", visible);
      socket.stop();
    },
  };
}
