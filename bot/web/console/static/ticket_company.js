// Who else is at the ticket: those who look at it, those who write on it, the customer who writes.
import { me, say } from "./page.js";

const LAPSE_MS = 6000;

export function company() {
  const names = new Map();
  const lapses = new Map();
  let lapse;
  const place = (id) => document.getElementById(id);

  function showWriters() {
    const shown = place("writers");
    if (shown) shown.textContent = names.size ? say("desk_writes", { who: [...names.values()].join(", ") }) : "";
  }

  function silence(agent) {
    names.delete(agent);
    showWriters();
  }

  return {
    viewers(viewers) {
      const others = viewers.filter((one) => one.id !== me).map((one) => one.name);
      place("viewers").textContent = others.length ? say("desk_viewers", { who: others.join(", ") }) : "";
    },
    writes({ agent, name, on }) {
      if (agent === me) return;
      clearTimeout(lapses.get(agent));
      if (!on) return silence(agent);
      names.set(agent, name);
      lapses.set(agent, setTimeout(() => silence(agent), LAPSE_MS));
      showWriters();
    },
    customerWrites(on) {
      const shown = place("typing");
      if (!shown) return;
      shown.textContent = say("typing");
      shown.hidden = !on;
      clearTimeout(lapse);
      if (on) lapse = setTimeout(() => (shown.hidden = true), LAPSE_MS);
    },
  };
}
