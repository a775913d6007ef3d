// A control with data-only="when=later" belongs to one choice of its form: while another is chosen it is hidden and not
// sent. What was refused stays in sight until something else is chosen.
(() => {
  "use strict";

  const belongs = ({ form, dataset }) => {
    const [name, values] = dataset.only.split("=");
    const choice = form.elements[name];
    return !choice || values.split(" ").includes(choice.value);
  };

  const fit = (within, keepsRefused) => {
    for (const control of within.querySelectorAll("[data-only]")) {
      if (!control.form) continue;
      const isOut = !belongs(control) && !(keepsRefused && control.classList.contains("is-invalid"));
      control.disabled = isOut;
      control.closest(".hs-fields > *").hidden = isOut;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.form) fit(event.target.form, false);
  });
  document.addEventListener("htmx:load", (event) => fit(event.target, true));
})();
