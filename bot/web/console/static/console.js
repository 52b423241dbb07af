// Starts the console: the list's feed, the open conversation, the keys.
import { keepTicking } from "./clock.js";
import { KEYS } from "./console_keys.js";
import { act, hearFeed, mount } from "./conversation.js";
import { count, followInbox, mark } from "./inbox.js";
import { banner, say, toast } from "./page.js";
import { listenForKeys } from "./shortcuts.js";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("#controls [data-action]");
  if (button) act(button.dataset.action);
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id === "work") {
    mount();
    mark();
    count();
    document.getElementById("work").focus({ preventScroll: true });
  } else if (detail.elt.classList.contains("trace")) {
    detail.elt.scrollIntoView({ block: "nearest" });
  } else if (detail.elt.classList.contains("proposal")) {
    detail.elt.focus({ preventScroll: true });
  } else if (detail.elt.id === "list") {
    count();
    // Whoever pressed a link that the other page lacks goes on from its first row.
    if (document.activeElement === document.body) document.querySelector(".row")?.focus({ preventScroll: true });
  }
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) banner("signed_out");
  else toast(say(detail.target?.id === "list" ? "list_failed" : "action_failed"));
});
document.addEventListener("htmx:sendError", () => toast(say("list_failed")));

// A shared machine must not keep drafts for the next person.
document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());

listenForKeys(KEYS);
keepTicking();
followInbox(hearFeed);
mount();
