// The colours are chosen before anything is drawn, hence a script of its own in
// the head. "auto" follows the system.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const apply = () => {
    const chosen = localStorage.getItem("theme");
    root.dataset.choice = chosen === "dark" || chosen === "light" ? chosen : "auto";
    root.dataset.theme = root.dataset.choice === "auto" ? (system.matches ? "dark" : "light") : root.dataset.choice;
  };
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("theme", apply);
  apply();
})();
