/*
 * A document and what was found in it: <div data-review> with marks <a data-leads="PK"> in the document
 * (<div data-paper>) and cards <article data-finding="PK" data-decision="…"> whose links <a data-shows="ID"> lead to
 * a place of it. Keys walk the cards and press the card's own buttons (data-act); letters are those of the keyboard's
 * places, so that they work in the Russian layout, too. On a phone one half is shown at a time (data-review-show).
 */
import "../styles/review.css";

import { on, onContent } from "./content.js";

const DECISIONS = ["open", "same", "accepted", "dropped", "undone"];
const ACTS = { KeyA: "accept", KeyD: "drop", KeyE: "correct", KeyM: "match", KeyR: "return" };
const TYPING = "input, textarea, select, [contenteditable], dialog[open]";
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

const page = () => document.querySelector("[data-review]");
const cards = () => [...document.querySelectorAll("[data-review] [data-finding]")];
const here = () => document.activeElement?.closest("[data-finding]");

/** Marks look as their findings were decided. */
function colour(card) {
  for (const mark of document.querySelectorAll(`[data-leads="${card.dataset.finding}"]`)) {
    for (const decision of DECISIONS) mark.classList.toggle(`is-${decision}`, decision === card.dataset.decision);
  }
}

function point(pk) {
  for (const old of document.querySelectorAll("[data-review] .is-here")) old.classList.remove("is-here");
  if (!pk) return;
  for (const mark of document.querySelectorAll(`[data-leads="${pk}"]`)) mark.classList.add("is-here");
  document.getElementById(`candidate-${pk}`)?.classList.add("is-here");
}

/** Scrolls the paper alone: the page stays where the person reads. */
function showPlace(place) {
  const paper = place?.closest("[data-paper]");
  if (!paper || !paper.offsetParent) return;
  const top = place.getBoundingClientRect().top - paper.getBoundingClientRect().top + paper.scrollTop;
  paper.scrollTo({ top: Math.max(0, top - paper.clientHeight / 3), behavior: calm() });
}

function goTo(card) {
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", behavior: calm() });
}

onContent("[data-finding]", (card) => {
  colour(card);
  card.addEventListener("focusin", () => {
    if (card.classList.contains("is-here")) return;
    point(card.dataset.finding);
    showPlace(document.getElementById(`place-${card.dataset.finding}`));
  });
});

// An act brings the card anew: the focus goes on to the next one that waits.
let last = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const card = event.target.closest?.("[data-finding]");
  if (card) last = { pk: card.dataset.finding, order: cards().map((one) => one.dataset.finding) };
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!last || !event.detail.successful) return;
  const { pk, order } = last;
  last = null;
  const card = document.getElementById(`candidate-${pk}`);
  if (!card) return;
  const rest = order.slice(order.indexOf(pk) + 1).map((other) => document.getElementById(`candidate-${other}`));
  const next = card.dataset.decision === "open" ? card : rest.find((one) => one?.dataset.decision === "open") ?? card;
  goTo(next);
});

on("click", "[data-review] [data-leads]", (event, mark) => {
  const card = document.getElementById(`candidate-${mark.dataset.leads}`);
  if (!card) return;
  event.preventDefault();
  show("findings");
  point(mark.dataset.leads);
  goTo(card);
});

on("click", "[data-shows]", (event, link) => {
  const place = document.getElementById(link.dataset.shows);
  if (!place) return;
  event.preventDefault();
  const card = link.closest("[data-finding]");
  show("document");
  const narrow = document.querySelector(".review-switch");
  if (narrow?.offsetParent) narrow.scrollIntoView({ block: "start" });
  if (card) point(card.dataset.finding);
  showPlace(place);
});

// A view says what it did: {"said": {"text": …}}.
document.addEventListener("said", (event) => {
  const line = document.querySelector("[data-review-said]");
  const left = document.querySelector('[data-review] [data-decision="open"]');
  if (line) line.textContent = [event.detail.text, left ? "" : page().dataset.textNoneLeft].join(" ").trim();
});

function show(half) {
  const whole = page();
  if (!whole) return;
  whole.dataset.shown = half;
  for (const link of whole.querySelectorAll("[data-review-show]")) {
    if (link.dataset.reviewShow === half) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

onContent("[data-review]", (whole) => {
  whole.classList.add("is-switched");
  show("findings");
});
on("click", "[data-review-show]", (event, link) => {
  event.preventDefault();
  show(link.dataset.reviewShow);
});

function walk(step) {
  const all = cards();
  if (!all.length) return;
  const place = all.indexOf(here() ?? document.querySelector("[data-finding].is-here"));
  goTo(all[Math.min(all.length - 1, Math.max(0, place + step))]);
}

// Before other listeners: "/" would open the search over the whole network.
document.addEventListener(
  "keydown",
  (event) => {
    if (!page() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    const card = here();
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      document.getElementById("review-keys")?.showModal();
    } else if (event.key === "/" || event.code === "Slash") {
      document.getElementById("findings-search").focus();
    } else if (event.code === "KeyJ" || (event.key === "ArrowDown" && card)) {
      walk(1);
    } else if (event.code === "KeyK" || (event.key === "ArrowUp" && card)) {
      walk(-1);
    } else if (card && event.code === "KeyO") {
      card.querySelector("[data-shows]")?.click();
    } else if (card && ACTS[event.code]) {
      card.querySelector(`[data-act="${ACTS[event.code]}"]`)?.click();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
