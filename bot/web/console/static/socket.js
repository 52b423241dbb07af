// One socket that follows one thing (a conversation, a ticket, or null for the feed) and comes back after any cut.
const FOR_GOOD = new Set([4400, 4403, 4404]);

/**
 * `after()` is the last seq we have. `onState` hears "connecting", "live", "offline", "signed-out" or "refused".
 * Returns `{send, stop}`; `send` drops the frame where the socket is not open (only typing and seen go this way).
 */
export function follow(conversation, { after = () => 0, ticket, onFrame, onState }) {
  let socket = null;
  let attempt = 0;
  let stopped = false;
  let heard = 0;
  let quiet = 60_000;
  let retry;

  function open() {
    clearTimeout(retry);
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/ws`);
    socket = mine;
    heard = Date.now();
    mine.onopen = () => mine.send(JSON.stringify({ type: "hello", conversation, ticket, after: after() }));
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      heard = Date.now();
      const frame = JSON.parse(data);
      if (frame.type === "welcome") {
        attempt = 0;
        quiet = frame.heartbeat_s * 2500;
        onState("live");
      }
      onFrame(frame);
    };
    mine.onclose = ({ code }) => mine === socket && lost(code);
  }

  function lost(code) {
    socket = null;
    if (stopped) return;
    if (FOR_GOOD.has(code)) return onState("refused");
    if (code === 4401) return onState("signed-out");
    onState("offline");
    const wait = Math.min(15_000, 500 * 2 ** attempt++);
    retry = setTimeout(open, wait * (0.5 + Math.random() / 2));
  }

  /** Drop the socket without waiting for the other side to agree, which it may never do. */
  function reopen() {
    const old = socket;
    socket = null;
    old?.close();
    if (!stopped) open();
  }

  function wake() {
    if (document.visibilityState !== "visible" || stopped) return;
    if (socket?.readyState !== WebSocket.OPEN) return reopen();
    const asked = Date.now();
    send({ type: "ping" });
    setTimeout(() => heard < asked && socket && reopen(), 5000);
  }

  function send(frame) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  const watch = setInterval(() => socket && Date.now() - heard > quiet && reopen(), 5000);
  addEventListener("online", reopen);
  document.addEventListener("visibilitychange", wake);
  onState("connecting");
  open();
  return {
    send,
    stop() {
      stopped = true;
      clearInterval(watch);
      clearTimeout(retry);
      removeEventListener("online", reopen);
      document.removeEventListener("visibilitychange", wake);
      socket?.close();
    },
  };
}
