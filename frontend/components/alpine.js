/* Alpine for the few places with state of their own; its CSP build runs no text as code. */
import Alpine from "@alpinejs/csp";

let started = false;

export function startAlpine() {
  if (started) return;
  started = true;
  window.Alpine = Alpine;
  Alpine.start();
}
