/*
 * One row among very many: <div data-chooser data-url="…"> with a hidden key, a text field and a list
 * (screens/widgets/row_choice.html). A combobox with list autocomplete after the WAI-ARIA Authoring Practices:
 * arrows walk the list while the cursor stays in the field, Enter takes, Escape closes.
 */
import "../styles/chooser.css";

import { onContent } from "./content.js";

const WAIT_MS = 200;

onContent("[data-chooser]", (chooser) => {
  const find = (part) => chooser.querySelector(`[data-chooser-${part}]`);
  const [key, words, list, status, clear] = ["key", "words", "list", "status", "clear"].map(find);
  let chosen = words.value;
  let current = -1;
  let timer = null;
  let request = null;

  // What the server found for a form sent without choosing becomes the open list's first content.
  find("found")?.classList.add("is-plain");
  words.setAttribute("role", "combobox");
  words.setAttribute("aria-autocomplete", "list");
  words.setAttribute("aria-expanded", "false");
  words.setAttribute("aria-controls", list.id);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    // What is still on its way must not open the list again under whatever comes next.
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    current = -1;
    words.setAttribute("aria-expanded", "false");
    words.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const all = options();
    if (!all.length) return;
    current = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === current)));
    words.setAttribute("aria-activedescendant", all[current].id);
    all[current].scrollIntoView({ block: "nearest" });
  }

  /** Filters and drafts listen to `input`; while a name is still being typed a filter has nothing to ask. */
  function tell() {
    key.dispatchEvent(new Event("input", { bubbles: true }));
    key.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function choose(option) {
    key.value = option.dataset.value;
    words.value = chosen = option.dataset.label;
    clear.hidden = false;
    find("found")?.remove();
    close();
    tell();
  }

  async function search() {
    request?.abort();
    request = new AbortController();
    const url = new URL(chooser.dataset.url, location.href);
    url.searchParams.set(url.searchParams.get("field"), words.value === chosen ? "" : words.value);
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = chooser.dataset.textFailed;
      return;
    }
    const all = options();
    all.forEach((option, i) => {
      option.id = `${list.id}_${i}`;
    });
    current = -1;
    if (!all.length) list.textContent = chooser.dataset.textNone;
    status.textContent = all.length ? `${chooser.dataset.textFound} ${all.length}` : chooser.dataset.textNone;
    list.hidden = false;
    words.setAttribute("aria-expanded", "true");
  }

  words.addEventListener("input", (event) => {
    if (words.closest("[data-filters]")) event.stopPropagation();
    key.value = "";
    clear.hidden = !words.value;
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
  words.addEventListener("click", () => list.hidden && search());
  words.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) await search();
      mark(event.key === "ArrowDown" ? current + 1 : current < 0 ? -1 : current - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const all = options();
      if (current >= 0) choose(all[current]);
      else if (all.length === 1) choose(all[0]);
    } else if (event.key === "Escape") {
      if (!list.hidden) {
        event.preventDefault();
        event.stopPropagation();
      }
      close();
    } else if (event.key === "Tab") {
      close();
    }
  });
  // `mousedown` comes before the field loses the cursor, so that the list is still there.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) choose(option);
  });
  words.addEventListener("blur", () => {
    close();
    if (!words.value.trim()) {
      const had = key.value || chosen;
      key.value = chosen = "";
      if (had) tell();
    }
  });
  clear.addEventListener("click", () => {
    key.value = words.value = chosen = "";
    clear.hidden = true;
    tell();
    words.focus();
  });
});
