/*
 * Runs before the first paint, as a classic script of its own: puts the chosen
 * or the system's theme on <html>, and says that scripts run.
 */
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem("vmeste-theme");
    } catch {
      // A browser may forbid storage; the system's theme then holds.
    }
    root.dataset.themeChoice = chosen ?? "system";
    root.dataset.bsTheme = chosen ?? (system.matches ? "dark" : "light");
  };
  root.classList.add("is-scripted");
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("vmeste:theme", apply);
  apply();
})();
