/* <button data-copy="text" data-copied="…">: copies the text, then says so in the data-copied words. */
import { on } from "./content.js";
import { toast } from "./toast.js";

on("click", "[data-copy]", async (_event, button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  toast(button.dataset.copied, "success");
});
