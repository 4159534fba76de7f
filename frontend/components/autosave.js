/*
 * Forms that save themselves: <form data-autosave="KEY" method="post">.
 *
 * Every change is sent with all of the form. The answer is a handful of elements with ids, which take the place of
 * their namesakes; one of them carries the version for the next saving. Until the server has it, what was changed is
 * also kept in this browser: without a connection it is sent again when there is one, and when the page was closed
 * before, the next visit sends it – unless somebody else saved meanwhile, which is said instead.
 *
 * Words: data-text-saving, -saved, -offline, -signed-out, -stale; they appear in [data-autosave-said] of the form.
 */
import { memory, on, onContent } from "./content.js";

const WAIT_MS = 350;
const AGAIN_MS = 5000;
const CONFLICT = 409;
const forms = new Map();

const keyOf = (form) => `vmeste-autosave:${form.dataset.autosave}`;
const versionOf = (form) => form.elements.version?.value ?? "";
const headers = { "HX-Request": "true" };

function say(form, word, tone = "") {
  const line = form.querySelector("[data-autosave-said]");
  if (!line) return;
  line.textContent = form.dataset[`text${word}`] ?? "";
  line.dataset.tone = tone;
}

/** Put what the server sent in the place of what it knows better. */
function bring(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  for (const fresh of [...part.content.children]) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (!old) continue;
    old.replaceWith(fresh);
    fresh.dispatchEvent(new Event("vmeste:added", { bubbles: true }));
  }
}

function keep(form) {
  const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  memory.set(keyOf(form), { version: versionOf(form), entries });
}

async function send(form, state) {
  clearTimeout(state.timer);
  if (state.sending) {
    state.again = true;
    return;
  }
  state.sending = true;
  state.again = false;
  say(form, "Saving");
  let answer = null;
  try {
    answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: new FormData(form), headers });
  } catch {
    answer = null;
  }
  state.sending = false;
  if (!answer || answer.status >= 500) {
    say(form, "Offline", "warning");
    state.timer = setTimeout(() => send(form, state), AGAIN_MS);
    return;
  }
  if (answer.redirected || answer.status === 401 || answer.status === 403) {
    say(form, "SignedOut", "danger");
    return;
  }
  bring(await answer.text());
  state.dirty = state.again;
  if (answer.status === CONFLICT) {
    state.dirty = false;
    return;
  }
  if (state.again) {
    send(form, state);
    return;
  }
  memory.drop(keyOf(form));
  if (answer.ok) say(form, "Saved", "success");
}

/** The form has changed: keep it here at once, send it in a moment. */
export function saveSoon(form) {
  const state = forms.get(form);
  if (!state) return;
  state.dirty = true;
  keep(form);
  say(form, "Saving");
  clearTimeout(state.timer);
  state.timer = setTimeout(() => send(form, state), WAIT_MS);
}

/** What an earlier visit could not send. */
async function sendKept(form, state) {
  const kept = memory.get(keyOf(form));
  if (!kept) return;
  const typed = (entries) => JSON.stringify(entries.filter(([name]) => name !== "version" && name !== "csrfmiddlewaretoken"));
  if (typed(kept.entries) === typed([...new FormData(form)])) {
    memory.drop(keyOf(form));
    return;
  }
  if (kept.version !== versionOf(form)) {
    memory.drop(keyOf(form));
    say(form, "Stale", "warning");
    return;
  }
  const body = new FormData();
  for (const [name, value] of kept.entries) body.append(name, value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers });
    if (answer.redirected || answer.status >= 500) return;
    memory.drop(keyOf(form));
    if (answer.ok && !state.dirty) location.reload();
  } catch {
    say(form, "Offline", "warning");
  }
}

onContent("form[data-autosave]", (form) => {
  const state = { timer: null, sending: false, again: false, dirty: false };
  forms.set(form, state);
  form.addEventListener("change", () => saveSoon(form));
  // A button of the form sends everything anyway.
  form.addEventListener("submit", () => {
    clearTimeout(state.timer);
    state.dirty = false;
    memory.drop(keyOf(form));
  });
  sendKept(form, state);
});

on("click", "[data-autosave-reload]", (event) => {
  event.preventDefault();
  for (const form of forms.keys()) memory.drop(keyOf(form));
  location.reload();
});

addEventListener("online", () => {
  for (const [form, state] of forms) if (state.dirty) send(form, state);
});
addEventListener("pagehide", () => {
  for (const [form, state] of forms) {
    if (!state.dirty || state.sending) continue;
    // What was kept stays: nobody tells whether this arrives, and what arrives twice is no conflict.
    navigator.sendBeacon(form.getAttribute("action") || location.href, new FormData(form));
  }
});
