/*
 * Fields that matter only for some answers: <div data-shown-when="field" data-shown-for="a b">.
 * A hidden part is disabled, so that its values are not sent. "data-shown-for" absent means "any answer".
 */
import { onContent } from "./content.js";

function answers(form, name) {
  return [...form.elements]
    .filter((field) => field.name === name)
    .flatMap((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked ? [field.value] : [];
      return field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value];
    })
    .filter(Boolean);
}

onContent("[data-shown-when]", (part) => {
  const form = part.closest("form");
  const wanted = part.dataset.shownFor?.split(" ");
  const refresh = () => {
    const given = answers(form, part.dataset.shownWhen);
    const shown = wanted ? given.some((value) => wanted.includes(value)) : given.length > 0;
    part.hidden = !shown;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !shown;
  };
  form.addEventListener("change", refresh);
  refresh();
});
