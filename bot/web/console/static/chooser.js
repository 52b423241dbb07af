// A short list to choose from by a digit, the arrows or a click.
const box = () => document.getElementById("chooser");

/** `options` are [value, words]; answers the value, or null where nothing was chosen. */
export function choose(title, options) {
  const dialog = box();
  const list = dialog.querySelector("ul");
  document.getElementById("chooser-title").textContent = title;
  list.replaceChildren(...options.map(([value, words], at) => item(value, words, at + 1)));
  return new Promise((done) => {
    const pick = (button) => button && (dialog.close(button.value), button);
    list.onclick = ({ target }) => pick(target.closest("button"));
    dialog.onkeydown = (event) => {
      const buttons = [...list.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      if (/^[1-9]$/.test(event.key)) pick(buttons[event.key - 1]);
      else if (event.key === "ArrowDown" || event.key === "j") buttons[Math.min(at + 1, buttons.length - 1)].focus();
      else if (event.key === "ArrowUp" || event.key === "k") buttons[Math.max(at - 1, 0)].focus();
      else return;
      event.preventDefault();
    };
    dialog.returnValue = "";
    dialog.onclose = () => done(dialog.returnValue || null);
    dialog.showModal();
    list.querySelector("button")?.focus();
  });
}

function item(value, words, digit) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  const key = document.createElement("kbd");
  button.type = "button";
  button.value = value;
  button.textContent = words;
  key.textContent = digit;
  if (digit < 10) button.append(key);
  line.append(button);
  return line;
}

/** The choices of a `<select>`, without those that cannot be chosen. */
export const optionsOf = (select) =>
  [...select.options].filter((one) => !one.disabled).map((one) => [one.value, one.textContent.trim()]);
