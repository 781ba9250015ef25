// Runs before the first paint, so that a dark page never flashes white. A file of its own: inline scripts are forbidden.
(() => {
  let chosen = null;
  try {
    chosen = window.localStorage.getItem("postern-color-scheme");
  } catch {
    // Storage is blocked: follow the system.
  }
  const isDark = chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
})();
