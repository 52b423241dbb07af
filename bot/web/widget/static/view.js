/** The frame's elements and how a state looks in them. */
import { fill, strings } from "./strings.js";
import { nodesOf } from "./text.js";

const GROUP_MS = 180000;
const WARN_AT = 3600;
export const LIMIT = 4000;

const $ = (id) => document.getElementById(id);
const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
};
const button = (className, label, onClick) => {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
};
/** Characters as the service counts them. */
export const lengthOf = (text) => [...text].length;

/** What is set again is said again. */
const say = (element, words) => {
  if (element.textContent !== words) element.textContent = words;
};

export const openView = ({ siteKey }) => {
  const scroll = $("scroll");
  const log = $("log");
  const text = $("text");
  const rows = new Map(); // key → element, so that what stands is changed and not said again
  let language = "en";
  let words = strings.en;
  let locale = "en";
  let quickFor = null;
  let pinned = true; // the newest message is in view, and shall stay there

  const moment = (at, options) => at.toLocaleString(locale, options);
  const dayOf = (at) => {
    const today = new Date();
    const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - today.setHours(0, 0, 0, 0)) / 864e5);
    if ([0, -1].includes(days)) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
    const year = at.getFullYear() === today.getFullYear() ? undefined : "numeric";
    return moment(at, { year, month: "long", day: "numeric", weekday: "short" });
  };

  const row = (key, build) => {
    if (!rows.has(key)) rows.set(key, build());
    return rows.get(key);
  };
  const divider = (at) => {
    const element = row(`day:${at.toDateString()}`, () => make("p", "day"));
    element.textContent = dayOf(at);
    return element;
  };
  const sourceLink = ({ article, title, language: inLanguage, version, answer }) => {
    const anchor = make("a", "source", title);
    const from = answer ? `&answer=${encodeURIComponent(answer)}` : "";
    anchor.href = `/kb/${encodeURIComponent(siteKey)}/${encodeURIComponent(article)}?lang=${inLanguage}${from}`;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.title = `v${version}`;
    anchor.lang = inLanguage;
    anchor.append(make("span", "unseen", ` (${words.newTab})`));
    return anchor;
  };
  const bubble = ({ key, author, name, text: said, file, sources = [], survey }, { onRate, onSave }) =>
    row(key, () => {
      const element = make("article", `message ${author}`);
      element.append(make("p", "name"), make("p", "said"), make("div", "sources"), make("p", "meta"));
      const [, body, where] = element.children;
      body.replaceChildren(...nodesOf(said));
      if (file) {
        import("./files.js").then(({ fileButton }) => {
          body.replaceChildren(fileButton(file, () => onSave(file)));
          settle();
        });
      }
      where.append(...sources.map(sourceLink));
      where.hidden = !sources.length;
      if (survey) {
        import("./survey.js").then(({ surveyRow }) => {
          where.after(surveyRow(survey, language, (answer) => onRate(survey.id, answer)));
          settle();
        });
      }
      element.dataset.name = name ?? "";
      element.lastChild.setAttribute("aria-live", "off");
      return element;
    });
  /** What depends on the neighbours, the language and the ticks. */
  const dress = (element, { author, at, entry }, { first, last, status }, { onWithdraw }) => {
    const failed = Boolean(entry?.error);
    const [name, meta] = [element.firstChild, element.lastChild];
    name.textContent = author === "customer" ? words.you : element.dataset.name || words[author] || "";
    name.className = first && author !== "customer" ? "name" : "name unseen";
    element.classList.toggle("first", first);
    element.classList.toggle("last", last);
    element.classList.toggle("failed", failed);
    const time = moment(at, { hour: "numeric", minute: "2-digit" });
    const shown = failed ? status : time + (status && ` · ${status}`);
    if (meta.dataset.shown !== shown) {
      meta.dataset.shown = shown;
      const said = make("span", "", shown);
      meta.replaceChildren(said);
      if (failed) {
        said.setAttribute("role", "alert");
        meta.append(
          button("edit", words.edit, () => onWithdraw(entry, true)),
          button("edit", words.discard, ({ detail }) => onWithdraw(entry, false, !detail)),
        );
      }
    }
    meta.hidden = !(last || status);
    return element;
  };

  const statusOf = (message, messages, conversation) => {
    const answered = messages.some(({ seq, author }) => seq > message.seq && (author === "bot" || author === "agent"));
    return answered || conversation.agent_seen >= message.seq ? words.seen : words.sent;
  };
  const renderThread = ({ messages, pending, conversation }, acts) => {
    const waiting = pending.filter((entry) => !messages.some((message) => message.seq === entry.seq));
    const all = [
      ...messages.map((message) => ({ ...message, at: new Date(message.created_at), key: message.client_id ?? message.seq })),
      ...waiting.map((entry) => ({ ...entry, author: "customer", at: new Date(entry.at), key: entry.client_id, entry })),
    ];
    const lastOwn = all.findLast(({ author, entry }) => author === "customer" && !entry?.error);
    const elements = [];
    all.forEach((item, index) => {
      const before = all[index - 1];
      const after = all[index + 1];
      const joins = (one, other) =>
        one && other && one.author === other.author && one.name === other.name && other.at - one.at < GROUP_MS &&
        one.at.toDateString() === other.at.toDateString();
      if (!before || before.at.toDateString() !== item.at.toDateString()) elements.push(divider(item.at));
      let status = "";
      const { entry } = item;
      if (entry?.error) status = words.errors[entry.error.code] || entry.error.message || words.failed;
      else if (entry && !entry.seq) status = words.sending;
      else if (item === lastOwn) status = entry ? words.sent : statusOf(item, messages, conversation);
      const place = { first: !joins(before, item), last: !joins(item, after), status };
      elements.push(dress(bubble(item, acts), item, place, acts));
    });
    elements.forEach((element, index) => {
      if (log.children[index] !== element) log.insertBefore(element, log.children[index] ?? null);
    });
    while (log.children.length > elements.length) log.lastChild.remove();
    return all;
  };

  const renderQuick = (newest, onPick) => {
    const replies = (!newest?.entry && newest?.quick_replies) || [];
    const key = replies.length ? newest.key : null;
    if (quickFor === key) return;
    quickFor = key;
    $("quick").replaceChildren(...replies.map((reply) => chip(reply, onPick)));
    $("quick").hidden = !key;
  };
  const chip = (label, onPick) => button("chip", label, ({ detail }) => onPick(label, !detail));

  const renderHead = ({ session, conversation, link, phase }) => {
    const name = session?.tenant.name ?? "";
    $("tenant").textContent = name;
    $("mark").textContent = [...name][0] ?? "";
    const agent = conversation?.owner === "agent";
    const waiting = !agent && Boolean(conversation?.waiting_since);
    let status = words.bot;
    if (phase !== "failed" && (phase === "starting" || link === "connecting")) status = words.connecting;
    else if (agent) status = fill(words.byAgent, { name: conversation.agent ?? words.agent });
    else if (waiting) status = words.byWaiting;
    say($("status"), status);
    $("status").dataset.link = phase === "failed" ? "none" : link;
    const person = $("person");
    say(person.lastChild, agent ? words.personHere : waiting ? words.personAsked : words.person);
    person.setAttribute("aria-disabled", String(agent || waiting || phase !== "ready"));
  };
  const renderNotice = ({ phase, problem, link, slow }) => {
    let notice = "";
    if (phase === "failed") notice = words[problem];
    else if (!navigator.onLine) notice = words.offline;
    else if (phase === "starting") notice = slow ? words.unreachable : "";
    else if (link === "connecting") notice = words.retrying;
    say($("noticeText"), notice);
    $("notice").hidden = !notice;
    $("notice").classList.toggle("late", phase !== "failed" && navigator.onLine && !slow);
    $("retry").hidden = phase !== "failed" || problem === "refused";
  };
  const renderTyping = ({ typing, conversation }) => {
    const who = ["agent", "bot"].find((one) => one in typing);
    $("typing").hidden = !who;
    const name = who === "agent" ? (conversation?.agent ?? words.agent) : words.bot;
    $("typingText").textContent = who ? fill(words.writing, { name }) : "";
  };
  const renderWelcome = ({ phase, session, messages, pending, filling, conversation }, onPick) => {
    const empty = phase === "ready" && !messages.length && !pending.length && !(conversation && filling);
    $("loading").hidden = !(phase === "starting" || (filling && conversation && !messages.length && phase === "ready"));
    $("welcome").hidden = !empty;
    if (!empty) return;
    $("hello").textContent = session.name ? fill(words.helloName, { name: session.name }) : words.hello;
    if ($("starters").dataset.language === language) return;
    $("starters").dataset.language = language;
    $("starters").replaceChildren(
      ...words.starters.map((starter) => {
        const item = make("li");
        item.append(chip(starter, onPick));
        return item;
      }),
    );
  };

  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 48;
  const toEnd = () => {
    pinned = true;
    scroll.scrollTop = scroll.scrollHeight;
  };
  const settle = () => pinned && toEnd();
  scroll.addEventListener("scroll", () => (pinned = atEnd()), { passive: true });
  new ResizeObserver(settle).observe(scroll);

  return {
    text,
    atEnd,
    toEnd,
    get words() {
      return words;
    },
    speak(speaks) {
      language = speaks;
      words = strings[speaks];
      locale = navigator.languages.find((one) => one.toLowerCase().startsWith(speaks)) ?? speaks;
      document.documentElement.lang = speaks === "zh" ? "zh-CN" : "en";
      for (const element of document.querySelectorAll("[data-text]")) element.textContent = words[element.dataset.text];
      for (const element of document.querySelectorAll("[data-label]"))
        element.setAttribute("aria-label", words[element.dataset.label]);
      $("language").lang = speaks === "zh" ? "en" : "zh-CN";
      text.placeholder = words.placeholder;
    },
    clear() {
      rows.clear();
      log.replaceChildren();
      renderQuick();
      $("newer").hidden = true;
    },
    render(state, acts) {
      const height = log.childElementCount;
      log.setAttribute("aria-busy", String(state.filling));
      renderHead(state);
      renderNotice(state);
      renderWelcome(state, acts.onPick);
      const all = renderThread(state, acts);
      renderQuick(all.findLast(({ entry }) => !entry?.error), acts.onPick);
      renderTyping(state);
      const grew = log.childElementCount > height;
      if (pinned || (grew && all.at(-1)?.entry)) toEnd();
      else if (grew) $("newer").hidden = false;
    },
    renderComposer(ready) {
      text.style.height = "auto";
      text.style.height = `${Math.min(text.scrollHeight, 132)}px`;
      const length = lengthOf(text.value);
      const over = length - LIMIT;
      $("counter").textContent =
        over > 0 ? fill(words.tooLong, { n: over.toLocaleString(locale) })
        : length > WARN_AT ? `${length.toLocaleString(locale)} / ${LIMIT.toLocaleString(locale)}`
        : "";
      $("counter").classList.toggle("over", over > 0);
      $("attach").disabled = !ready;
      $("send").disabled = !ready || over > 0 || !text.value.trim();
    },
  };
};
