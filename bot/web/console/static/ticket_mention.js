// "@" in a note offers the colleagues' names.

export function offerNames(box, isNote) {
  const list = document.getElementById("names");
  const options = [...list.children];
  let chosen = 0;

  /** What was typed after the last "@", or null. */
  const begun = () => (isNote() ? /@([^\s@]*)$/.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null : null);
  const fitting = () => options.filter((one) => !one.hidden);

  function show() {
    const typed = begun();
    for (const one of options) one.hidden = typed === null || !one.textContent.toLowerCase().includes(typed.toLowerCase());
    list.hidden = !fitting().length;
    mark(0);
  }

  function mark(at) {
    const shown = fitting();
    chosen = Math.max(0, Math.min(shown.length - 1, at));
    for (const one of options) one.setAttribute("aria-selected", String(one === shown[chosen]));
    if (list.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", shown[chosen].id);
  }

  function take(option) {
    const from = box.selectionStart - begun().length;
    box.setRangeText(`${option.textContent} `, from, box.selectionStart, "end");
    list.hidden = true;
    mark(0);
    box.dispatchEvent(new Event("input"));
    box.focus();
  }

  box.addEventListener("input", show);
  box.addEventListener("blur", () => setTimeout(() => (list.hidden = true), 150));
  list.addEventListener("mousedown", (event) => (event.preventDefault(), take(event.target.closest("li"))));
  /** Whether the key was ours. */
  return (event) => {
    if (list.hidden || event.isComposing) return false;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(fitting()[chosen]);
    else if (event.key === "Escape") list.hidden = true;
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
}
