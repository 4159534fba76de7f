/* The user's switch: <button data-theme-set="light|dark|system">. */
import { on } from "./content.js";

const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === root.dataset.themeChoice));
  }
}

on("click", "[data-theme-set]", (_event, button) => {
  try {
    if (button.dataset.themeSet === "system") localStorage.removeItem("vmeste-theme");
    else localStorage.setItem("vmeste-theme", button.dataset.themeSet);
  } catch {
    return;
  }
  dispatchEvent(new Event("vmeste:theme"));
  show();
});

show();
