// Which accounts are selected: kept while one pages and searches, until the list is left for good or cleared.
(() => {
  const list = document.getElementById("list");
  const bar = document.getElementById("bulk");
  if (!list || !bar) return;
  const key = `handsel.selected.${list.dataset.list}.${list.dataset.who}`;
  const found = () => document.getElementById("found");
  const rows = () => [...list.querySelectorAll("tbody tr[data-number]")];
  const part = (name) => bar.querySelector(`[data-bulk-${name}]`);

  // `all` is the search (as an address has it) of which everybody is selected but `excluded`; null for single ones.
  const state = { all: null, count: "", chosen: new Set(), excluded: new Set() };
  let last = null;

  const keep = () => {
    const { all, count, chosen, excluded } = state;
    if (all === null && !chosen.size) return sessionStorage.removeItem(key);
    sessionStorage.setItem(key, JSON.stringify({ all, count, chosen: [...chosen], excluded: [...excluded] }));
  };

  const recall = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    Object.assign(state, kept, { chosen: new Set(kept.chosen), excluded: new Set(kept.excluded) });
  };

  const has = (number) => (state.all === null ? state.chosen.has(number) : !state.excluded.has(number));

  const set = (number, on) => {
    if (state.all === null) state.chosen[on ? "add" : "delete"](number);
    else state.excluded[on ? "delete" : "add"](number);
  };

  const clear = () => {
    Object.assign(state, { all: null, count: "", chosen: new Set(), excluded: new Set() });
    show();
  };

  const digits = (text) => text.replace(/[^\p{Nd}]/gu, "");

  const counted = () => {
    if (state.all === null) return state.chosen.size.toLocaleString(document.documentElement.lang);
    if (!state.excluded.size) return state.count;
    return `${state.count} − ${state.excluded.size}`;
  };

  const field = (name, value) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    return input;
  };

  // What the form sends: the numbers, or that it is all of a search and who is not.
  const fields = () => {
    const { all, count, chosen, excluded } = state;
    const pairs = [["list", list.dataset.list]];
    if (all === null) {
      pairs.push(["count", chosen.size], ...[...chosen].map((number) => ["numbers", number]));
    } else {
      const about = digits(count);
      pairs.push(["all", "1"], ...(about ? [["count", Number(about) - excluded.size]] : []));
      pairs.push(...new URLSearchParams(all), ...[...excluded].map((number) => ["excluded", number]));
    }
    return pairs.map(([name, value]) => field(name, value));
  };

  // The workbook of what is selected, as a search; "" where no search says it.
  const exported = () => {
    const { all, chosen, excluded } = state;
    if (!bar.dataset.export || excluded.size || (all === null && chosen.size > Number(bar.dataset.exportMost))) return "";
    const pairs = new URLSearchParams(all ?? [...chosen].map((number) => ["number.is", number]));
    for (const name of ["archived.is", "deleted.is"]) {
      if (all === null && new URLSearchParams(found().dataset.query).has(name)) pairs.set(name, "yes");
    }
    pairs.set("columns", found().dataset.columns);
    return `${bar.dataset.export}?${pairs}`;
  };

  const show = () => {
    const shown = rows();
    for (const row of shown) {
      const on = has(row.dataset.number);
      row.setAttribute("aria-selected", String(on));
      row.querySelector("input[type='checkbox']").checked = on;
    }
    const on = shown.filter((row) => has(row.dataset.number)).length;
    const head = list.querySelector("[data-tick-page]");
    if (head) {
      head.checked = on > 0 && on === shown.length;
      head.indeterminate = on > 0 && on < shown.length;
    }
    const number = counted();
    const none = state.all === null && !state.chosen.size;
    bar.hidden = none;
    document.body.classList.toggle("hs-has-bulk", !none);
    part("number").textContent = number;
    part("fields").replaceChildren(...fields());
    const all = part("all");
    const total = found().dataset.total;
    all.hidden = state.all !== null || on < shown.length || !shown.length || Number(found().dataset.rows) >= Number(digits(total));
    for (const button of bar.querySelectorAll("[data-bulk-export]")) button.hidden = !exported();
    all.textContent = all.dataset.words.replace("%s", total);
    const said = part("said");
    const words = none ? said.dataset.none : number === "1" ? said.dataset.one : said.dataset.many.replace("%s", number);
    if (said.textContent !== words && !(none && !said.textContent)) said.textContent = words;
    keep();
  };

  // With the shift key everything between the last row and this one goes along.
  const turn = (row, on, along) => {
    const shown = rows();
    const [from, to] = [shown.indexOf(along && last?.isConnected ? last : row), shown.indexOf(row)];
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) set(one.dataset.number, on);
    last = row;
    show();
  };

  const turnPage = (on) => {
    for (const row of rows()) set(row.dataset.number, on);
    show();
  };

  list.addEventListener("click", (event) => {
    const tick = event.target.closest("input[type='checkbox']");
    if (!tick) return;
    if ("tickPage" in tick.dataset) turnPage(tick.checked);
    else turn(tick.closest("tr"), tick.checked, event.shiftKey);
  });

  bar.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-clear]")) clear();
    if (event.target.closest("[data-bulk-export]")) location.assign(exported());
    if (!event.target.closest("[data-bulk-all]")) return;
    Object.assign(state, { all: found().dataset.query, count: found().dataset.total, chosen: new Set(), excluded: new Set() });
    show();
  });

  // Everybody of a search that is no longer shown would be a surprise.
  const settled = () => {
    if (state.all !== null && state.all !== found().dataset.query) clear();
    else show();
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "found" || event.detail.elt?.id === "found") settled();
  });
  document.addEventListener("htmx:oobAfterSwap", settled);
  // A menu that closes takes the focus from its button, and htmx then no longer knows which one was pressed.
  bar.addEventListener("htmx:configRequest", (event) => {
    const button = event.detail.triggeringEvent?.submitter;
    if (button?.name) event.detail.parameters[button.name] = button.value;
  });

  // Said by the answer to a bulk action that has begun.
  document.addEventListener("selection-used", clear);

  recall();
  settled();

  window.handselSelection = { clear, turn, turnPage, isEmpty: () => bar.hidden, has };
})();
