// Tables with sortable columns, a search, a count of rows and a copy as CSV. All text is inserted as text, never as
// HTML.
const tables = (() => {
  "use strict";
  const integer = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  // The same number of decimals in the whole column, so that the decimal points are aligned.
  const decimals = (n) => new Intl.NumberFormat("en-US", { minimumFractionDigits: n, maximumFractionDigits: n });
  const share = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const show = {
    name: (value) => value,
    integer: (value) => integer.format(value),
    share: (value) => share.format(value),
    flag: (value) => (value ? "yes" : "no"),
  };
  const rowsWorthSearching = 8;
  const collator = new Intl.Collator("en", { numeric: true });

  // Rows without a value come last in both directions.
  function compare(a, b, sign) {
    if (a === "" || b === "") return (a === "") - (b === "");
    const left = Number(a);
    const right = Number(b);
    return sign * (Number.isNaN(left) || Number.isNaN(right) ? collator.compare(a, b) : left - right);
  }

  function sortBy(table, head, ascending) {
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const column = head.cellIndex;
    const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => compare(key(a), key(b), ascending ? 1 : -1));
    body.append(...rows);
  }

  function makeSortable(table) {
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const numbersFirstDown = head.classList.contains("number") ? now === "descending" : now !== "ascending";
        sortBy(table, head, numbersFirstDown);
      });
    }
    return table;
  }

  function button(parent, label, title, action) {
    const element = parent.appendChild(document.createElement("button"));
    element.type = "button";
    element.textContent = label;
    element.title = title;
    element.setAttribute("aria-label", title);
    element.addEventListener("click", action);
    return element;
  }

  const isNumber = (type) => type !== "name" && type !== "flag";

  function newTable(caption, columns) {
    const table = document.createElement("table");
    table.setAttribute("aria-label", caption);
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      const cell = head.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = column.title;
      if (column.help) cell.title = column.help;
      if (isNumber(column.type)) cell.className = "number";
      if (column.sorted && !head.querySelector("[aria-sort]")) cell.setAttribute("aria-sort", "descending");
    }
    table.createTBody();
    return table;
  }

  // Four significant digits of the largest number, or in a chart, all that its numbers have.
  function formatOf(column, values) {
    if (column.type !== "number") return show[column.type];
    const numbers = values.filter((value) => value !== null);
    const greatest = Math.max(...numbers.map(Math.abs), 1e-9);
    const needed = Math.max(0, ...numbers.map((value) => (String(value).split(".")[1] || "").length));
    const format = decimals(Math.min(needed, Math.max(0, column.digits ?? 3 - Math.floor(Math.log10(greatest)))));
    return (value) => format.format(value);
  }

  function fillCell(cell, type, format, value) {
    cell.className = isNumber(type) ? "number" : type === "name" ? "name" : value ? "yes" : "no";
    if (value === null) {
      cell.dataset.value = "";
      return;
    }
    if (type !== "name") cell.dataset.value = Number(value);
    const text = document.createElement("bdi");
    text.textContent = format(value);
    cell.append(text);
  }

  // A table from {columns, rows}.
  function ofRows(caption, columns, rows) {
    const table = newTable(caption, columns);
    const formats = columns.map((column, index) => formatOf(column, rows.map((row) => row[index])));
    for (const values of rows) {
      const row = table.tBodies[0].insertRow();
      columns.forEach(({ type }, index) => fillCell(row.insertCell(), type, formats[index], values[index]));
    }
    return makeSortable(table);
  }

  // Cells as programs read them; a smaller text below, such as an interval, gets a column of its own.
  function csvOf(table) {
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
    const noted = [...table.tHead.rows[0].cells].map((_, c) => rows.some((row) => row.cells[c].querySelector("small")));
    const line = (row, cellText, noteText) =>
      [...row.cells].flatMap((cell, c) => (noted[c] ? [cellText(cell), noteText(cell)] : [cellText(cell)]))
        .map(quoted).join(",");
    const main = (cell) => cell.dataset.value || cell.querySelector("bdi")?.textContent || "";
    return [line(table.tHead.rows[0], (cell) => cell.textContent, (cell) => `${cell.textContent}: note`),
      ...rows.map((row) => line(row, main, (cell) => cell.querySelector("small")?.textContent || ""))]
      .join("\r\n") + "\r\n";
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // browsers give pages opened as files no clipboard
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // A line above the frame of a table: search, count of rows, copy. Returns a function to call if the table changes.
  function addTools(scroll) {
    const bar = document.createElement("div");
    bar.className = "table-tools";
    const name = scroll.getAttribute("aria-label") || scroll.querySelector("table").getAttribute("aria-label");
    const search = bar.appendChild(document.createElement("input"));
    search.type = "search";
    search.placeholder = "Search";
    search.setAttribute("aria-label", `Search in “${name}”`);
    const count = bar.appendChild(document.createElement("output"));
    const table = () => scroll.querySelector("table");
    const filter = () => {
      const rows = [...table().tBodies[0].rows];
      search.hidden = rows.length <= rowsWorthSearching;
      const words = search.hidden ? [] : search.value.toLowerCase().split(/\s+/);
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      const all = `${integer.format(rows.length)} row${rows.length === 1 ? "" : "s"}`;
      count.textContent = shown === rows.length ? all : `${integer.format(shown)} of ${all}`;
    };
    search.addEventListener("input", filter);
    const copyButton = button(bar, "Copy as CSV", `Copy “${name}” as CSV`, async () => {
      await copy(csvOf(table()));
      copyButton.textContent = "Copied";
      setTimeout(() => { copyButton.textContent = "Copy as CSV"; }, 1500);
    });
    scroll.before(bar);
    filter();
    return filter;
  }

  // What a strategy does not estimate needs no column.
  function withoutEmptyColumns(columns, rows) {
    const full = columns.map((_, index) => rows.length === 0 || rows.some((row) => row[index] !== null));
    const kept = (list) => list.filter((_, index) => full[index]);
    return [kept(columns), rows.map(kept)];
  }

  // A table from objects of numbers or ready texts.
  function ofObjects(objects, caption) {
    const columns = Object.keys(objects[0] || {}).map((title) => {
      const isNumeric = objects.every((object) => typeof object[title] === "number");
      return { title, type: isNumeric ? "number" : "name", digits: 10 };
    });
    return ofRows(caption, columns, objects.map((object) => columns.map(({ title }) => object[title] ?? null)));
  }

  // Fills div[data-table] with the table of that id; with several runs, a menu above it selects the run.
  function start(all) {
    for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
    for (const holder of document.querySelectorAll("[data-table]")) {
      const { title, columns, runs } = all[holder.dataset.table];
      const scroll = holder.querySelector(".scroll");
      const choice = holder.querySelector("select");
      const draw = () => {
        const { rows } = runs[choice ? choice.selectedIndex : 0];
        scroll.replaceChildren(ofRows(title, ...withoutEmptyColumns(columns, rows)));
      };
      draw();
      const refresh = addTools(scroll);
      if (choice) choice.addEventListener("change", () => { draw(); refresh(); });
    }
    for (const table of document.querySelectorAll("table.sortable")) addTools(table.parentElement);
  }

  return { start, ofObjects, addTools, button };
})();
