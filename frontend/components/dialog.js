/*
 * Questions before an act: <button data-confirm="text" [data-confirm-title] [data-confirm-verb] [data-confirm-tone=danger]>.
 * Also opens and closes any <dialog>: data-dialog-open="id", data-dialog-close.
 */
import { on } from "./content.js";

const box = document.getElementById("confirm-dialog");
let pending = null;

function ask(element, goOn) {
  pending = goOn;
  const { confirm, confirmTitle, confirmVerb, confirmTone } = element.dataset;
  box.querySelector("[data-confirm-text]").textContent = confirm;
  const title = box.querySelector("[data-confirm-heading]");
  title.textContent = confirmTitle ?? title.dataset.default;
  const yes = box.querySelector("[data-confirm-yes]");
  yes.textContent = confirmVerb ?? yes.dataset.default;
  yes.classList.toggle("btn-danger", confirmTone === "danger");
  yes.classList.toggle("btn-primary", confirmTone !== "danger");
  box.returnValue = "";
  box.showModal();
}

if (box) {
  document.addEventListener(
    "click",
    (event) => {
      const element = event.target.closest?.("[data-confirm]");
      if (!element || element.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(element, () => {
        element.dataset.confirmed = "yes";
        element.click();
        delete element.dataset.confirmed;
      });
    },
    true,
  );
  box.addEventListener("close", () => {
    const goOn = pending;
    pending = null;
    if (box.returnValue === "yes") goOn?.();
  });
}

on("click", "[data-dialog-open]", (event, button) => {
  event.preventDefault();
  document.getElementById(button.dataset.dialogOpen)?.showModal();
});
on("click", "[data-dialog-close]", (_event, button) => button.closest("dialog").close());
on("click", "dialog", (event, dialog) => {
  if (event.target === dialog) dialog.close();
});
