// Dialogs arrive by htmx in #dialogs; the browser keeps the focus inside and closes them on Esc.
(() => {
  const open = (dialog) => {
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
    firstField(dialog)?.focus();
  };

  const firstField = (root) =>
    root.querySelector("[aria-invalid='true']") ||
    root.querySelector("[autofocus]") ||
    root.querySelector("input:not([type='hidden']), select, textarea");

  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = document.querySelector("#dialogs > dialog:not([open]), #proof > dialog:not([open])");
    if (dialog) open(dialog);
    const wrong = event.target.closest?.("body")?.querySelector("form.is-refused [aria-invalid='true']");
    if (wrong) wrong.focus();
  });

  // A form that is drawn anew keeps open what was opened: it sends along which of its parts are.
  document.addEventListener(
    "toggle",
    (event) => {
      const mark = event.target.querySelector?.(":scope > input[data-is-open]");
      if (mark) mark.value = event.target.open ? "1" : "";
    },
    true,
  );

  // An answer that is a whole page (the log-in page, say) does not belong inside a page, unless its main part is wanted.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt.getAttribute("hx-select") === "main") return;
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close]");
    if (!button) return;
    event.preventDefault();
    const dialog = button.closest("dialog");
    if (dialog) dialog.close();
    // A dialog in a window of its own leads back to where it was opened, else to the page above it.
    else if (history.length > 1) history.back();
    else location.assign("..");
  });
})();
