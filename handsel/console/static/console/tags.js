// Tags as one types them: the list of suggestions goes on after each comma.
(() => {
  "use strict";

  const known = new WeakMap();

  function namesOf(list) {
    if (!known.has(list)) known.set(list, [...list.options].map((option) => option.value));
    return known.get(list);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.dataset.tags) return;
    const list = document.getElementById(field.dataset.tags);
    if (!list) return;
    const comma = field.value.lastIndexOf(",");
    const before = comma < 0 ? "" : `${field.value.slice(0, comma + 1)} `;
    const typed = new Set(before.split(",").map((name) => name.trim().toLowerCase()));
    list.replaceChildren(
      ...namesOf(list)
        .filter((name) => !typed.has(name.toLowerCase()))
        .map((name) => new Option("", before + name)),
    );
  });
})();
