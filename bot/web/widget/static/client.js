/**
 * One person's conversation: the session, the thread in order, what is still to send. Knows no DOM.
 * `changed(what)` is called after each change, with "all" when another person's (or no) thread is shown now.
 */
import { call } from "./api.js";
import { openLink } from "./link.js";
import { newId, openOutbox } from "./outbox.js";
import { lasting } from "./storage.js";

const PAUSE_MS = 3000;
const LAPSE_MS = 6000;
const PASSING = ["too_fast", "not_signed_in", "not_ready", "database_unavailable", "internal"];
/** Waits, but no longer than until the network is back. */
const pause = (ms) =>
  new Promise((done) => {
    setTimeout(done, ms);
    window.addEventListener("online", done, { once: true });
  });
const backoff = (tries, error) =>
  pause(error.retryAfter * 1000 || Math.min(15000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));

const blank = () => ({
  phase: "starting", // "starting" | "ready" | "failed"
  problem: "", // why it failed: "signedOut" | "refused" | "broken"
  link: "connecting", // "none" (no conversation yet) | "connecting" | "open"
  slow: false, // the last try did not reach the service
  session: null,
  conversation: null,
  messages: [],
  pending: [],
  filling: true, // messages of the past are still coming in
  typing: {}, // who → the timer that lets it lapse
});

