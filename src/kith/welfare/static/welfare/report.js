// Seasoning only: without this file the next page shows what they will read. Here it stands beside the choices at once.
"use strict";
const report = document.querySelector("form.report");
const copy = document.getElementById("copy");
const count = report.querySelector("[data-count]");
const add = (parent, name, text, className) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  parent.append(made);
  return made;
};
const card = (number, title, text, source) => {
  const made = add(copy, "article", "", "card");
  add(made, "h3", `${number}. ${title}`);
  add(made, "p", text, "words").dir = "auto";
  if (source) add(made, "p", source, "source");
};
const show = () => {
  copy.replaceChildren();
  const tally = { goes: 0, held_back: 0, left_out: 0 };
  const items = [...report.querySelectorAll("[data-item]")];
  const goes = [];
  items.forEach((item) => {
    const chosen = item.querySelector("input[type=radio]:checked");
    if (chosen) tally[chosen.value] += 1;
    item.querySelector(".why").hidden = !chosen || chosen.value !== "held_back";
    if (chosen && chosen.value === "goes") goes.push(item);
  });
  if (tally.held_back) add(add(copy, "p", "", "card"), "strong", report.dataset.partial);
  goes.forEach((item, place) => card(
    place + 1, item.querySelector("h3").textContent, item.querySelector(".words").textContent,
    item.querySelector(".source").dataset.read,
  ));
  const own = report.querySelector("[name=analysis]").value.trim();
  if (own) card(goes.length + 1, copy.dataset.own, own, "");
  if (!goes.length && !own) add(copy, "p", copy.dataset.none, "card");
  const left = items.length - tally.goes - tally.held_back - tally.left_out;
  const said = { goes: tally.goes, all: items.length, held: tally.held_back, left };
  const words = count.dataset.count.replace(/\{(\w+)\}/g, (whole, name) => said[name] ?? whole);
  if (count.textContent !== words) count.textContent = words;
};
copy.hidden = false;
report.addEventListener("input", show);
show();
