// Files go up as they are: the body is the file.
import { csrf, language, say, toast } from "./page.js";

/** `isNote` says whether the file belongs to an internal note. */
export function upload(number, { refresh, isNote }) {
  const field = document.getElementById("file");
  if (!field) return;

  const kinds = field.dataset.kinds.split(" ");
  const limit = Number(field.dataset.limit);

  /** Why the server would refuse it, told before it goes up; what is odd about a name is the server's to judge. */
  function refusal({ name, size }) {
    const [, ending] = /[^.]\.([a-z0-9]+)$/i.exec(name) ?? [];
    if (ending !== undefined && !kinds.includes(ending.toLowerCase())) return say("desk_attach_foreign", { name, known: kinds.join(", ") });
    return size > limit ? say("desk_attach_large", { name, limit: Math.round(limit / 2 ** 20) }) : null;
  }

  async function send(file) {
    const why = refusal(file);
    if (why) return toast(why);
    toast(say("desk_attaching", { name: file.name }));
    const query = new URLSearchParams({ name: file.name, ticket: number, internal: isNote() });
    const headers = { "X-CSRF-Token": csrf, "Accept-Language": language, "Content-Type": "application/octet-stream" };
    try {
      const answer = await fetch(`/api/v1/attachments?${query}`, { method: "POST", body: file, headers });
      const body = await answer.json();
      const held = body.error?.code === "not_yours_to_answer" && say("desk_attach_held", { name: file.name });
      toast(answer.ok ? say("desk_attached", { name: file.name }) : held || body.error.message);
      if (answer.ok) refresh();
    } catch {
      toast(say("desk_attach_failed", { name: file.name }));
    }
  }

  const sendAll = async (files) => {
    for (const file of files) await send(file);
  };
  field.onchange = async () => {
    await sendAll([...field.files]);
    field.value = "";
  };
  const box = document.getElementById("reply");
  box.addEventListener("paste", ({ clipboardData }) => sendAll([...clipboardData.files]));
  const place = document.getElementById("composer");
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => (event.preventDefault(), sendAll([...event.dataTransfer.files])));
}
