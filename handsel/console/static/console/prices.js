// Prices typed into the rows of a price list: kept from page to page until they are saved, with the keys of a table.
(() => {
  "use strict";

  const form = () => document.getElementById("typed");
  const fields = () => [...form().querySelectorAll('input[name^="price-"]')];
  const place = () => `prices:${form().dataset.list}:${form().dataset.currency}`;

  // What was typed before somebody saved is of a list that is no more.
  const kept = () => {
    const found = JSON.parse(sessionStorage.getItem(place()) || "{}");
    return found.version === form().dataset.version ? found.typed : {};
  };

  const keep = (typed) => {
    sessionStorage.setItem(place(), JSON.stringify({ version: form().dataset.version, typed }));
    show(Object.keys(typed).length);
  };

  const show = (count) => {
    const mark = form().querySelector("[data-count]");
    mark.textContent = count;
    mark.hidden = form().querySelector("[data-drop]").hidden = !count;
  };

  const fill = () => {
    if (!form()?.querySelector("[data-count]")) return;
    const typed = kept();
    for (const field of fields()) {
      if (field.value || !typed[field.name]) continue;
      field.value = typed[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    show(Object.keys(typed).length);
  };

  const move = (field, by) => {
    const all = fields();
    const next = all[all.indexOf(field) + by];
    next?.focus();
    next?.select();
  };

  const clear = (field) => {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!form()?.contains(field) || !field.name?.startsWith("price-")) return;
    const typed = kept();
    if (field.value.trim()) typed[field.name] = field.value;
    else delete typed[field.name];
    keep(typed);
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!form()?.contains(field) || !field.name?.startsWith("price-") || event.isComposing) return;
    const is = (...keys) => keys.includes(event.key);
    if (is("Enter") && (event.ctrlKey || event.metaKey)) form().requestSubmit();
    else if (is("ArrowDown") || (is("Enter") && !event.shiftKey)) move(field, 1);
    else if (is("ArrowUp", "Enter")) move(field, -1);
    else if (is("Escape") && field.value) clear(field);
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-drop]")) return;
    keep({});
    for (const field of fields()) if (field.value) clear(field);
  });

  // What is typed on other pages goes along.
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    for (const old of form().querySelectorAll("[data-carried]")) old.remove();
    const here = new Set(fields().map((field) => field.name));
    for (const [name, value] of Object.entries(kept())) {
      if (here.has(name)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.carried = "";
      form().append(field);
    }
  });

  document.addEventListener("htmx:load", fill);
})();
