// A choice that the keys move over in a select is no decision yet (WCAG 3.2.2): Enter or the button beside it
// makes it one; Escape, or going elsewhere, takes it back. What is chosen by pointing counts at once.
import { say } from "./page.js";

const byKeys = new WeakSet();
const before = new WeakMap();

const placeOf = (select) => select.closest("label") ?? select;
const buttonOf = (select) => [placeOf(select).nextElementSibling].find((one) => one?.matches(".decide"));

export const undecided = (place) => place.querySelector(".decide") !== null;

/** Calls `decide(select)` once it is decided, `undone` where the choice is taken back; `selector` finds such
 * selects, also those that come later. */
export function onDecision(selector, decide, undone = () => {}) {
  const ours = ({ target }) => (target.matches?.(selector) ? target : null);

  function settle(select) {
    buttonOf(select)?.remove();
    byKeys.delete(select);
    decide(select);
  }

  function takeBack(select) {
    buttonOf(select)?.remove();
    select.value = before.get(select);
    undone();
  }

  function offer(select) {
    if (buttonOf(select)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small decide";
    button.textContent = say("desk_decide");
    button.onmousedown = (event) => event.preventDefault();
    button.onclick = () => (select.focus(), settle(select));
    button.onblur = (event) => left(select, event);
    placeOf(select).after(button);
  }

  const left = (select, { relatedTarget: to }) => {
    if (buttonOf(select) && to !== select && to !== buttonOf(select)) takeBack(select);
  };

  document.addEventListener("pointerdown", (event) => ours(event) && byKeys.delete(event.target));
  document.addEventListener("keydown", (event) => {
    const select = ours(event);
    if (!select) return;
    const offered = buttonOf(select);
    if (event.key === "Enter" && offered) (event.preventDefault(), settle(select));
    else if (event.key === "Escape" && offered) (event.preventDefault(), takeBack(select));
    else if (!offered) (before.set(select, select.value), byKeys.add(select));
  });
  document.addEventListener("change", (event) => {
    const select = ours(event);
    if (select) byKeys.has(select) ? offer(select) : settle(select);
  });
  document.addEventListener("focusout", (event) => ours(event) && left(event.target, event));
}
