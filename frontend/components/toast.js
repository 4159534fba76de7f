/* Short messages. The server's stay until closed when they are errors; others leave by themselves. */
import { on, onContent } from "./content.js";

const STAY_MS = 7000;

/** Say `text` in the page's live region; tones: info, success, warning, danger. */
export function toast(text, tone = "info") {
  const region = document.getElementById("messages");
  const pattern = document.getElementById("toast-template");
  if (!region || !pattern || !text) return;
  const item = pattern.content.firstElementChild.cloneNode(true);
  item.classList.add(`tone-${tone}`);
  item.dataset.tone = tone;
  item.querySelector("[data-toast-text]").textContent = text;
  region.append(item);
  item.dispatchEvent(new Event("vmeste:added", { bubbles: true }));
}

onContent("[data-toast]", (item) => {
  if (item.dataset.tone === "danger" || item.dataset.tone === "warning") return;
  let timer = setTimeout(() => item.remove(), STAY_MS);
  item.addEventListener("pointerenter", () => clearTimeout(timer));
  item.addEventListener("pointerleave", () => {
    timer = setTimeout(() => item.remove(), STAY_MS);
  });
});

on("click", "[data-toast-close]", (_event, button) => button.closest("[data-toast]").remove());

// A view may answer an htmx request with HX-Trigger: {"toast": {"text": …, "tone": …}}.
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));
