// A choice that asks for other fields (a country, say) has its form drawn anew by the server; nothing is saved by that.
// What was typed while it was under way stays, and a password, which no server tells back.
(() => {
  const redrawn = new WeakSet();
  const awaited = new WeakMap();
  let typed = [];

  const controls = (form) =>
    [...form.elements]
      .filter((control) => control.id && !["hidden", "file"].includes(control.type))
      .map(({ id, name, type, value, checked }) => ({ id, name, type, value, checked }));

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
    awaited.set(form, new Map(controls(form).map((control) => [control.id, control])));
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    const sent = awaited.get(form);
    if (!awaited.delete(form)) return;
    const isOurs = ({ id, type, value, checked }) =>
      type === "password" || sent.get(id)?.value !== value || sent.get(id)?.checked !== checked;
    typed = controls(form).filter(isOurs);
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
