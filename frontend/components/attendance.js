/*
 * Marking a lesson by keys: <form data-autosave data-attendance> with a numbered checkbox `absent` for each pupil.
 * Two digits mark the pupil of that number, one digit and Enter as well; J, K and the arrows walk, the space bar
 * marks. Letters are those of the keyboard's places, so that they work in the Russian layout, too.
 */
import { onContent } from "./content.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]";
const rows = (form) => [...form.querySelectorAll("[data-pupil]")];
const boxOf = (row) => row.querySelector('input[name="absent"]');

function show(form, typed) {
  const line = form.querySelector("[data-attendance-typed]");
  if (line) line.textContent = typed ? `${typed}…` : "";
}

function walk(form, step) {
  const all = rows(form);
  const place = all.findIndex((row) => row.contains(document.activeElement));
  boxOf(all[Math.min(all.length - 1, Math.max(0, place + step))])?.focus();
}

function mark(form, number) {
  const row = rows(form).find((one) => Number(one.dataset.pupil) === number);
  if (!row) return;
  boxOf(row).focus();
  boxOf(row).click();
}

onContent("form[data-attendance]", (form) => {
  let typed = "";
  const type = (text) => {
    typed = text;
    show(form, typed);
  };
  document.addEventListener("keydown", (event) => {
    if (!form.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (digit !== undefined) {
      const text = typed + digit;
      const isWhole = text.length === 2 || Number(text) * 10 > rows(form).length;
      type(isWhole && text !== "0" ? "" : text);
      if (!typed) mark(form, Number(text));
    } else if (event.key === "Enter" && typed) {
      mark(form, Number(typed));
      type("");
    } else if (event.key === "Escape" && typed) {
      type("");
    } else if (event.code === "KeyJ" || event.key === "ArrowDown") {
      walk(form, 1);
    } else if (event.code === "KeyK" || event.key === "ArrowUp") {
      walk(form, -1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-pupil]");
    if (!row) return;
    const box = boxOf(row);
    row.classList.toggle("is-absent", box.checked);
    const excused = row.querySelector('input[name="excused"]');
    if (excused && !box.checked) excused.checked = false;
    const count = form.querySelector("[data-absent-count]");
    if (count) count.textContent = String(rows(form).filter((one) => boxOf(one).checked).length);
  });
});
