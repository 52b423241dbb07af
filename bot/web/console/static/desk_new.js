// The pages on which a customer is chosen: what is found follows what is typed, and a choice is kept meanwhile.
import { fetchNodes } from "./fragments.js";
import { followFeed } from "./feed.js";
import { mentioned } from "./mentions.js";
import { listenForKeys } from "./shortcuts.js";
import "./plain.js";

const form = document.getElementById("new-ticket-form");
const field = document.getElementById("customer-q");
const place = document.getElementById("find-customer");
let asked = 0;

/** The newest question wins; whom one has chosen stays first. */
async function find() {
  const turn = ++asked;
  const nodes = await fetchNodes(`/console/tickets/customers?${new URLSearchParams({ q: field.value, new: place.dataset.new || "false" })}`);
  if (turn !== asked || !nodes) return;
  const list = nodes.querySelector("#customer-found");
  const chosen = place.querySelector("input[type=radio]:checked");
  if (chosen) {
    list.querySelector(`input[value="${CSS.escape(chosen.value)}"]`)?.closest("li").remove();
    list.prepend(chosen.closest("li"));
  }
  document.getElementById("customer-found").replaceWith(list);
  const count = list.querySelectorAll("input[type=radio]").length;
  document.getElementById("customer-count").textContent = count ? `${list.getAttribute("aria-label")}: ${count}` : list.textContent.trim();
}

let typing;
field.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(find, 200);
});
// From the field the arrow goes to what was found; Enter looks, for the form is not full yet.
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") (event.preventDefault(), place.querySelector("input[type=radio]")?.focus());
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) (event.preventDefault(), clearTimeout(typing), find());
});
document.getElementById("customer-find").addEventListener("click", (event) => (event.preventDefault(), find()));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit(document.getElementById("open-ticket"));
});
form.addEventListener("submit", () => (document.getElementById("open-ticket").disabled = true));
addEventListener("pageshow", () => (document.getElementById("open-ticket").disabled = false));

listenForKeys({ u: () => document.getElementById("back").click() });
followFeed(mentioned);
if (field.value !== field.defaultValue) find(); // What was typed while this was loaded, or before a step back.
(document.querySelector("[aria-invalid=true]") ?? field).focus();
