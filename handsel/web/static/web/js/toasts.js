// Toasts: good news leaves by itself, a refusal stays until it is closed; what never arrived is told, too.
(() => {
  const shelf = () => document.getElementById("toasts");
  const STAY = 6000;

  // Behind an open dialog nothing can be clicked, so the toasts go into it, and back when it is closed.
  const bring = (box) => {
    const dialog = [...document.querySelectorAll("dialog[open]")].pop();
    const home = dialog || document.body;
    if (box.parentElement === home) return;
    home.append(box);
    dialog?.addEventListener(
      "close",
      () => {
        document.body.append(box);
        if (box.querySelector(".hs-toast")) box.showPopover();
      },
      { once: true },
    );
  };

  const settle = () => {
    const box = shelf();
    if (!box) return;
    box.querySelectorAll(".hs-toast:not([data-seen])").forEach((toast) => {
      toast.dataset.seen = "";
      if (toast.classList.contains("is-done")) setTimeout(() => toast.remove(), STAY);
      // Shown again, so that it stands above a dialog opened in the meantime.
      if (box.matches(":popover-open")) box.hidePopover();
      bring(box);
      box.showPopover();
    });
  };

  const failed = () => {
    const words = document.getElementById("toast-failed");
    if (!words) return;
    shelf().append(words.content.cloneNode(true));
    settle();
  };

  document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".hs-toast").remove());
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:oobAfterSwap", settle);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("DOMContentLoaded", settle);
})();
