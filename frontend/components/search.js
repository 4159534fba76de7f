/* Search over the whole network: Ctrl+K or "/" opens it, arrows walk the results, Enter opens. */
import { on } from "./content.js";

const overlay = document.getElementById("search-dialog");

function open() {
  if (overlay.open) return;
  overlay.showModal();
  overlay.querySelector("input").select();
}

if (overlay) {
  on("click", "[data-search-open]", (event) => {
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const shortcut = (event.ctrlKey || event.metaKey) && event.code === "KeyK";
    if (shortcut || (event.key === "/" && !typing && !document.querySelector("dialog[open]"))) {
      event.preventDefault();
      open();
    }
  });
  overlay.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      // A search field would only empty itself first.
      event.preventDefault();
      overlay.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const stops = [overlay.querySelector("input"), ...overlay.querySelectorAll("#search-results a")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });
}
