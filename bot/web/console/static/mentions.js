// Whoever a notice names hears of it wherever they are in the console, with a way to its place.
import { language, me, say } from "./page.js";

const MOST = 3;
const known = new Set();

export function mentioned({ type, kind, conversation, data }) {
  if (type !== "notice" || !data.agents?.includes(me)) return;
  if (kind === "ticket.mentioned") show(toTicket(data.ticket), say("desk_mentioned", { who: data.who, ticket: data.ticket }));
  if (kind === "conversation.mentioned") show(`/console/conversations/${conversation}`, say("mentioned", { who: data.who }));
  // A rule's notice may come twice.
  if (kind !== "desk.notice" || known.has(data.key)) return;
  known.add(data.key);
  show(toTicket(data.ticket), data.subject[language], data.text[language]);
}

const toTicket = (number) => `/console/tickets/${number}`;

/** Stays until it is followed or put away, or newer ones take its place. */
function show(path, title, text = "") {
  const place = document.getElementById("notices");
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.append(link(path, title, text), dismiss(notice, title));
  place.append(notice);
  while (place.children.length > MOST) place.firstElementChild.remove();
}

function link(path, title, text) {
  const way = document.createElement("a");
  way.href = path;
  for (const [name, words] of [["strong", title], ["span", text]]) {
    const part = document.createElement(name);
    part.textContent = words;
    if (words) way.append(part);
  }
  return way;
}

function dismiss(notice, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "drop";
  button.textContent = "×";
  button.setAttribute("aria-label", say("desk_dismiss", { what: title }));
  button.onclick = () => {
    const next = notice.nextElementSibling ?? notice.previousElementSibling;
    notice.remove();
    (next?.querySelector("a") ?? document.getElementById("work"))?.focus({ preventScroll: true });
  };
  return button;
}
