// A choice that asks for other fields (a country, say) has its form drawn anew by the server; nothing is saved by that.
(() => {
  const redrawn = new WeakSet();

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-redraws]")?.form;
    if (!form || !window.htmx) return;
    redrawn.add(form);
    form.requestSubmit();
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (redrawn.delete(event.detail.elt)) event.detail.parameters.redraw = "1";
  });
})();
