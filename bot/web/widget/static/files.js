/**
 * The customer's files. They go up one after the other, each under a key of its own, so that trying again never
 * doubles one; the message that names it comes by the socket like any other. docs/how-to/attachments.md
 */
import { fileButton } from "./file_button.js";
import { openLines, sizeOf, words } from "./file_lines.js";
import { newId } from "./outbox.js";
import { fill } from "./strings.js";

export { fileButton };

const PATH = "/api/v1/attachments";
const SILENCE_MS = 30000;
const LIMIT = Number(document.documentElement.dataset.limit);
/** What the server takes (bot/desk/attachments/kinds.py): what it would refuse by its name need not go up. */
const KINDS = "png jpg jpeg gif webp pdf txt log csv json svg html htm zip docx xlsx pptx".split(" ");

const pause = (ms, signal) =>
  new Promise((done) => {
    setTimeout(done, ms);
    window.addEventListener("online", done, { once: true });
    signal.addEventListener("abort", done, { once: true });
  });

/** A folder can be dropped like a file, and a file may be gone. */
const isReadable = (file) =>
  file.slice(0, 1).arrayBuffer().then(
    () => true,
    () => false,
  );

/** An ending that is plainly none of theirs; whatever is odd about a name is the server's to judge. */
const isForeign = ({ name }) => {
  const [, ending] = /[^.]\.([a-z0-9]+)$/i.exec(name) ?? [];
  return ending !== undefined && !KINDS.includes(ending.toLowerCase());
};

/** The answer's status and error; null where there was none. */
const put = (query, file, token, key, { signal, progress }) =>
  new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far it is
    let silence = 0;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE_MS);
    };
    request.open("POST", `${PATH}?${query}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      listen();
      progress(loaded / total);
    };
    request.onload = () =>
      done({
        status: request.status,
        error: request.response?.error ?? {},
        retryAfter: Number(request.getResponseHeader("Retry-After")),
      });
    request.onerror = request.onabort = () => done(null);
    request.onloadend = () => clearTimeout(silence);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    listen();
    request.send(file);
  });

const reason = ({ status, error: { message, hint } }) => {
  if (status === 413) return fill(words().tooLarge, { limit: sizeOf(LIMIT) });
  return message ? fill(words().pair, { message, hint }) : words().refused;
};

export const openFiles = ({ client, talked }) => {
  const openLine = openLines();
  const lines = new Set();
  let last = Promise.resolve();

  const upload = async (file, line) => {
    const key = newId();
    if (file.size > LIMIT) return line.refuse(fill(words().tooLarge, { limit: sizeOf(LIMIT) }));
    if (isForeign(file)) return line.refuse(fill(words().foreign, { name: file.name, known: KINDS.join(", ") }));
    if (!(await isReadable(file))) return line.refuse(words().unreadable);
    for (let tries = 0; !line.signal.aborted; tries++) {
      const conversation = await client.place();
      if (line.signal.aborted) return;
      if (!conversation) return line.refuse(words().refused);
      const query = new URLSearchParams({ conversation, name: file.name });
      const answer = await put(query, file, client.state.session.token, key, line);
      if (answer?.status === 200 || answer?.status === 201) {
        line.close();
        return talked();
      }
      if (answer?.status === 401) await client.renew();
      else if (answer && answer.status < 500 && answer.status !== 429) return line.refuse(reason(answer));
      line.tell(words()[navigator.onLine ? "again" : "offline"]);
      await pause(answer?.retryAfter * 1000 || Math.min(15000, 500 * 2 ** tries), line.signal);
    }
  };

  return {
    send(files) {
      for (const file of files) {
        const line = openLine(file);
        lines.add(line);
        last = last.then(() => upload(file, line));
      }
    },
    /** To the person's disk. The bytes come with our token, and no browser shows them at our address. */
    async save(file) {
      const get = () =>
        fetch(`${PATH}/${file.id}`, {
          headers: { Authorization: `Bearer ${client.state.session.token}` },
          credentials: "omit",
        }).catch(() => null);
      let answer = await get();
      if (answer?.status === 401) {
        await client.renew();
        answer = await get();
      }
      const bytes = answer?.ok && (await answer.arrayBuffer().catch(() => null));
      if (!bytes) return openLine(file).refuse(words()[answer?.status === 404 ? "gone" : "notSaved"]);
      const anchor = document.createElement("a");
      anchor.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
      anchor.download = file.name;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
    },
    /** Somebody else is here now. */
    drop() {
      for (const line of lines) line.close();
      lines.clear();
    },
  };
};
