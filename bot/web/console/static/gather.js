// Which incident tickets are gathered into: one of the open ones, or one by its number.
import { fetchNodes } from "./fragments.js";

/** Its number, or null where none was chosen. */
export async function chooseIncident() {
  const dialog = document.getElementById("gather-dialog");
  const list = dialog.querySelector("ul");
  const field = document.getElementById("gather-number");
  list.replaceChildren((await fetchNodes("/console/tickets/incidents")) ?? "");
  field.value = "";
  return new Promise((done) => {
    list.onclick = ({ target }) => {
      const button = target.closest("button");
      if (button) dialog.close(button.value);
    };
    document.getElementById("gather-form").onsubmit = (event) => (event.preventDefault(), dialog.close(field.value.trim()));
    dialog.onclose = () => done(dialog.returnValue || null);
    dialog.returnValue = "";
    dialog.showModal();
    (list.querySelector("button") ?? field).focus();
  });
}
