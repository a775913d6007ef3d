// The side bar on a phone: opened by its button, closed by Esc, by the shade or by going somewhere.
(() => {
  const shell = document.querySelector(".hs-shell");
  const button = document.querySelector("[data-side-open]");
  if (!shell || !button) return;
  const shade = document.createElement("div");
  shade.className = "hs-shade";

  const show = (open) => {
    shell.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      shell.append(shade);
      shell.querySelector(".hs-side a").focus();
    } else {
      shade.remove();
    }
  };

  button.addEventListener("click", () => show(!shell.classList.contains("is-open")));
  shade.addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shell.classList.contains("is-open")) return;
    show(false);
    button.focus();
  });
})();
