// A form is sent once: a second click does nothing until the answer is here, or while the next page loads.
(() => {
  let sent = new WeakSet();

  document.addEventListener(
    "submit",
    (event) => {
      // A field may be called "method", and would then hide the property of that name.
      if (event.target.getAttribute("method") !== "post") return;
      if (sent.has(event.target)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      sent.add(event.target);
    },
    true,
  );

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if (!xhr?.getResponseHeader("HX-Redirect")) sent.delete(elt);
  });

  // The back button may bring a page back as it was left.
  window.addEventListener("pageshow", () => {
    sent = new WeakSet();
  });
})();
