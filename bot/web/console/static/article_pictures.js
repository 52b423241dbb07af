// Pictures of an article: chosen, pasted or dropped, kept on the server, said in words, put where the caret is.
import { csrf, say, toast } from "./page.js";

const MOST = 5 * 1024 * 1024;
const PLACE = "/console/knowledge/pictures";

async function send(file) {
  if (file.size > MOST) return toast(say("kb_refused_too_large"));
  toast(say("kb_picture_sending", { name: file.name }));
  const form = new FormData();
  form.append("csrf", csrf);
  form.append("file", file);
  try {
    const answer = await fetch(PLACE, { method: "POST", body: form });
    const told = await answer.json();
    toast(told.problem ?? "");
    return answer.ok ? told : null;
  } catch {
    toast(say("kb_picture_failed", { name: file.name }));
  }
}

/** What the author says it shows; null where it is left out after all. */
function ask(dialog, shown) {
  const words = dialog.querySelector("#picture-words");
  dialog.querySelector("img").src = shown;
  words.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  words.focus();
  return new Promise((tell) => {
    dialog.onclose = () => tell(dialog.returnValue === "insert" ? words.value.trim() : null);
  });
}

/** A paragraph of its own. */
function insert(box, words, address) {
  const alt = words.replace(/[\\[\]]/g, "\\$&");
  const before = box.value.slice(0, box.selectionStart), after = box.value.slice(box.selectionEnd);
  const gap = (text, side) => (text === "" || side.test(text) ? "" : "\n\n");
  const line = `${gap(before, /\n\n$/)}![${alt}](${address})${gap(after, /^\n\n/)}`;
  box.setRangeText(line, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `box` is the article's text. */
export function takePictures(box) {
  const field = document.getElementById("picture-file");
  const dialog = document.getElementById("picture-dialog");

  async function take(files) {
    for (const file of files) {
      const told = await send(file);
      const words = told && (await ask(dialog, told.shown));
      if (words) insert(box, words, told.address);
    }
  }

  document.getElementById("add-picture").addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    await take([...field.files]);
    field.value = "";
  });
  const pictures = (data) => [...(data?.files ?? [])].filter((one) => one.type.startsWith("image/"));
  box.addEventListener("paste", (event) => {
    // A table copied from an office program comes with a picture of itself: its text is what is meant.
    const pasted = event.clipboardData.types.includes("text/plain") ? [] : pictures(event.clipboardData);
    if (!pasted.length) return;
    event.preventDefault();
    take(pasted);
  });
  box.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  box.addEventListener("drop", (event) => {
    const dropped = pictures(event.dataTransfer);
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    take(dropped);
  });
}
