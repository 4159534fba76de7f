/*
 * Filter bar: <form data-filters hx-get hx-target="#rows" hx-push-url="true">.
 * A choice asks at once, typing waits a moment; empty fields stay out of the address.
 */
import htmx from "htmx.org";

import { on } from "./content.js";

const WAIT_MS = 350;
let timer = null;

const ask = (form) => htmx.trigger(form, "filter");

on("input", "form[data-filters]", (event, form) => {
  clearTimeout(timer);
  const typing = event.target.matches("input[type=text], input[type=search], input[type=number], input:not([type])");
  timer = setTimeout(() => ask(form), typing ? WAIT_MS : 0);
});

on("submit", "form[data-filters]", (event, form) => {
  clearTimeout(timer);
  event.preventDefault();
  ask(form);
});

// On a phone the fields hide behind one button.
on("click", "[data-filters-toggle]", (_event, button) => {
  const open = button.closest("form").classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
});

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  const { parameters } = event.detail;
  for (const name of new Set(Object.keys(parameters))) {
    if (parameters[name] === "") delete parameters[name];
  }
});
