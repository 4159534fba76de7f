/*
 * Rows of an inline formset.
 *
 * <div data-formset="prefix"> holds the management form, [data-formset-rows],
 * a <template data-formset-empty> with __prefix__ in its names, and a
 * [data-formset-add] button. A new row that is removed disappears; a saved one is
 * hidden and its DELETE box ticked.
 */
import { on } from "./content.js";

function total(formset) {
  return formset.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
}

function limit(formset) {
  const most = Number(formset.querySelector(`[name="${formset.dataset.formset}-MAX_NUM_FORMS"]`)?.value || 1000);
  const button = formset.querySelector("[data-formset-add]");
  if (button) button.disabled = formset.querySelectorAll("[data-formset-row]:not([hidden])").length >= most;
}

on("click", "[data-formset-add]", (event, button) => {
  event.preventDefault();
  const formset = button.closest("[data-formset]");
  const counter = total(formset);
  const pattern = formset.querySelector("template[data-formset-empty]");
  const shell = document.createElement("template");
  shell.innerHTML = pattern.innerHTML.replaceAll("__prefix__", counter.value);
  const row = shell.content.querySelector("[data-formset-row]");
  row.dataset.new = "yes";
  formset.querySelector("[data-formset-rows]").append(row);
  counter.value = String(Number(counter.value) + 1);
  row.dispatchEvent(new Event("vmeste:added", { bubbles: true }));
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  limit(formset);
});

on("click", "[data-formset-remove]", (event, button) => {
  event.preventDefault();
  const row = button.closest("[data-formset-row]");
  const formset = row.closest("[data-formset]");
  const box = row.querySelector("input[name$='-DELETE']");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  // The numbers of the other rows stay; an empty hidden row is skipped by the server.
  if (box) box.checked = true;
  else for (const field of row.querySelectorAll("input, select, textarea")) field.value = "";
  row.hidden = true;
  (next?.querySelector("input:not([type=hidden]), select, textarea") ?? formset.querySelector("[data-formset-add]"))?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
  limit(formset);
});
