/* Off-canvas sidebar of narrow screens. Without this script its link jumps to #sidebar, which :target shows. */
import { on } from "./content.js";

const sidebar = document.getElementById("sidebar");
const opener = document.querySelector("[data-sidebar-open]");

function set(open) {
  sidebar.classList.toggle("is-open", open);
  document.documentElement.classList.toggle("is-covered", open);
  opener?.setAttribute("aria-expanded", String(open));
  for (const rest of document.querySelectorAll("[data-behind-sidebar]")) rest.inert = open;
  if (open) sidebar.querySelector("a, button")?.focus();
  else opener?.focus();
}

if (sidebar) {
  on("click", "[data-sidebar-open]", (event) => {
    event.preventDefault();
    set(true);
  });
  on("click", "[data-sidebar-close]", (event) => {
    event.preventDefault();
    set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sidebar.classList.contains("is-open")) set(false);
  });
  sidebar.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
}
