/** Ties the page around the frame, the person at it and the conversation together. docs/how-to/widget.md */
import { openClient } from "./client.js";
import { accentFor } from "./colour.js";
import { lasting, letHostKeep, passing } from "./storage.js";
import { LIMIT, lengthOf, openView } from "./view.js";

const $ = (id) => document.getElementById(id);
const { siteKey, hosts } = document.documentElement.dataset;
const allowed = JSON.parse(hosts);
const base = `huiyi:${siteKey}:`;
const ASK_AGAIN_MS = 30000;

let host = null; // the origin of the page around us, once it has spoken
let open = false;
let full = false;
let accent = null;
let language = "en";
let token = null;
let asked = -Infinity;
let draftKey = null;
let uploads = null; // what files.js gives, from the first file on

const post = (message) => host && window.parent.postMessage({ huiyi: 1, ...message }, host);

const view = openView({ siteKey });
const client = openClient({
  siteKey,
  changed(what) {
    if (what === "all") {
      view.clear();
      uploads?.then((files) => files.drop());
    }
    render();
  },
  freshToken() {
    if (performance.now() - asked < ASK_AGAIN_MS) return;
    asked = performance.now();
    post({ type: "token" });
  },
});

const watching = () => open && document.visibilityState === "visible" && view.atEnd();
const look = () => {
  if (watching()) {
    $("newer").hidden = true;
    client.see();
  }
  post({ type: "unread", count: open ? 0 : client.unread() });
};
const paint = () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const colours = accentFor(accent ?? client.state.session?.tenant.accent ?? "", dark ? "#17191e" : "#ffffff");
  if (!colours) return;
  const { style } = document.documentElement;
  for (const name in colours) style.setProperty(`--${name}`, colours[name]);
};
const tellLook = () => post({ type: "look", accent: client.state.session?.tenant.accent, language });
let known = null;
const render = () => {
  const { session, phase } = client.state;
  view.render(client.state, { onWithdraw, onPick, onRate: client.rate, onSave });
  if (session !== known) {
    known = session;
    paint();
    if (session) tellLook();
  }
  const key = phase === "ready" ? `${base}draft:${session.contact ?? "visitor"}` : null;
  if (key && key !== draftKey) {
    draftKey = key;
    view.text.value ||= passing.getItem(key) ?? "";
  }
  view.renderComposer(phase === "ready");
  look();
};

const keepDraft = () => draftKey && passing.setItem(draftKey, view.text.value);
const send = (words) => {
  if (client.state.phase !== "ready") return;
  client.send(words);
  talked();
};
const talked = () => {
  post({ type: "talked" });
  view.toEnd();
};
const withFiles = async (act) => {
  uploads ??= import("./files.js").then(({ openFiles }) => openFiles({ client, talked }));
  try {
    act(await uploads);
  } catch {
    uploads = null;
    Object.assign($("counter"), { textContent: view.words.failed, className: "counter over" });
  }
};
const attach = (list) => {
  const chosen = [...list];
  if (chosen.length && client.state.phase === "ready") withFiles((files) => files.send(chosen));
};
const onSave = (file) => withFiles((files) => files.save(file));
const submit = () => {
  const words = view.text.value.trim();
  if (!words || client.state.phase !== "ready" || lengthOf(words) > LIMIT) return;
  view.text.value = "";
  keepDraft();
  send(words);
  view.text.focus();
};
/** What was pressed goes away, and the keys go on in the text; a tap brings up no phone's keyboard. */
const onWithdraw = (entry, mend, byKeys) => {
  client.withdraw(entry);
  if (mend) view.text.value = [entry.text, view.text.value].filter(Boolean).join("\n");
  keepDraft();
  view.renderComposer(true);
  if (mend || byKeys) view.text.focus();
};
const onPick = (words, byKeys) => {
  send(words);
  if (byKeys) view.text.focus();
};
const speak = (speaks) => {
  language = speaks;
  view.speak(speaks);
  client.speak(speaks);
};
const be = (next) => {
  token = next;
  view.text.value = "";
  draftKey = null;
  client.begin(token);
};

const commands = {
  start(data) {
    accent = data.accent ?? null;
    letHostKeep(data.kept ?? [], (key, value) => post({ type: "keep", key, value }));
    const wished = lasting.getItem(`${base}language`) ?? data.language ?? navigator.language;
    speak(wished.toLowerCase().startsWith("zh") ? "zh" : "en");
    be(data.token);
  },
  identify(data) {
    if (!data.failed && data.token !== token) be(data.token);
  },
  shape(data) {
    const opens = data.open && !open;
    ({ open, full } = data);
    document.body.classList.toggle("full", full);
    if (opens) {
      view.toEnd();
      (full ? $("panel") : view.text).focus(); // on a phone the keyboard comes when asked for
      client.wake();
    }
    look();
  },
};
window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== window.parent || !allowed.includes(origin) || data?.huiyi !== 1) return;
  host = origin;
  if (Object.hasOwn(commands, data.type)) commands[data.type](data);
  else look(); // to "hello"
});

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
view.text.addEventListener("keydown", (event) => {
  // 229 is what a key of an input method looks like in browsers that end the composition too early.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
view.text.addEventListener("input", () => {
  keepDraft();
  view.renderComposer(client.state.phase === "ready");
  client.type(Boolean(view.text.value.trim()));
});
$("attach").addEventListener("click", () => {
  $("file").click();
  withFiles(() => {}); // it is here by the time that a file is chosen
});
$("file").addEventListener("change", ({ target }) => {
  attach(target.files);
  target.value = "";
});
document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  if (!files.length || types.includes("text/plain")) return; // a piece of a table comes as a picture too
  event.preventDefault();
  attach(files);
});
const over = (is) => $("panel").classList.toggle("over", is);
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  over(true);
});
document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || over(false));
document.addEventListener("drop", (event) => {
  over(false);
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  attach(event.dataTransfer.files);
});
$("person").addEventListener("click", () => {
  if ($("person").getAttribute("aria-disabled") === "true") return;
  client.handoff(view.words.personText);
  talked();
});
$("language").addEventListener("click", () => {
  speak(language === "zh" ? "en" : "zh");
  lasting.setItem(`${base}language`, language);
  tellLook();
  render();
});
$("close").addEventListener("click", () => post({ type: "close" }));
$("retry").addEventListener("click", () => client.again());
$("newer").addEventListener("click", () => {
  view.toEnd();
  view.text.focus();
});
$("scroll").addEventListener("scroll", look, { passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) post({ type: "close" });
  if (event.key !== "Tab" || !full) return;
  const stops = [...document.querySelectorAll("button, textarea, a[href], [tabindex='0']")].filter(
    (element) => !element.disabled && element.offsetParent,
  );
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && stops.includes(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  client.wake();
  look();
});
window.addEventListener("online", () => {
  client.wake();
  render();
});
window.addEventListener("offline", render);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

if (window.parent === window) {
  commands.start({ token: null }); // opened as a page of its own
  commands.shape({ open: true, full: false });
}
