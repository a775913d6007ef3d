// The order of columns: moved by arrows or by dragging; and lists of choices that are narrowed as one types.
(() => {
  const place = (item) => [...item.parentElement.children].indexOf(item) + 1;

  const say = (item) => {
    const said = item.closest("form").querySelector("[data-columns-said]");
    const label = item.querySelector(".form-check-label").textContent;
    said.textContent = said.dataset.words.replace("%s", label).replace("%s", place(item));
  };

  // The name stays where it is: first.
  const move = (item, by) => {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other?.draggable) return;
    if (by < 0) other.before(item);
    else other.after(item);
    say(item);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    move(button.closest("[data-column]"), Number(button.dataset.move));
    button.focus();
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-column]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-column]");
    if (!dragged || !over?.draggable || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    say(dragged);
    dragged = null;
  });

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-narrow-text]")) return;
    const root = event.target.closest("[data-narrow]");
    const words = fold(event.target.value).split(/\s+/);
    for (const item of root.querySelectorAll("[data-narrow-item]")) {
      const text = fold(item.textContent);
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of root.querySelectorAll("[data-narrow-group]")) {
      group.hidden = !group.querySelector("[data-narrow-item]:not([hidden])");
    }
    root.querySelector("[data-narrow-none]").hidden = Boolean(root.querySelector("[data-narrow-item]:not([hidden])"));
  });

  // Enter takes the first, arrows go down into what is left.
  document.addEventListener("keydown", (event) => {
    const root = event.target.closest?.("[data-narrow]");
    if (!root || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const all = [...root.querySelectorAll("[data-narrow-item]:not([hidden])")];
    const targets = all.map((item) => item.querySelector("input") ?? item);
    const isText = event.target.matches("[data-narrow-text]");
    if (event.key === "Enter") {
      if (!isText) return;
      event.preventDefault();
      return targets[0]?.click();
    }
    if (event.target.type === "radio") return;
    event.preventDefault();
    const at = targets.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (targets[at] ?? root.querySelector("[data-narrow-text]") ?? targets[0])?.focus();
  });
})();
