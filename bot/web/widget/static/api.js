/** Calls to the service. The token goes into a header, never into an address. */
export class Refused extends Error {
  constructor(status, error, retryAfter) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.retryAfter = retryAfter;
  }
}

/** The answer's JSON; Refused for an answer of 4xx, any other Error where trying again may help. */
export const call = async (path, { body, token, key } = {}) => {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (key) headers["Idempotency-Key"] = key;
  const answer = await fetch(`/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    credentials: "omit",
    signal: AbortSignal.timeout(15000),
  });
  if (answer.ok) return answer.json();
  if (answer.status >= 500) throw new Error(`the service answered ${answer.status}`);
  const { error } = await answer.json().catch(() => ({ error: { code: "unknown", message: "" } }));
  throw new Refused(answer.status, error, Number(answer.headers.get("Retry-After")) || 0);
};
