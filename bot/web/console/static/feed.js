// The tenant's feed: the state of the line in the top bar, and what everybody should hear of at once.
import { banner, say } from "./page.js";
import { follow } from "./socket.js";

let shownOffline;

function state(name) {
  const place = document.getElementById("link-state");
  place.dataset.state = name;
  place.querySelector(".link-word").textContent = say(name === "live" ? "live" : "connecting");
  clearTimeout(shownOffline);
  if (name === "live") banner(null);
  if (name === "signed-out") banner("signed_out");
  // A blink is no news: the banner waits two seconds.
  if (name === "offline" || name === "refused") shownOffline = setTimeout(() => banner("offline"), 2000);
}

/** `onFrame` hears each frame of the feed; `onState` each change of the line. */
export const followFeed = (onFrame, onState = () => {}) =>
  follow(null, { onFrame, onState: (name) => (state(name), onState(name)) });
