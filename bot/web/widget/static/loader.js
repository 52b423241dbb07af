/* Huiyi: puts the launcher and the chat's frame on a page. docs/how-to/widget.md */
(() => {
  const script = document.currentScript;
  if (!script?.dataset.siteKey || window.Huiyi?.ready) return;
  const origin = new URL(script.src).origin;
  const { siteKey, language, userToken, accent } = script.dataset;
  const words = {
    zh: {
      open: "打开客服对话",
      close: "关闭客服对话",
      title: "客服对话",
      unread: (n) => `，${n} 条未读`,
      lost: "客服对话暂时连不上。",
      again: "重试",
    },
    en: {
      open: "Open the chat",
      close: "Close the chat",
      title: "Support chat",
      unread: (n) => `, ${n} unread`,
      lost: "The chat cannot be reached just now.",
      again: "Try again",
    },
  };
  let speech = words[(language || navigator.language).toLowerCase().startsWith("zh") ? "zh" : "en"];
  let identity = userToken || null; // a token, a function that fetches one, or null for a visitor
  let isOpen = false;
  let frame = null;
  let loaded = false; // a page stands in the frame, be it an error page
  let patience = 0;
  let unread = 0;

  const css = `
    :host { all: initial !important; }
    .launcher, .panel { position: fixed; z-index: 2147483000; box-sizing: border-box; }
    .launcher { right: calc(20px + env(safe-area-inset-right)); bottom: calc(20px + env(safe-area-inset-bottom));
      width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer; display: grid;
      place-items: center; background: var(--accent); color: var(--on-accent);
      box-shadow: 0 1px 3px #10182833, 0 8px 24px #10182829; transition: transform .15s; }
    .launcher:hover { transform: translateY(-1px); }
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
      color: #1b1e24; outline: 0; box-shadow: 0 0 0 1px #1018280f, 0 12px 48px #10182833; transition: opacity .18s, transform .18s; }
    .panel:not(.open) { visibility: hidden; opacity: 0; transform: translateY(8px); transition-property: all; }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
    .panel:not(.alive) iframe { visibility: hidden; }
    .panel:not(.alive, .lost)::before { content: "•••"; position: absolute; inset: 45% 0; text-align: center; }
    .lost { width: 280px; height: auto; padding: 20px; font: 15px/1.6 system-ui, sans-serif; }
    .lost p { margin: 0 0 12px; }
    .lost button { min-height: 36px; padding: 0 16px; border: 1px solid; border-radius: 10px; background: none;
      color: inherit; font: inherit; cursor: pointer; }
    @media (prefers-color-scheme: dark) {
      .panel { background: #17191e; color: #eceef2; box-shadow: 0 0 0 1px #ffffff1f, 0 12px 48px #000000a6; }
      .badge { border-color: #17191e; }
    }
    @media (max-width: 520px), (max-height: 420px) {
      .panel:not(.lost) { inset: 0 auto auto 0; width: 100%; height: 100dvh; border-radius: 0; box-shadow: none; }
      .alive + .launcher[aria-expanded=true] { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { .launcher, .panel { transition: none; } }`;
  const phone = matchMedia("(max-width: 520px), (max-height: 420px)");

  const set = (element, values) => {
    for (const name in values) element.setAttribute(name, values[name]);
    return element;
  };
  const make = (tag, values) => set(document.createElement(tag), values);
  const host = make("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const icon = (name, d) => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.append(set(path, { d }));
    return set(svg, { viewBox: "0 0 24 24", class: name, "aria-hidden": true });
  };
  const launcher = make("button", { type: "button", class: "launcher" });
  const badge = make("span", { class: "badge" });
  launcher.append(
    icon("talk", "M12 4c-4.7 0-8.5 3.2-8.5 7.2 0 2.3 1.2 4.3 3.2 5.6l-.6 3.2 3.5-1.8c.8.2 1.6.3 2.4.3 4.7 0 8.5-3.2 8.5-7.3S16.7 4 12 4Z"),
    icon("cross", "M6 9.5l6 6 6-6"),
    badge,
  );
  // "alive" once the frame has spoken, "lost" where it did not: then a notice stands here.
  const panel = make("div", { class: "panel", role: "dialog", tabindex: -1 });
  root.append(panel, launcher);

  const paint = (colour) => {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) return;
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    launcher.style.setProperty("--accent", colour);
    launcher.style.setProperty("--on-accent", light < 0.18 ? "#fff" : "#000");
  };
  const label = () => {
    const name = isOpen ? speech.close : speech.open + (unread ? speech.unread(unread) : "");
    set(launcher, { "aria-expanded": isOpen, "aria-label": name });
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 9 ? "9+" : String(unread);
  };
  const post = (message) => loaded && frame.contentWindow.postMessage({ huiyi: 1, ...message }, origin);
  const shape = () => {
    const full = isOpen && phone.matches && Boolean(frame);
    panel.classList.toggle("open", isOpen);
    set(panel, { "aria-label": speech.title, "aria-modal": full });
    document.documentElement.style.overflow = full ? "hidden" : "";
    // A phone's keyboard covers the page without resizing it: keep the panel in what is seen.
    const { scale, height, offsetTop } = visualViewport;
    const covered = full && scale === 1;
    panel.style.height = covered ? `${height}px` : "";
    panel.style.top = covered ? `${offsetTop}px` : "";
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
  const enter = () => {
    panel.focus(); // a frame that has not spoken hears no Escape
    panel.lastChild.focus();
  };
  const fill = (kind, ...content) => {
    const held = panel.contains(root.activeElement);
    panel.className = `panel ${kind}`;
    panel.replaceChildren(...content);
    shape();
    if (held) enter();
  };
  const wait = (ms) => {
    clearTimeout(patience);
    patience = setTimeout(lose, ms);
  };
  const lose = () => {
    const text = make("p", { role: "alert" });
    text.textContent = speech.lost;
    const again = make("button");
    again.textContent = speech.again;
    again.addEventListener("click", () => load(true));
    frame = null;
    loaded = false;
    fill("lost", text, again);
  };
  const load = (anyway) => {
    if (frame) return;
    if (!navigator.onLine && !anyway) return lose();
    const src = `${origin}/widget/frame?site_key=${encodeURIComponent(siteKey)}`;
    frame = make("iframe", { title: speech.title, src });
    frame.addEventListener("load", async () => {
      loaded = true;
      wait(3000);
      post({ type: "hello" }); // a chat answers at once, an error page never
      await tell("start");
      shape();
    });
    wait(8000);
    fill("", frame);
  };
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    load();
    label();
    shape();
    enter();
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
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
  const wanted = () => isOpen || kept().length;
  const keep = (key, value) => {
    if (!String(key).startsWith(prefix)) return;
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      return; // nor may this page keep anything: the chat lasts until it ends
    }
  };

  launcher.addEventListener("click", () => (isOpen ? close() : open()));
  root.addEventListener("keydown", (event) => event.key === "Escape" && close());
  phone.addEventListener("change", shape);
  visualViewport.addEventListener("resize", shape);
  visualViewport.addEventListener("scroll", shape);
  window.addEventListener("online", () => wanted() && load());
  window.addEventListener("message", ({ data, origin: from, source }) => {
    if (from !== origin || source !== frame?.contentWindow || data?.huiyi !== 1) return;
    clearTimeout(patience);
    if (!panel.classList.contains("alive")) {
      panel.classList.add("alive");
      if (isOpen && root.activeElement) enter();
    }
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
  const waiting = window.Huiyi?.q ?? [];
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
    if (wanted()) (window.requestIdleCallback || setTimeout)(() => load());
  };
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
