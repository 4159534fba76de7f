/* The map of ties and the partner map: their looks always, the drawing only where a page has one. */
import "../styles/maps.css";

import { onContent } from "./content.js";

onContent("[data-tie-map]", async (map) => {
  const { drawTies } = await import("../tie-map.js");
  drawTies(map);
});
