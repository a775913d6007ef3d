// The list by keyboard: arrows, Space and Enter in its rows, and single letters, which can be switched off (WCAG 2.1.4).
(() => {
  const list = document.getElementById("list");
  const help = document.getElementById("keys");
  if (!list || !help) return;
  const OFF = "handsel.keys.off";
  const selection = window.handselSelection;
  const rows = () => [...list.querySelectorAll("tbody tr[data-number]")];
  const current = () => list.querySelector("tbody tr[tabindex='0']");
  const isTyping = (element) => element.matches("input:not([type='checkbox']), textarea, select, [contenteditable]");

  // One row of the grid can be reached by Tab: the one the arrows were at last.
  const make = (row, focus = true) => {
    for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
    if (!row || !focus) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const step = (by, along) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest?.("tr") ?? null);
    const place = at < 0 ? Math.max(all.indexOf(current()), 0) : Math.min(Math.max(at + by, 0), all.length - 1);
    if (along && at >= 0) {
      selection.turn(all[at], true);
      selection.turn(all[place], true);
    }
    make(all[place]);
  };

  const select = () => {
    const row = document.activeElement.closest?.("tbody tr") ?? current();
    if (row) selection.turn(row, row.getAttribute("aria-selected") !== "true");
  };

  const press = (selector, root = document) => root.querySelector(selector)?.click();
  const pressKey = (key) => press(`[data-key='${key}']`);

  const openHelp = () => {
    help.querySelector("[data-keys-switch]").checked = !localStorage.getItem(OFF);
    help.showModal();
  };

  const LETTERS = {
    "/": () => {
      const text = document.getElementById("list-text");
      text.focus();
      text.select();
    },
    "?": openHelp,
    j: () => step(1),
    k: () => step(-1),
    x: select,
    a: () => selection.turnPage(rows().some((row) => row.getAttribute("aria-selected") !== "true")),
    m: () => press(".is-action button", current() ?? list),
    "[": () => press("#page-previous"),
    "]": () => press("#page-next"),
    f: () => pressKey("f"),
    s: () => pressKey("s"),
    c: () => pressKey("c"),
    n: () => pressKey("n"),
  };

  // In a row itself, whatever is said about letters.
  const inRow = (event) => {
    if (event.key === "Enter") return () => press("a.hs-name", event.target);
    if (event.key === " ") return select;
    if (event.key === "Home") return () => make(rows()[0]);
    if (event.key === "End") return () => make(rows().at(-1));
    return null;
  };

  const arrows = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // In a dialog that has just closed the focus stays for a moment.
    const within = event.target.closest("#list tbody, dialog:not([open])");
    const free = event.target === document.body || within || event.target.id === "list-text";
    if (!by || !free || (event.target.id === "list-text" && by < 0)) return null;
    return () => step(by, event.shiftKey);
  };

  const deed = (event) => {
    const { target } = event;
    const moves = arrows(event);
    if (moves) return moves;
    if (target.matches("#list tbody tr")) {
      const does = inRow(event);
      if (does) return does;
    }
    if (event.key === "Escape") return target.id === "list-text" ? () => target.blur() : selection.clear;
    if (isTyping(target) || localStorage.getItem(OFF)) return null;
    return LETTERS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open], .hs-pop:popover-open")) return;
    const does = deed(event);
    if (!does) return;
    event.preventDefault();
    does();
  });

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) make(row, false);
  });

  // After a swap the cursor stands where it stood, or in the first row.
  const settle = () => {
    if (!current()) make(rows()[0], false);
  };

  document.addEventListener("htmx:afterSettle", settle);
  settle();

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) openHelp();
    if (event.target.closest("[data-keys-close]") || event.target === help) help.close();
  });

  help.querySelector("[data-keys-switch]").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
})();
