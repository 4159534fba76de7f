/* A roadmap wider than its window opens where today is; its buttons move it by most of a window. */
import { on, onContent } from "./content.js";

const STEP = 0.8;

onContent("[data-timeline]", (line) => {
  const today = line.querySelector("[data-today]");
  if (today) line.scrollLeft = today.offsetLeft - line.clientWidth / 2;
});

on("click", "[data-timeline-move]", (_event, button) => {
  const line = document.getElementById(button.getAttribute("aria-controls"));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  line.scrollBy({ left: Number(button.dataset.timelineMove) * line.clientWidth * STEP, behavior: calm ? "auto" : "smooth" });
});
