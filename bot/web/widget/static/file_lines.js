/** A line for each file above the composer: how far it is, or why it was not taken. */
import { strings } from "./file_strings.js";
import { fill } from "./strings.js";
import { addStyle } from "./style.js";

addStyle("files.css");

const language = () => document.documentElement.lang.slice(0, 2);
export const words = () => strings[language()];
export const sizeOf = (bytes) => {
  const small = bytes < 2 ** 20;
  const options = { style: "unit", unit: small ? "kilobyte" : "megabyte", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language(), options).format(small ? Math.ceil(bytes / 1024) : bytes / 2 ** 20);
};
export const make = (tag, text = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

export const openLines = () => {
  const list = make("ul");
  list.className = "files";
  list.setAttribute("aria-live", "polite");
  document.querySelector(".field").before(list);

  /** `signal` is aborted when the person takes it away. */
  return ({ name, size }) => {
    const cancelling = new AbortController();
    const row = make("li");
    const title = make("b", name);
    const bar = make("progress");
    const note = make("p");
    const button = make("button");
    title.append(make("span", sizeOf(size)));
    bar.value = 0;
    bar.setAttribute("aria-label", fill(words().sending, { name }));
    note.hidden = true;
    button.type = "button";
    button.className = "quiet";
    button.textContent = "×";
    button.setAttribute("aria-label", fill(words().cancel, { name }));
    row.append(title, button, bar, note);
    list.append(row);
    const tell = (text) => {
      note.textContent = text;
      note.hidden = !text;
    };
    const close = () => {
      cancelling.abort();
      if (row.contains(document.activeElement)) document.getElementById("attach").focus();
      row.remove();
    };
    button.addEventListener("click", close);
    return {
      signal: cancelling.signal,
      close,
      tell,
      progress(part) {
        tell("");
        bar.value = part;
      },
      refuse(text) {
        bar.remove();
        row.className = "refused";
        button.setAttribute("aria-label", fill(words().dismiss, { name }));
        tell(text);
      },
    };
  };
};
