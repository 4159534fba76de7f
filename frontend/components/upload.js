/*
 * Files: <div data-upload data-max-bytes data-text-too-big="… {name} … {limit}"> around one <input type=file>.
 * Shows what was chosen, takes dropped files, refuses too big ones before they
 * travel, and shows how far the sending is when the form carries hx-post.
 */
import { onContent } from "./content.js";

// Steps of 1024, as Django's filesizeformat, so that both say the same number.
function readable(bytes) {
  const steps = [
    ["gigabyte", 1024 ** 3],
    ["megabyte", 1024 ** 2],
    ["kilobyte", 1024],
  ];
  const [unit, size] = steps.find(([, least]) => bytes >= least) ?? ["byte", 1];
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / size);
}

onContent("[data-upload]", (zone) => {
  const input = zone.querySelector("input[type=file]");
  const names = zone.querySelector("[data-upload-names]");
  const problem = zone.querySelector("[data-upload-problem]");
  const bar = zone.querySelector("progress");
  const most = Number(zone.dataset.maxBytes || Infinity);

  const show = () => {
    const files = [...input.files];
    const tooBig = files.find((file) => file.size > most);
    problem.hidden = !tooBig;
    if (tooBig) {
      problem.textContent = zone.dataset.textTooBig.replace("{name}", tooBig.name).replace("{limit}", readable(most));
      input.value = "";
    }
    input.setAttribute("aria-invalid", String(Boolean(tooBig)));
    names.replaceChildren(
      ...[...input.files].map((file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name} · ${readable(file.size)}`;
        return line;
      }),
    );
    zone.classList.toggle("is-filled", input.files.length > 0);
  };

  input.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const given = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) given.items.add(file);
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  if (!bar) return;
  zone.closest("form")?.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });
});
