/*
 * A ranked list: <form data-autosave data-ranking> with <ol data-rank-list> of <li data-rank="ID">, each with a hidden
 * field `wish`. What is not wished lies in the list too, hidden and with its field switched off. Buttons named add,
 * up, down, remove carry the ID; without a script they send the form, with one they move the line here and the form
 * saves itself. Lines can be dragged as well; Alt and an arrow move the line that has the focus.
 */
import "../styles/choosing.css";

import { saveSoon } from "./autosave.js";
import { on, onContent } from "./content.js";

const lines = (form) => [...form.querySelectorAll("[data-rank]:not([hidden])")];
const lineOf = (form, id) => form.querySelector(`[data-rank="${CSS.escape(id)}"]`);

function number(form) {
  const all = lines(form);
  const most = Number(form.dataset.rankMost);
  all.forEach((line, place) => {
    line.querySelector("[data-rank-number]").textContent = String(place + 1);
    line.querySelector('[name="up"]').disabled = place === 0;
    line.querySelector('[name="down"]').disabled = place === all.length - 1;
  });
  for (const count of document.querySelectorAll("[data-rank-count]")) count.textContent = String(all.length);
  for (const button of form.querySelectorAll('button[name="add"]')) {
    const isIn = all.some((line) => line.dataset.rank === button.value);
    button.hidden = isIn;
    button.disabled = all.length >= most;
    const mark = button.parentElement.querySelector("[data-rank-in]");
    if (mark) mark.hidden = !isIn;
  }
  const empty = form.querySelector("[data-rank-empty]");
  if (empty) empty.hidden = all.length > 0;
}

function tell(form, line, word) {
  const said = form.querySelector("[data-rank-said]");
  if (!said) return;
  const place = lines(form).indexOf(line) + 1;
  said.textContent = (form.dataset[`text${word}`] ?? "").replace("{title}", line.dataset.title).replace("{place}", place);
}

const acts = {
  add(form, line) {
    form.querySelector("[data-rank-list]").append(line);
    line.hidden = false;
    for (const field of line.querySelectorAll("input")) field.disabled = false;
    tell(form, line, "Added");
  },
  remove(form, line) {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    tell(form, line, "Removed");
    line.hidden = true;
    for (const field of line.querySelectorAll("input")) {
      field.disabled = true;
      if (field.type === "radio") field.checked = false;
    }
    (next && !next.hidden ? next.querySelector('[name="remove"]') : form.querySelector("[data-rank-list]")).focus();
  },
  up(form, line) {
    const before = lines(form)[lines(form).indexOf(line) - 1];
    if (before) before.before(line);
    tell(form, line, "Moved");
  },
  down(form, line) {
    const after = lines(form)[lines(form).indexOf(line) + 1];
    if (after) after.after(line);
    tell(form, line, "Moved");
  },
};

function act(form, name, id) {
  const line = lineOf(form, id);
  if (!line) return;
  acts[name](form, line);
  number(form);
  saveSoon(form);
}

on("click", "[data-ranking] button", (event, button) => {
  if (!(button.name in acts)) return;
  event.preventDefault();
  act(button.form, button.name, button.value);
  // The line has moved: so has the button, which shall stay under the finger of the keyboard.
  if (button.isConnected && !button.disabled && !button.hidden) button.focus();
  else lineOf(button.form, button.value)?.querySelector("button:not(:disabled)")?.focus();
});

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("[data-ranking] [data-rank]");
  const name = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!line || !name || !event.altKey) return;
  event.preventDefault();
  const focused = document.activeElement;
  act(line.closest("form"), name, line.dataset.rank);
  focused.focus();
});

let dragged = null;
on("dragstart", "[data-rank]", (event, line) => {
  dragged = line;
  event.dataTransfer.effectAllowed = "move";
  line.classList.add("is-dragged");
});
on("dragover", "[data-rank]", (event, line) => {
  if (!dragged || line === dragged || line.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = line.getBoundingClientRect();
  if (event.clientY > box.top + box.height / 2) line.after(dragged);
  else line.before(dragged);
});
on("drop", "[data-rank-list]", (event) => event.preventDefault());
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  const form = dragged.closest("form");
  dragged = null;
  number(form);
  saveSoon(form);
});

onContent("form[data-ranking]", number);
