// One box ticks all others of its form.
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !("tickAll" in box.dataset)) return;
    for (const other of box.form.querySelectorAll('input[type="checkbox"][name="numbers"]')) other.checked = box.checked;
  });
})();
