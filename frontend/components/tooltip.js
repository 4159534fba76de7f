/* Tips show by CSS at hover and focus; Escape hides the one shown (WCAG 1.4.13). */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tip of document.querySelectorAll(".tip:hover, .tip:focus-within")) tip.classList.add("is-dismissed");
});

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, () => {
    for (const tip of document.querySelectorAll(".tip.is-dismissed:not(:hover):not(:focus-within)")) {
      tip.classList.remove("is-dismissed");
    }
  });
}
