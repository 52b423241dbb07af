/* What the site of a company that uses Huiyi has to say to it: who is signed in. */
window.Huiyi = window.Huiyi || ((...call) => (window.Huiyi.q = window.Huiyi.q || []).push(call));

const KEPT = "lanyun:customer";

/** The site's own server signs; the widget asks again by itself when the token has run out. */
const tokenFor = async (customer) => {
  const answer = await fetch(`/demo/token?customer=${encodeURIComponent(customer)}`);
  if (!answer.ok) throw new Error(`no token for ${customer}: ${answer.status}`);
  return (await answer.json()).token;
};
const become = (customer) => window.Huiyi("identify", customer ? () => tokenFor(customer) : null);

document.addEventListener("DOMContentLoaded", () => {
  const people = document.getElementById("people");
  const kept = sessionStorage.getItem(KEPT) || "";
  const chosen = [...people.elements.customer].find((one) => one.value === kept);
  if (chosen) chosen.checked = true;
  if (chosen && kept) become(kept);
  people.addEventListener("change", () => {
    sessionStorage.setItem(KEPT, people.elements.customer.value);
    become(people.elements.customer.value);
  });
  for (const button of document.querySelectorAll("[data-chat]"))
    button.addEventListener("click", () => window.Huiyi("open"));
});
