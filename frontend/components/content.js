/* Finds elements of a page when it opens and again in every part that htmx brings in. */

const seen = new WeakMap();

/** Call `setUp(element)` once for each element that matches, now and later. */
export function onContent(selector, setUp) {
  const visit = (root) => {
    const found = root.matches?.(selector) ? [root, ...root.querySelectorAll(selector)] : root.querySelectorAll(selector);
    for (const element of found) {
      const done = seen.get(element) ?? new Set();
      if (done.has(setUp)) continue;
      seen.set(element, done.add(setUp));
      setUp(element);
    }
  };
  visit(document);
  document.addEventListener("htmx:load", (event) => visit(event.detail.elt));
  document.addEventListener("vmeste:added", (event) => visit(event.target));
}

/** Handle an event of any element that matches, present or future. */
export function on(type, selector, handle) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) handle(event, element);
  });
}

/** localStorage that answers null where the browser forbids it. */
export const memory = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works on without a memory.
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // See above.
    }
  },
};
