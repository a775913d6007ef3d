// The command palette: Ctrl-K or Cmd-K opens it on every page; arrows choose, Enter opens, Esc closes.
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const text = dialog.querySelector("input");
  const found = dialog.querySelector("[role='listbox']");
  const said = dialog.querySelector("[data-palette-said]");
  const hits = () => [...found.querySelectorAll("a[role='option']")];
  let opener = null;
  // What the list answers, what is being asked, and whether Enter was pressed before the answer came.
  let [answered, asked, hasty] = [null, null, null];

  const choose = (hit) => {
    for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
    if (!hit) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
  };

  const chosen = () => found.querySelector("[aria-selected='true']");

  const open = () => {
    if (dialog.open) return dialog.close();
    opener = document.activeElement;
    text.value = "";
    hasty = null;
    dialog.showModal();
    text.focus();
    htmx.trigger(text, "look");
  };

  const follow = (hit, beside) => {
    if (beside) return window.open(hit.href, "_blank", "noopener");
    dialog.close();
    if ("dialog" in hit.dataset) htmx.ajax("GET", hit.getAttribute("href"), "#dialogs");
    else location.assign(hit.href);
  };

  const step = (by) => {
    const all = hits();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => step(Math.min(6, hits().length - 1 - hits().indexOf(chosen()))),
    PageUp: () => step(-Math.min(6, hits().indexOf(chosen()))),
    Enter: (event) => {
      hasty = { beside: event.ctrlKey || event.metaKey };
      if (answered === text.value) followNow();
    },
  };

  const followNow = () => {
    const { beside } = hasty;
    hasty = null;
    if (chosen()) follow(chosen(), beside);
  };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    if (!dialog.open && document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });

  text.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.isComposing) return;
    event.preventDefault();
    KEYS[event.key](event);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open();
    }
    const hit = event.target.closest("#palette-found a");
    if (hit && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      follow(hit);
    }
    if (event.target === dialog || event.target.closest("[data-palette-close]")) dialog.close();
  });

  dialog.addEventListener("close", () => opener?.focus?.());

  text.addEventListener("htmx:beforeRequest", () => {
    asked = text.value;
  });

  found.addEventListener("htmx:afterSwap", () => {
    answered = asked;
    const all = hits();
    choose(all[0]);
    said.textContent = all.length ? said.dataset.some.replace("%s", all.length) : said.dataset.none;
    if (hasty && answered === text.value) followNow();
  });

  // Each keyboard calls the key by its own name.
  if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
    for (const key of document.querySelectorAll("[data-key-ctrl]")) key.textContent = "⌘";
  }
})();
