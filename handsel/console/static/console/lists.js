// A list that is open: says what was found, fills the menu of a row, closes what it no longer needs.
(() => {
  const list = document.getElementById("list");
  const menu = document.getElementById("row-menu");
  if (!list || !menu) return;
  const said = document.getElementById("list-said");
  const text = document.getElementById("list-text");

  document.addEventListener("htmx:afterSwap", () => {
    const words = document.getElementById("found").dataset.said;
    if (said.textContent !== words) said.textContent = words;
  });

  // How many left the list is known a moment after the list itself.
  const tellArchived = () => {
    const [place, words] = [list.querySelector("[data-archived]"), document.querySelector("[data-archived-told]")];
    if (!place || !words?.dataset.archivedTold) return;
    place.textContent = words.dataset.archivedTold;
    place.hidden = false;
  };
  document.addEventListener("htmx:afterSettle", tellArchived);

  // An address without what is empty.
  list.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  // The search field lies outside of what is swapped.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear-search]")) text.value = "";
  });

  // One menu for all rows: it takes on the number of the row, and offers what fits its state.
  const fill = (row) => {
    const states = row.dataset.is.split(" ");
    let [rule, group] = [null, 0];
    for (const item of menu.children) {
      if (item.matches("hr")) {
        [rule, group] = [item, 0];
        rule.hidden = true;
        continue;
      }
      item.setAttribute("href", item.dataset.href.replace("/0/", `/${row.dataset.number}/`));
      item.hidden = !item.dataset.when.split(" ").every((state) => !state || states.includes(state));
      group += item.hidden ? 0 : 1;
      if (rule && group) rule.hidden = false;
    }
  };

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[popovertarget='row-menu']");
      if (button) fill(button.closest("tr"));
    },
    true,
  );

  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[data-dialog]");
    if (!item || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    htmx.ajax("GET", item.getAttribute("href"), "#dialogs");
  });

  // A menu that is looked up when it is opened.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState === "open" && event.target.matches?.(".hs-pop")) htmx.trigger(event.target, "hs:opened");
    },
    true,
  );

  // Work that was followed in a dialog has changed rows, also when the dialog is closed before its end.
  document.addEventListener(
    "close",
    (event) => {
      if (!event.target.querySelector?.("#task")) return;
      htmx.ajax("GET", location.pathname + location.search, { target: "#found", swap: "outerHTML" });
    },
    true,
  );

  // A dialog that has changed the search has done its work.
  document.addEventListener("search-changed", () => document.querySelector("#dialogs > dialog")?.close());
})();
