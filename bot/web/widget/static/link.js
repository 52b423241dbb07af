/** One socket that comes back: jittered backoff, a watch on silence, a probe after sleep. docs/websocket.md */
const FIRST_MS = 500;
const LONGEST_MS = 15000;
const FINAL = [4400, 4401, 4403, 4404];

/**
 * hello() gives the first frame; onFrame(frame) gets every server frame; onState("connecting" | "open");
 * onEnd(code) is called for the close codes after which the same hello must not be said again.
 */
export const openLink = ({ hello, onFrame, onState, onEnd }) => {
  let socket = null;
  let tries = 0;
  let retry = 0;
  let heard = 0;
  let silence = 50000;
  let ended = false;

  const send = (frame) => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
  const drop = () => {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
  };
  const later = () => {
    drop();
    if (ended) return;
    onState("connecting");
    clearTimeout(retry);
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries++);
    retry = setTimeout(connect, longest * (0.5 + Math.random() / 2));
  };
  const connect = () => {
    if (ended) return;
    drop();
    clearTimeout(retry);
    heard = Date.now();
    socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/ws`);
    socket.onopen = () => send(hello());
    socket.onmessage = ({ data }) => {
      heard = Date.now();
      const frame = JSON.parse(data);
      if (frame.type === "welcome") {
        tries = 0;
        silence = (frame.heartbeat_s || 20) * 2500;
        onState("open");
      }
      onFrame(frame);
    };
    socket.onclose = ({ code }) => {
      socket = null;
      if (FINAL.includes(code)) onEnd(code);
      else later();
    };
  };
  const watch = setInterval(() => {
    if (socket && Date.now() - heard > (socket.readyState === WebSocket.OPEN ? silence : 10000)) later();
  }, 2000);

  onState("connecting");
  connect();
  return {
    send,
    /** The network is back or the page woke up: try now, or ask whether the line still lives. */
    wake() {
      if (ended) return;
      if (!socket) connect();
      else if (send({ type: "ping" })) {
        const asked = Date.now();
        setTimeout(() => !ended && heard < asked && later(), 4000);
      }
    },
    /** Something is missing: come back and ask for what follows the last one. */
    again: later,
    close() {
      ended = true;
      clearTimeout(retry);
      clearInterval(watch);
      drop();
    },
  };
};
