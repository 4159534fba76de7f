/* Behaviours of every page. Words come from the page's data attributes; there are none here. */
import "./styles/main.css";

import htmx from "htmx.org";

import "./components/htmx.js";
import "./components/theme.js";
import "./components/sidebar.js";
import "./components/menu.js";
import "./components/tooltip.js";
import "./components/toast.js";
import "./components/dialog.js";
import "./components/list.js";
import "./components/filters.js";
import "./components/form.js";
import "./components/formset.js";
import "./components/dependent.js";
import "./components/upload.js";
import "./components/search.js";
import "./components/clipboard.js";
import "./components/print.js";
import "./components/timeline.js";
import "./components/chooser.js";
import "./components/ties.js";
import "./components/review.js";
import "./components/autosave.js";
import "./components/ranking.js";
import "./components/attendance.js";
import { onContent } from "./components/content.js";

window.htmx = htmx;

// Heavy parts arrive only where a page has use for them.
onContent("[data-chart]", async (element) => {
  const { drawChart } = await import("./charts.js");
  drawChart(element);
});
onContent("[x-data]", async () => {
  const { startAlpine } = await import("./components/alpine.js");
  startAlpine();
});
