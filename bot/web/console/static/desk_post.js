// What changes a ticket goes to the server as a form; its answer is JSON.
import { banner, csrf } from "./page.js";

/** `{ok, status, body}`, with status 0 where nothing answered. Never throws. */
export async function postForm(path, values) {
  const body = new URLSearchParams({ csrf });
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  try {
    const options = { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20_000) };
    const answer = await fetch(path, options);
    if (answer.status === 401) banner("signed_out");
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    return { ok: answer.ok, status: answer.status, body: json };
  } catch {
    return { ok: false, status: 0, body: null };
  }
}
