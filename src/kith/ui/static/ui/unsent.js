// What is typed into the page's form is kept on the server, for its writer alone. Nothing is kept on the device, no form is
// sent by this, and where it fails the page is as it was. Every form works without this file.
"use strict";
(() => {
  const said = document.currentScript.dataset;
  const form = [...document.querySelectorAll("main form[method=post]")].find((one) => one.querySelector("textarea"));
  if (!form) return;
  const PAUSE = 2000, LONGEST = 20000; // milliseconds: after the last key, and at most while keys go on
  const line = document.createElement("p");
  line.className = "kept soft";
  line.setAttribute("role", "status");
  (form.querySelector(".actions") || form.lastElementChild).before(line);
  const tell = (words) => { if (line.textContent !== words) line.textContent = words; };
  const typed = () => {
    const secret = [...form.querySelectorAll("[type=password], [autocomplete=one-time-code]")].map((one) => one.name);
    return new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret.includes(name)));
  };
  let kept = said.typed ? "" : typed().toString(), timer = 0, since = 0, sending = null, isOver = false;
  const soon = () => {
    if (isOver) return;
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  };
  const save = async (isLeaving = false) => {
    clearTimeout(timer);
    const body = typed(), words = body.toString();
    if (isOver || sending || words === kept) return;
    body.append("kept_here", said.key);
    sending = new AbortController();
    since = 0;
    try {
      const answer = await fetch(form.getAttribute("action") || location.pathname + location.search, {
        method: "POST", body, redirect: "manual", keepalive: isLeaving, signal: sending.signal,
      });
      if (answer.status === 204) {
        kept = words;
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        tell(said.saved.replace("{time}", time));
      } else if (answer.status === 409) {
        isOver = true;
        tell(said.elsewhere);
      } else if (answer.status === 413) {
        kept = words; // not tried again until something else is typed
        tell(said.tooMuch);
      } else throw new Error(answer.status);
    } catch {
      if (!isOver) { tell(said.failed); clearTimeout(timer); timer = setTimeout(save, LONGEST); }
      return;
    } finally {
      sending = null;
    }
    if (typed().toString() !== kept) soon();
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // The form itself is on its way: what was begun ends with it.
  form.addEventListener("submit", (event) => { if (event.defaultPrevented) return; isOver = true; clearTimeout(timer); sending?.abort(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isOver = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  if (said.typed) soon();
})();
