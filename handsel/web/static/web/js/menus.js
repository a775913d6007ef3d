// Menus are native popovers; this places them at their button and lets the arrow keys walk through them.
(() => {
  // A sheet and no style attribute: htmx copies the page, and the content policy refuses attributes in copies.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  // Where several buttons open one menu, it belongs to the one that was pressed last.
  let pressed = null;
  const buttonOf = (menu) =>
    pressed?.isConnected && pressed.getAttribute("popovertarget") === menu.id
      ? pressed
      : document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  const items = (menu) => [...menu.querySelectorAll("a[href], button:not(:disabled)")];

  const place = (menu) => {
    const button = buttonOf(menu)?.getBoundingClientRect();
    if (!button) return;
    const { offsetWidth: width, offsetHeight: height } = menu;
    const leftToRight = getComputedStyle(menu).direction === "ltr";
    const left = leftToRight ? button.right - width : button.left;
    const below = button.bottom + 4;
    const fits = below + height < innerHeight || button.top < height;
    const x = Math.max(4, Math.min(left, innerWidth - width - 4));
    const y = Math.max(4, Math.min(fits ? below : button.top - height - 4, innerHeight - height - 4));
    sheet.replaceSync(`.hs-pop:popover-open { left: ${x}px; top: ${y}px; }`);
  };

  document.addEventListener(
    "click",
    (event) => {
      pressed = event.target.closest("[popovertarget]") ?? pressed;
    },
    true,
  );

  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!menu.matches?.(".hs-pop")) return;
      const open = event.newState === "open";
      buttonOf(menu)?.setAttribute("aria-expanded", String(open));
      if (!open) return;
      place(menu);
      items(menu)[0]?.focus();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".hs-pop");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!menu || !step) return;
    event.preventDefault();
    const all = items(menu);
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });

  // A menu that opens a dialog or swaps its own row has done its work.
  document.addEventListener("click", (event) => {
    if (event.target.closest(".hs-pop a, .hs-pop button")) event.target.closest(".hs-pop").hidePopover();
  });
  addEventListener("scroll", () => document.querySelector(".hs-pop:popover-open")?.hidePopover(), { capture: true, passive: true });
})();
