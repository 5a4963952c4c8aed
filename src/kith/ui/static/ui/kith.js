// Seasoning only: every page works without this file.
"use strict";
// A second click on a slow page does not send the form twice (the server would refuse the second anyway).
// After a while the button works again: an answer that was a file leaves the page where it is.
const letGo = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
};
// Where one question follows another (`data-read`), a second press does not answer the one that came just now: nobody has read it.
let since = performance.now();
document.addEventListener("submit", (event) => {
  const form = event.target;
  const isUnread = "read" in form.dataset && performance.now() - since < 300;
  if (form.dataset.sent || isUnread) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(letGo, 8000, form);
}, true);
// Coming back with the back button gives a form that can be sent again.
window.addEventListener("pageshow", () => { since = performance.now(); document.querySelectorAll("form[data-sent]").forEach(letGo); });
// One key presses the button or link that names it, unless someone is typing or has switched the keys off (WCAG 2.2, 2.1.4).
const useKeys = document.getElementById("use-keys");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || (useKeys && !useKeys.checked)) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const button = document.querySelector(`:is(button, a)[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
// After an error, the reader's place is the summary; a line of it leads into the field that it names.
const summary = document.querySelector(".error-summary");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const place = event.target.hash && document.getElementById(event.target.hash.slice(1));
    const control = place && place.querySelector("input:not([type=hidden]), textarea, select, button");
    if (control) { event.preventDefault(); control.focus(); }
  });
}
// A page that shows how far work is looks again by itself, unless somebody is at one of its controls.
if (document.querySelector("[data-again]")) setInterval(() => { if (document.activeElement === document.body) location.reload(); }, 3000);
// On a phone long pages begin with their sections folded; without this file they are open.
if (matchMedia("(max-width: 40rem)").matches) document.querySelectorAll("details.fold:not(.first)").forEach((one) => { one.open = false; });
// The switch is remembered. Last in the file, since some browsers keep nothing and say so by stopping the script.
if (useKeys) {
  useKeys.checked = localStorage.getItem("use-keys") !== "no";
  useKeys.addEventListener("change", () => localStorage.setItem("use-keys", useKeys.checked ? "yes" : "no"));
}
