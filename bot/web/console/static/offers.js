// A list at a textarea that offers what could go on what was typed: names, canned replies.

/**
 * `begun()` is what of it was typed before the caret, null where none is asked for; `take(option, typed)` puts the
 * chosen one there. Answers `{pressed, show}`: `pressed(event)` says whether the key was ours.
 */
export function offer(box, list, begun, take) {
  let chosen = 0;
  const options = () => [...list.children];
  const fitting = () => options().filter((one) => !one.hidden);
  const fits = (one, typed) => `${one.dataset.words ?? ""} ${one.textContent}`.toLowerCase().includes(typed.toLowerCase());

  function show() {
    const typed = begun();
    for (const one of options()) one.hidden = typed === null || !fits(one, typed);
    list.hidden = !fitting().length;
    mark(0);
  }

  function hide() {
    list.hidden = true;
    mark(0);
  }

  function mark(at) {
    const shown = fitting();
    chosen = Math.max(0, Math.min(shown.length - 1, at));
    for (const one of options()) one.setAttribute("aria-selected", String(one === shown[chosen]));
    if (list.hidden) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", shown[chosen].id);
    shown[chosen].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const typed = begun() ?? "";
    hide();
    take(option, typed);
  }

  box.addEventListener("input", show);
  box.addEventListener("blur", () => setTimeout(hide, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) choose(option);
  });
  function pressed(event) {
    if (list.hidden || event.isComposing) return false;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(fitting()[chosen]);
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  return { pressed, show };
}

/** Puts the text in place of the last `length` characters before the caret. */
export function put(box, text, length) {
  box.setRangeText(text, box.selectionStart - length, box.selectionStart, "end");
  box.dispatchEvent(new Event("input"));
  box.focus();
}
