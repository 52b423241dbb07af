// Makes what is shown like what the server sent, and leaves alone what stays the same: a click under way on a
// row, the focus and the scrolling survive, because the elements do.

/** `shown` becomes like `fresh`. Children with a data-key or an id are matched by it, others by their place. */
export function morph(shown, fresh) {
  for (const { name } of [...shown.attributes]) if (!fresh.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  if (shown.innerHTML !== fresh.innerHTML) morphChildren(shown, fresh);
}

function morphChildren(shown, fresh) {
  const wanted = new Set([...fresh.children].map(key));
  // What will not come goes first, so that what stays need not move.
  for (const child of [...shown.children]) if (key(child) && !wanted.has(key(child))) child.remove();
  const keyed = new Map([...shown.children].map((child) => [key(child), child]));
  let place = shown.firstChild;
  for (const node of [...fresh.childNodes]) {
    const match = key(node) ? keyed.get(key(node)) : alike(place, node);
    if (match && match === place) place = place.nextSibling;
    else shown.insertBefore(match ?? node, place);
    if (!match) continue;
    if (node.nodeType === Node.ELEMENT_NODE) morph(match, node);
    else if (match.nodeValue !== node.nodeValue) match.nodeValue = node.nodeValue;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

const key = (node) => (node.nodeType === Node.ELEMENT_NODE && (node.dataset.key || node.id)) || null;

const alike = (shown, node) => (shown && !key(shown) && shown.nodeName === node.nodeName ? shown : null);
