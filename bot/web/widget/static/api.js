/** Calls to the service. The token goes into a header, never into an address. */
/** The answer's JSON. Where an error is `final`, trying again does not help. */
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
  const { ok, status } = answer;
  if (ok) return answer.json();
  const { error } = await answer.json().catch(() => ({}));
  const final = status < 500 && status !== 429;
  throw Object.assign(new Error(), error, { status, final, retryAfter: Number(answer.headers.get("Retry-After")) });
};
