// Small things that only the console does: print a document, copy what is shown once.
(() => {
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) print();
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.classList.add("is-copied");
      button.querySelector("[data-copied]").hidden = false;
      button.querySelector("[data-uncopied]").hidden = true;
    } catch {
      // No clipboard here (a page without https): select it, so that the keyboard can copy.
      getSelection().selectAllChildren(source);
    }
  });
})();
