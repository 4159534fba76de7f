/* <button data-print>: hidden without scripts, because then the browser's own menu does it. */
import { on } from "./content.js";

on("click", "[data-print]", () => print());
