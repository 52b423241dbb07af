// Whoever is named in a note hears of it wherever they are in the console.
import { me, say } from "./page.js";

/** Says it, with a way to the ticket, where the frame is such a notice for us. */
export function mentioned(frame) {
  if (frame.type !== "notice" || frame.kind !== "ticket.mentioned" || !frame.data.agents.includes(me)) return;
  const place = document.getElementById("toast");
  const link = document.createElement("a");
  link.href = `/console/tickets/${frame.data.ticket}`;
  link.textContent = say("desk_mentioned", { who: frame.data.who, ticket: frame.data.ticket });
  place.replaceChildren(link);
}
