// Queues and teams, and the people of one: walked by the keys, and kept as they stand.
import { keepCounting, tickDeadlines } from "./desk_clock.js";
import { followFeed } from "./feed.js";
import { fetchNodes, oneAtATime } from "./fragments.js";
import { mentioned } from "./mentions.js";
import { morph } from "./morph.js";
import { listenForKeys, step } from "./shortcuts.js";

const LAZY_MS = 10_000;
const links = () => [...document.querySelectorAll(".glink")];

const refresh = oneAtATime(async () => {
  const nodes = await fetchNodes(location.pathname);
  if (!nodes) return;
  for (const id of ["views", "groups"]) morph(document.getElementById(id), nodes.getElementById(id));
  tickDeadlines();
});

let later = null;
/** What moves is counted a little behind, and for many things at once. */
function soon() {
  later ??= setTimeout(() => ((later = null), refresh()), LAZY_MS * (0.5 + Math.random()));
}

listenForKeys({
  j: () => step(links(), 1),
  k: () => step(links(), -1),
  u: () => document.getElementById("up")?.click(),
});
document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());
keepCounting();
// Nobody says who came to the console or left it.
setInterval(() => document.hidden || soon(), 3 * LAZY_MS);
document.querySelector("#views [aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
let opened = false;
followFeed((frame) => {
  mentioned(frame);
  if (frame.type === "welcome" && opened) refresh();
  else if (["ticket", "conversation"].includes(frame.type)) soon();
  opened ||= frame.type === "welcome";
});
