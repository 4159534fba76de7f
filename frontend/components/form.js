/*
 * Forms lose nothing and send once.
 *
 * <form data-form> warns before leaving with unsaved changes, is sent only
 * once, and puts the cursor on the first error. With data-draft-key="…" what is
 * typed is also kept in this browser until the server has taken it, and offered
 * back when the page opens again, for instance after the session ended.
 */
import { memory, on, onContent } from "./content.js";

const DRAFT_DAYS = 14;
const SAVE_AFTER_MS = 800;
const clean = new WeakMap();

function values(form) {
  const kept = [];
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.disabled) continue;
    if (["password", "file", "submit", "button", "hidden"].includes(field.type) && !field.dataset.keep) continue;
    if (field.type === "checkbox" || field.type === "radio") kept.push([field.name, field.value, field.checked]);
    else if (field.multiple) kept.push([field.name, [...field.selectedOptions].map((option) => option.value), true]);
    else kept.push([field.name, field.value, true]);
  }
  return kept;
}

function restore(form, kept) {
  const left = new Map();
  for (const [name, value, checked] of kept) left.set(name, [...(left.get(name) ?? []), [value, checked]]);
  for (const field of form.elements) {
    const queue = left.get(field.name);
    if (!queue?.length || ["password", "file", "hidden"].includes(field.type)) continue;
    const [value, checked] = queue.shift();
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const state = (form) => JSON.stringify(values(form));
const isDirty = (form) => clean.has(form) && clean.get(form) !== state(form) && !form.dataset.sent;

function offerDraft(form, key) {
  const draft = memory.get(key);
  if (!draft || Date.now() - draft.at > DRAFT_DAYS * 86_400_000 || JSON.stringify(draft.values) === state(form)) {
    memory.drop(key);
    return;
  }
  const offer = form.querySelector("[data-draft-offer]");
  if (!offer) return;
  const time = offer.querySelector("time");
  if (time) {
    time.dateTime = new Date(draft.at).toISOString();
    time.textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
  offer.hidden = false;
  offer.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, draft.values);
    offer.hidden = true;
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  offer.querySelector("[data-draft-drop]").addEventListener("click", () => {
    memory.drop(key);
    offer.hidden = true;
  });
}

onContent("form[data-form]", (form) => {
  clean.set(form, state(form));
  const summary = form.querySelector("[data-error-summary]");
  const key = form.dataset.draftKey && `vmeste-draft:${form.dataset.draftKey}`;
  if (key) {
    let timer = null;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!isDirty(form)) return;
        memory.set(key, { at: Date.now(), values: values(form) });
        const note = form.querySelector("[data-draft-saved]");
        if (note) note.hidden = false;
      }, SAVE_AFTER_MS);
    });
    if (!summary) offerDraft(form, key);
  }
  if (summary) {
    summary.focus();
  } else {
    const wrong = form.querySelector("[aria-invalid=true]");
    wrong?.focus();
  }
});

on("submit", "form", (event, form) => {
  if (form.method === "get" || form.matches("[data-filters]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  // Disabled only after the browser has gathered the fields, or the button's own value would be lost.
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) {
      delete form.dataset.sent;
      return;
    }
    button?.setAttribute("aria-busy", "true");
    button?.classList.add("is-busy");
  });
});

function reopen(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-busy");
  }
}
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) reopen(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(reopen);
});

addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-form]")) {
    if (isDirty(form)) event.preventDefault();
  }
});

// The page after a saved form names the draft that is no longer needed.
onContent("[data-draft-done]", (element) => memory.drop(`vmeste-draft:${element.dataset.draftDone}`));
