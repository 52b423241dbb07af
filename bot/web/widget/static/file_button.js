/** A file in the thread. It is saved with the token that we hold, so it has no address to open. */
import { make, sizeOf, words } from "./file_lines.js";

export const fileButton = ({ name, size }, onSave) => {
  const button = make("button");
  button.type = "button";
  button.className = "file";
  const word = make("span", words().save);
  word.className = "unseen";
  button.append(make("u", name), make("span", sizeOf(size)), word);
  button.addEventListener("click", onSave);
  return button;
};
