// What was refused until one has proved who one is goes on by itself afterwards: the page and all that was typed stay.
(() => {
  let waiting = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("X-Proof") !== "needed") return;
    const { elt, triggeringEvent } = event.detail.requestConfig;
    waiting = { elt, submitter: triggeringEvent?.submitter, kind: triggeringEvent?.type };
  });

  document.addEventListener("proof-given", () => {
    document.querySelector("#proof > dialog")?.close();
    const again = waiting;
    waiting = null;
    if (!again?.elt.isConnected) return;
    if (again.elt.tagName === "FORM") again.elt.requestSubmit(again.submitter || undefined);
    else window.htmx.trigger(again.elt, again.kind || "click");
  });
})();
