/* Huiyi: puts the launcher and the chat's frame on a page. docs/how-to/widget.md */
(() => {
  const script = document.currentScript;
  if (!script || !script.dataset.siteKey || (window.Huiyi && window.Huiyi.ready)) return;
  const origin = new URL(script.src).origin;
  const { siteKey, language, userToken, accent } = script.dataset;
  const words = {
    zh: { open: "打开客服对话", close: "关闭客服对话", title: "客服对话", unread: (n) => `打开客服对话，${n} 条未读` },
    en: { open: "Open the chat", close: "Close the chat", title: "Support chat", unread: (n) => `Open the chat, ${n} unread` },
  };
  let speech = words[(language || navigator.language).toLowerCase().startsWith("zh") ? "zh" : "en"];
  let identity = userToken || null; // a token, a function that fetches one, or null for a visitor
  let isOpen = false;
  let loaded = false; // the frame listens
  let frame = null;
  let unread = 0;

  const css = `
    :host { all: initial !important; }
    .launcher, .panel { position: fixed; z-index: 2147483000; box-sizing: border-box; }
    .launcher { right: calc(20px + env(safe-area-inset-right)); bottom: calc(20px + env(safe-area-inset-bottom));
      width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer; display: grid;
      place-items: center; background: var(--accent); color: var(--on-accent);
      box-shadow: 0 1px 3px #10182833, 0 8px 24px #10182829; transition: transform .15s, box-shadow .15s; }
    .launcher:hover { transform: translateY(-1px); box-shadow: 0 2px 4px #10182833, 0 12px 28px #10182833; }
    .launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .launcher svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.8;
      stroke-linecap: round; stroke-linejoin: round; }
    .launcher .cross, .launcher[aria-expanded=true] .talk { display: none; }
    .launcher[aria-expanded=true] .cross { display: block; }
    .badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px;
      box-sizing: border-box; border-radius: 11px; background: #c62828; color: #fff; border: 2px solid #fff;
      font: 600 12px/18px system-ui, sans-serif; text-align: center; }
    [hidden] { display: none !important; }
    .panel { right: calc(20px + env(safe-area-inset-right)); bottom: calc(92px + env(safe-area-inset-bottom));
      width: 400px; height: min(660px, calc(100dvh - 112px)); border-radius: 16px; overflow: hidden; background: #fff;
      box-shadow: 0 0 0 1px #1018280f, 0 12px 48px #10182833; transition: opacity .18s, transform .18s, visibility .18s; }
    .panel:not(.open) { visibility: hidden; opacity: 0; transform: translateY(8px); pointer-events: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
    @media (prefers-color-scheme: dark) {
      .panel { background: #17191e; box-shadow: 0 0 0 1px #ffffff1f, 0 12px 48px #000000a6; }
      .badge { border-color: #17191e; }
    }
    @media (max-width: 520px), (max-height: 420px) {
      .panel { inset: 0 auto auto 0; width: 100%; height: 100dvh; border-radius: 0; box-shadow: none; }
      .launcher[aria-expanded=true] { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { .launcher, .panel { transition: none; } }`;
  const phone = matchMedia("(max-width: 520px), (max-height: 420px)");

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const icon = (name, d) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", name);
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(svg.namespaceURI, "path"));
    svg.firstChild.setAttribute("d", d);
    return svg;
  };
  const launcher = document.createElement("button");
  launcher.type = "button";
  launcher.className = "launcher";
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.hidden = true;
  launcher.append(
    icon("talk", "M12 4c-4.7 0-8.5 3.2-8.5 7.2 0 2.3 1.2 4.3 3.2 5.6l-.6 3.2 3.5-1.8c.8.2 1.6.3 2.4.3 4.7 0 8.5-3.2 8.5-7.3S16.7 4 12 4Z"),
    icon("cross", "M6 9.5l6 6 6-6"),
    badge,
  );
  const panel = document.createElement("div");
  panel.className = "panel";
  root.append(panel, launcher);

  const paint = (colour) => {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) return;
    const light = [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    launcher.style.setProperty("--accent", colour);
    launcher.style.setProperty("--on-accent", 1.05 / (light + 0.05) >= 4.5 ? "#fff" : "#000");
  };
  const label = () => {
    launcher.setAttribute("aria-expanded", String(isOpen));
    launcher.setAttribute("aria-label", isOpen ? speech.close : unread ? speech.unread(unread) : speech.open);
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 9 ? "9+" : String(unread);
  };
  const post = (message) => loaded && frame.contentWindow.postMessage({ huiyi: 1, ...message }, origin);
  const shape = () => {
    const full = isOpen && phone.matches;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", speech.title);
    panel.setAttribute("aria-modal", String(full));
    document.documentElement.style.overflow = full ? "hidden" : "";
    // A phone's keyboard covers the page without resizing it: keep the panel in what is seen.
    const seen = window.visualViewport;
    const covered = full && seen && seen.scale === 1;
    panel.style.height = covered ? `${seen.height}px` : "";
    panel.style.top = covered ? `${seen.offsetTop}px` : "";
    post({ type: "shape", open: isOpen, full });
  };
  const tell = async (type) => {
    const asked = identity;
    let token = asked;
    try {
      if (typeof asked === "function") token = await asked();
    } catch {
      return post({ type: "identify", failed: true });
    }
    if (asked === identity) post({ type, language, accent, token: token || null, kept: kept() });
  };
  const load = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = speech.title;
    frame.src = `${origin}/widget/frame?site_key=${encodeURIComponent(siteKey)}`;
    frame.addEventListener("load", async () => {
      loaded = true;
      await tell("start");
      shape();
    });
    panel.append(frame);
  };
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    load();
    panel.classList.add("open");
    label();
    shape();
    frame.focus();
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    panel.classList.remove("open");
    label();
    shape();
    launcher.focus();
  };
  const identify = (who) => {
    identity = who || null;
    if (loaded) tell("identify");
  };
  // What the page keeps: that someone talked, and what the frame's own storage is refused for.
  const prefix = `huiyi:${siteKey}:`;
  const kept = () => {
    try {
      return Object.entries(localStorage).filter(([key]) => key.startsWith(prefix));
    } catch {
      return [];
    }
  };
  const keep = (key, value) => {
    if (typeof key !== "string" || !key.startsWith(prefix)) return;
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      return; // this page may keep nothing either: the chat lasts until it ends
    }
  };

  launcher.addEventListener("click", () => (isOpen ? close() : open()));
  root.addEventListener("keydown", (event) => event.key === "Escape" && close());
  phone.addEventListener("change", shape);
  if (window.visualViewport) {
    visualViewport.addEventListener("resize", shape);
    visualViewport.addEventListener("scroll", shape);
  }
  window.addEventListener("message", ({ data, origin: from, source }) => {
    if (from !== origin || !frame || source !== frame.contentWindow || !data || data.huiyi !== 1) return;
    if (data.type === "close") close();
    if (data.type === "unread") {
      unread = Number(data.count) || 0;
      label();
    }
    if (data.type === "token" && typeof identity === "function") tell("identify");
    if (data.type === "talked") keep(`${prefix}talked`, "1");
    if (data.type === "keep") keep(data.key, data.value);
    if (data.type === "look") {
      if (!accent) paint(data.accent);
      speech = words[data.language] || speech;
      frame.title = speech.title;
      label();
    }
  });

  const commands = { open, close, identify };
  const waiting = (window.Huiyi && window.Huiyi.q) || [];
  window.Huiyi = (name, ...rest) => {
    if (!Object.hasOwn(commands, name)) throw new TypeError(`Huiyi: no command "${name}"; there are ${Object.keys(commands).join(", ")}`);
    commands[name](...rest);
  };
  window.Huiyi.ready = true;

  paint("#2257d6");
  paint(accent || "");
  label();
  const show = () => {
    document.body.append(host);
    for (const call of waiting) window.Huiyi(...call);
    if (kept().length) (window.requestIdleCallback || setTimeout)(load);
  };
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
