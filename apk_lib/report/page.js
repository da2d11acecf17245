// What a finished report answers to: the bar, definitions by their address, and tables sorted by a click.
(() => {
  const root = document.documentElement, lang = root.lang;

  // --- the theme --------------------------------------------------------------------------------
  const theme = document.getElementById("apk-theme");
  theme.value = root.dataset.theme || "auto";
  theme.addEventListener("change", () => {
    if (theme.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    try {
      if (theme.value === "auto") localStorage.removeItem("apk-theme");
      else localStorage.setItem("apk-theme", theme.value);
    } catch { /* the choice holds until the page is closed */ }
  });

  // --- the contents -----------------------------------------------------------------------------
  const contents = document.querySelector(".apk-contents"), way = document.querySelector(".apk-way");
  if (contents) {
    const menu = document.createElement("details"), summary = document.createElement("summary");
    const list = document.createElement("div");
    summary.textContent = way.textContent;
    list.append(...[...contents.querySelectorAll("h3, ol")].map((one) => one.cloneNode(true)));
    for (const heading of list.querySelectorAll("h3")) {
      const plain = document.createElement("p");
      plain.textContent = heading.textContent;
      heading.replaceWith(plain);
    }
    menu.className = "apk-menu";
    menu.append(summary, list);
    way.replaceWith(menu);
    list.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        summary.focus();
      }
    });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  }

  // --- addresses inside folded tables -----------------------------------------------------------
  const unfold = () => {
    // an id of ours has no sign that an address would have to spell out
    const target = document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("details");
    if (folded && !folded.open) {
      folded.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  // --- tables -----------------------------------------------------------------------------------
  const collator = new Intl.Collator(lang, {numeric: true});
  const months = [...Array(12).keys()].map((month) =>
    new Intl.DateTimeFormat(lang, {month: "long"}).format(new Date(2000, month)).toLowerCase());
  const [separator, point] = lang === "cs" ? [" ", ","] : [",", "."];
  const amount = new RegExp(`^(?:CZK |[<>≤≥~+])?\\s?(−|-)?(\\d{1,3}(?:\\${separator}\\d{3})+|\\d+)(?:\\${point}(\\d+))?`);

  // what a cell is worth: a day, a month, a time or a number; null where it holds a word or nothing
  const worth = (text) => {
    let found = text.match(/^(\d{1,2})\. (\d{1,2})\. (\d{4})/);
    if (found) return Date.UTC(found[3], found[2] - 1, found[1]);
    found = text.match(/^(\d{1,2}) (\p{L}+) (\d{4})/u);
    if (found && months.includes(found[2].toLowerCase()))
      return Date.UTC(found[3], months.indexOf(found[2].toLowerCase()), found[1]);
    found = text.match(/^(\d{1,2})\/(\d{4})/);
    if (found) return Date.UTC(found[2], found[1] - 1);
    found = text.match(amount);
    if (!found) return null;
    const value = Number(found[2].replaceAll(separator, "") + (found[3] ? `.${found[3]}` : ""));
    const [, minutes = 0] = text.match(/ h (\d+) min/) || [], [, seconds = 0] = text.match(/ (\d+) s$/) || [];
    return (found[1] ? -1 : 1) * (value + minutes / 60 + seconds / 3600);
  };
  const sorted = (rows, column, numeric, down) => {
    const read = (row) => {
      const text = row.cells[column].textContent.replace(/\s/g, " ").trim();
      return {row, text, value: worth(text), empty: text === "" || text === "–"};
    };
    const cells = rows.map(read), sums = numeric || cells.every((cell) => cell.empty || cell.value !== null);
    const missing = (cell) => (sums ? cell.value === null : cell.empty);
    const order = (a, b) => (sums ? a.value - b.value : collator.compare(a.text, b.text));
    // what is missing stands last in both directions
    cells.sort((a, b) => missing(a) - missing(b) || (missing(a) ? 0 : down ? order(b, a) : order(a, b)));
    return cells.map((cell) => cell.row);
  };

  for (const table of document.querySelectorAll(".apk-table")) {
    const body = table.tBodies[0], original = [...body.rows], heads = [...table.tHead.rows[0].cells];
    if (original.length < 2) continue;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = {ascending: "descending", descending: "none"}[head.getAttribute("aria-sort")] || "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (next !== "none") head.setAttribute("aria-sort", next);
        const numeric = head.classList.contains("apk-number"), down = next === "descending";
        body.append(...(next === "none" ? original : sorted(original, column, numeric, down)));
      });
    });
  }
})();
