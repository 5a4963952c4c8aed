// Seasoning only: every page works without this file.
"use strict";
// A second click on a slow page does not send the form twice (the server would refuse the second anyway).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
// Coming back with the back button gives a form that can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
// One key presses the button that names it, unless someone is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
// After an error, the reader's place is the summary.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
