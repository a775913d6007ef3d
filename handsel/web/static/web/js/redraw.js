// A choice that asks for other fields (a country, say) has its form drawn anew by the server; nothing is saved by that.
// What stands in the page by then stays, also what the server does not tell back (a password) or has not seen yet.
(() => {
  const redrawn = new WeakSet();
  const awaited = new WeakSet();
  let typed = [];

  const redraw = (form) => {
    redrawn.add(form);
    form.requestSubmit();
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-redraws]")?.form;
    if (form && window.htmx) redraw(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (!redrawn.delete(form)) return;
    event.detail.parameters.redraw = "1";
    awaited.add(form);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    if (!awaited.delete(form)) return;
    typed = [...form.elements]
      .filter((control) => control.id && !["hidden", "file"].includes(control.type))
      .map(({ id, name, value, checked }) => ({ id, name, value, checked }));
  });

  document.addEventListener("htmx:afterSwap", () => {
    let outdated = null;
    for (const { id, name, value, checked } of typed.splice(0)) {
      const control = document.getElementById(id);
      if (control?.name !== name || ["hidden", "file"].includes(control.type)) continue;
      const was = [control.value, control.checked];
      if (checked !== undefined) control.checked = checked;
      const isOffered = control.options === undefined || [...control.options].some((one) => one.value === value);
      if (control.type !== "radio" && control.type !== "checkbox" && isOffered) control.value = value;
      const isOther = was[0] !== control.value || was[1] !== control.checked;
      if (isOther && control.closest("[data-redraws]")) outdated = control.form;
    }
    if (outdated) redraw(outdated);
  });
})();
