/* htmx under a strict content security policy, with errors said aloud. */
import htmx from "htmx.org";

import { toast } from "./toast.js";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseURL } = event.detail.xhr;
  if (status === 401 || (status === 403 && responseURL.includes("login"))) {
    location.reload();
    return;
  }
  toast(document.body.dataset.textServerError, "danger");
});
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.textOffline, "danger"));
document.addEventListener("htmx:timeout", () => toast(document.body.dataset.textOffline, "danger"));
