// For pages that nothing changes by itself. A shared machine must not keep drafts for the next person.
document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());