export const openClient = ({ siteKey, changed, freshToken }) => {
  const base = `huiyi:${siteKey}:`;
  let state = blank();
  let run = 0; // grows with each switch of person: what an older one has under way is dropped
  let link = null;
  let outbox = null;
  let userToken = null;
  let language = "en";
  let renewal = 0;
  let creating = null; // a conversation that is being made
  let fetching = null; // frames that wait while a gap is fetched
  let seenSent = 0;
  let typingSent = 0;

  const last = () => state.messages.at(-1)?.seq ?? 0;
  const fail = (problem) => {
    link?.close();
    Object.assign(state, { phase: "failed", problem });
    changed();
  };

  const openSession = async () => {
    const visitor = userToken ? null : lasting.getItem(`${base}visitor`);
    const body = { site_key: siteKey, user_token: userToken, visitor_id: visitor };
    const mine = run;
    const session = await call("/widget/session", { body });
    if (mine !== run) return false;
    if (session.visitor_id) lasting.setItem(`${base}visitor`, session.visitor_id);
    Object.assign(state, { session, slow: false });
    clearTimeout(renewal);
    const left = Date.parse(session.expires_at) - Date.now() - 60000;
    renewal = setTimeout(renew, Math.min(Math.max(left, 60000), 840000)); // a wrong clock must not make us hurry
    return true;
  };
  /** True once there is a session; keeps trying where trying helps. */
  const insist = async () => {
    for (let tries = 0, mine = run; mine === run; tries++) {
      try {
        return await openSession();
      } catch (error) {
        if (mine !== run) return false;
        if (error.final) {
          const stale = error.status === 401 && userToken;
          fail(stale ? "signedOut" : error.status < 404 ? "refused" : "broken");
          if (stale) freshToken();
          return false;
        }
        state.slow = true;
        changed();
        await backoff(tries, error);
      }
    }
    return false;
  };
  const renew = async () => {
    if ((await insist()) && link) link.send({ type: "token", token: state.session.token });
  };

  const start = async () => {
    if (!(await insist())) return;
    const { session } = state;
    outbox = openOutbox(`${base}out:${session.contact ? `c.${session.contact}` : `v.${session.visitor_id}`}:`);
    state.pending = outbox.entries;
    state.phase = "ready";
    const id = session.last_conversation;
    state.conversation = session.conversations.find((conversation) => conversation.id === id) ?? null;
    state.filling = Boolean(id);
    if (id) follow();
    else {
      state.link = "none";
      if (outbox.entries.some((entry) => !entry.error)) create();
    }
    changed("all");
  };

  const create = () => (state.conversation ? null : (creating ??= make()));
  const make = async () => {
    const mine = run;
    const kept = `${base}new:${state.session.contact ?? ""}`;
    const key = lasting.getItem(kept) ?? newId();
    lasting.setItem(kept, key);
    for (let tries = 0; mine === run && !state.conversation; tries++) {
      try {
        state.link = "connecting";
        changed();
        const made = await call("/conversations", { body: { language }, token: state.session.token, key });
        if (mine !== run) return;
        state.conversation = made;
        state.slow = false;
      } catch (error) {
        if (mine !== run) return;
        if (error.status === 401) {
          if (!(await insist())) break;
        } else if (error.final) {
          for (const entry of outbox.entries) outbox.fail(entry, error);
          state.link = "none";
          break;
        } else state.slow = true;
        changed();
        await backoff(tries, error);
      }
    }
    if (mine !== run) return;
    creating = null;
    lasting.removeItem(kept);
    if (state.conversation) follow();
    changed();
  };

  const follow = () => {
    const mine = run;
    const guarded = (act) => (value) => mine === run && act(value);
    link?.close();
    fetching = null;
    link = openLink({
      hello: () => ({ type: "hello", token: state.session.token, conversation: state.conversation.id, after: last() }),
      onFrame: guarded(take),
      onState: guarded((now) => {
        state.link = now;
        changed();
      }),
      onEnd: guarded(async (code) => {
        if (code === 4403) fail("refused");
        else if (code === 4400) fail("broken");
        else if (code === 4401) {
          await pause(PAUSE_MS / 3);
          if ((await insist()) && mine === run) follow();
        } else {
          await pause(PAUSE_MS); // 4404: it is gone, ask what there is
          if (mine === run) begin(userToken);
        }
      }),
    });
  };

  const transmit = (entry) => {
    if (entry.error || entry.seq) return;
    const { client_id, kind, text } = entry;
    link?.send(kind === "handoff" ? { type: kind, client_id } : { type: "send", client_id, text });
  };

  const take = (frame) => {
    if (fetching && frame.type === "message") return fetching.push(frame);
    const handle = frames[frame.type];
    if (handle && handle(frame) !== false) changed();
  };
  const add = (message) => {
    if (message.seq <= last()) return;
    if (message.seq > last() + 1) return link.again();
    state.messages.push(message);
    const own = outbox.entries.find((entry) => entry.client_id === message.client_id || entry.seq === message.seq);
    if (own) outbox.remove(own);
    quiet(message.author);
    if (state.conversation.head <= message.seq) state.filling = false;
    state.conversation.head = Math.max(state.conversation.head, message.seq);
  };
  const quiet = (who) => {
    clearTimeout(state.typing[who]);
    delete state.typing[who];
  };
  const fill = async () => {
    const mine = run;
    fetching = [];
    try {
      for (let more = true; more; ) {
        const page = await call(`/conversations/${state.conversation.id}/messages?after=${last()}&limit=500`, {
          token: state.session.token,
        });
        if (mine !== run) return;
        page.messages.forEach(add);
        more = page.messages.length > 0 && last() < page.head;
      }
    } catch {
      if (mine !== run) return;
      fetching = null;
      return link.again(); // the next welcome says again what is missing
    }
    const waited = fetching;
    fetching = null;
    waited.forEach(take);
    changed();
  };

  const frames = {
    welcome({ conversation, head }) {
      state.conversation = { ...conversation, head };
      state.slow = false;
      state.filling = head > last();
      seenSent = conversation.customer_seen;
      outbox.entries.forEach(transmit);
    },
    message: ({ message }) => add(message),
    ack({ client_id, seq }) {
      const entry = outbox.find(client_id);
      if (!entry) return false;
      if (state.messages.some((message) => message.seq === seq)) outbox.remove(entry);
      else outbox.settle(entry, seq);
    },
    typing({ who, on }) {
      quiet(who);
      if (on) {
        const { typing } = state;
        typing[who] = setTimeout(() => {
          delete typing[who];
          changed();
        }, LAPSE_MS);
      }
    },
    seen({ who, seq }) {
      const field = who === "agent" ? "agent_seen" : "customer_seen";
      state.conversation[field] = Math.max(state.conversation[field], seq);
    },
    owner({ owner, agent, waiting_since }) {
      Object.assign(state.conversation, { owner, agent, waiting_since });
    },
    heartbeat({ head }) {
      if (head <= last() || fetching) return false;
      const mine = link;
      setTimeout(() => mine === link && head > last() && !fetching && link.again(), 2000);
      return false;
    },
    gap: fill,
    expired: () => void renew(),
    error({ error, client_id }) {
      const entry = client_id && outbox.find(client_id);
      if (!entry) return false;
      if (!PASSING.includes(error.code)) return outbox.fail(entry, error);
      if (error.code === "not_signed_in") renew();
      setTimeout(transmit, PAUSE_MS, entry);
    },
  };

  const post = (kind, text) => {
    const entry = outbox.add(kind, text);
    typingSent = 0;
    if (state.conversation) transmit(entry);
    else create();
    changed();
  };

  /** Show this person's conversation (null for a visitor), and nothing of anybody else's. */
  const begin = (token) => {
    run += 1;
    link?.close();
    clearTimeout(renewal);
    Object.values(state.typing).forEach(clearTimeout);
    link = outbox = fetching = creating = null;
    seenSent = typingSent = 0;
    userToken = token;
    state = blank();
    changed("all");
    start();
  };

  return {
    get state() {
      return state;
    },
    begin,
    again: () => begin(userToken),
    speak: (speaks) => (language = speaks),
    send: (text) => post("text", text),
    handoff: (text) => post("handoff", text),
    /** The conversation's id, made where there was none; undefined where there can be none. */
    async place() {
      await create();
      return state.conversation?.id;
    },
    renew,
    rate: (id, answer) => call(`/surveys/${id}`, { body: answer, token: state.session.token }),
    /** Take an unsent message back. */
    withdraw(entry) {
      outbox.remove(entry);
      changed();
    },
    type(on) {
      const now = Date.now();
      if (on ? now - typingSent < PAUSE_MS : !typingSent) return;
      if (link?.send({ type: "typing", on })) typingSent = on ? now : 0;
    },
    see() {
      const seq = last();
      if (seq <= seenSent || !link?.send({ type: "seen", seq })) return;
      seenSent = seq;
      state.conversation.customer_seen = seq;
    },
    unread() {
      const from = state.conversation?.customer_seen ?? 0;
      return state.messages.filter(({ seq, author }) => seq > from && author !== "customer" && author !== "system").length;
    },
    wake: () => link?.wake(),
  };
};
