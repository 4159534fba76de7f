/*
 * Lists: one box selects all rows, a bar appears with what can be done to the
 * selection; j and k walk the rows, Enter opens, x selects.
 */
import { on, onContent } from "./content.js";

const boxes = (list) => [...list.querySelectorAll("input[data-row-select]")];

function refresh(list) {
  const all = boxes(list);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr").classList.toggle("is-selected", box.checked);
  const head = list.querySelector("[data-select-all]");
  if (head) {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
  const bar = list.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.classList.toggle("is-active", chosen.length > 0);
  bar.querySelector("[data-bulk-count]").textContent = String(chosen.length);
}

on("change", "[data-select-all]", (_event, head) => {
  const list = head.closest("[data-list]");
  for (const box of boxes(list)) box.checked = head.checked;
  refresh(list);
});
on("change", "input[data-row-select]", (_event, box) => refresh(box.closest("[data-list]")));
on("click", "[data-select-none]", (_event, button) => {
  const list = button.closest("[data-list]");
  for (const box of boxes(list)) box.checked = false;
  refresh(list);
});

onContent("[data-list]", refresh);
document.addEventListener("htmx:afterSettle", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (list) refresh(list);
});

// What is downloaded is what is shown: filters change the address without loading the page.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("a[data-as-shown]")) link.search = location.search;
});

// A click anywhere in a row opens it, unless it was meant for a link, a box or a selection of text.
on("click", "tr[data-href]", (event, row) => {
  if (event.target.closest("a, button, input, label, select, summary")) return;
  if (String(getSelection())) return;
  const link = row.querySelector("a[href]");
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href);
  else if (link) link.click();
  else location.assign(row.dataset.href);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open], summary")) return;
  const list = document.querySelector("[data-list]");
  const rows = list ? [...list.querySelectorAll("tr[data-href]")] : [];
  if (!rows.length) return;
  const place = rows.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("is-current"));
  const row = rows[place];
  if (event.key === "j" || event.key === "k") {
    const next = rows[Math.min(rows.length - 1, Math.max(0, place + (event.key === "j" ? 1 : -1)))];
    for (const other of rows) other.classList.toggle("is-current", other === next);
    (next.querySelector("a[href]") ?? next).focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && row) {
    row.querySelector("input[data-row-select]")?.click();
  }
});
