// Writes go through the REST API, one way for everyone.
import { banner, csrf } from "./page.js";

/** POST to /api/v1; `{ok, status, body}`, with status 0 where nothing answered. Never throws. */
export async function post(path, body = null, headers = {}) {
  const options = { method: "POST", headers: { "X-CSRF-Token": csrf, ...headers }, signal: AbortSignal.timeout(20_000) };
  if (body !== null) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  try {
    const answer = await fetch(`/api/v1${path}`, options);
    if (answer.status === 401) banner("signed_out");
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    return { ok: answer.ok, status: answer.status, body: json };
  } catch {
    return { ok: false, status: 0, body: null };
  }
}
