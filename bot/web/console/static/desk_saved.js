// Views that people save: the list as it is under a name, renamed, shared, and removed.
import { postForm } from "./desk_post.js";
import { say, toast } from "./page.js";

const PATH = "/console/tickets/views";
const dialog = document.getElementById("view-dialog");
const form = document.getElementById("view-form");
const name = document.getElementById("view-name");
const shared = document.getElementById("view-shared");
const problem = document.getElementById("view-problem");
const save = document.getElementById("view-save");
const remove = document.getElementById("view-remove");
/** The view that is renamed; "" for a new one. What has the name already, where it can be replaced. */
let edited = "";
let taken = "";
let sure = false;
let shown;

/** `show(search)` shows the list of that address, or the present one anew. */
export function keepViews(show) {
  shown = show;
  document.getElementById("keep-view").addEventListener("click", keepThis);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-edit-view]");
    if (button) open(button.dataset.editView, button.dataset.name, button.dataset.shared === "true");
  });
}

export const keepThis = () => open("", "", false);

function open(id, called, everybody) {
  edited = id;
  document.getElementById("view-title").textContent = id ? dialog.dataset.edit : dialog.dataset.new;
  document.getElementById("view-lead").hidden = Boolean(id);
  name.value = called;
  if (shared) shared.checked = everybody;
  remove.hidden = !id;
  settle();
  dialog.showModal();
  name.select();
}

/** Nothing is asked back any more. */
function settle() {
  taken = "";
  sure = false;
  tell("");
  save.textContent = say("set_save");
  remove.textContent = say("view_remove");
}

function tell(text) {
  problem.textContent = text;
  problem.hidden = !text;
  if (text) name.setAttribute("aria-invalid", "true");
  else name.removeAttribute("aria-invalid");
}

async function done(answer, word, search) {
  if (answer.ok) {
    dialog.close();
    toast(say(word));
    await shown(search);
  } else if (answer.status === 409) {
    tell(answer.body.problem);
    taken = edited ? "" : answer.body.taken;
    if (taken) save.textContent = say("view_replace");
  } else tell(say(answer.status === 404 ? "view_gone" : "action_failed"));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = { name: name.value, shared: String(Boolean(shared?.checked)) };
  if (edited) return done(await postForm(`${PATH}/rename`, { ...values, id: edited }), "view_kept");
  const query = document.getElementById("tickets").dataset.address;
  const answer = await postForm(PATH, { ...values, query, replace: taken });
  done(answer, "view_kept", `?${answer.body?.query}&saved=${answer.body?.id}`);
});
form.addEventListener("input", settle);
remove.addEventListener("click", async () => {
  if (sure) return done(await postForm(`${PATH}/remove`, { id: edited }), "view_removed");
  sure = true;
  remove.textContent = say("view_remove_sure");
});
document.getElementById("view-cancel").addEventListener("click", () => dialog.close());
