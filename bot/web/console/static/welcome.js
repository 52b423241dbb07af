// What stands behind # in the link goes into the form and out of the address: no history and no log keeps it.
const secret = document.getElementById("secret");
const problem = document.getElementById("problem");

if (location.hash) {
  secret.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
if (!secret.value && problem.hidden) {
  problem.textContent = problem.dataset.over;
  problem.hidden = false;
}
