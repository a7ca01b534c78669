// Tables whose columns sort. Every text goes in as text, never as HTML.
const tables = (() => {
  "use strict";
  const integer = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
  const share = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const show = {
    name: (value) => value,
    integer: (value) => integer.format(value),
    number: (value) => number.format(value),
    share: (value) => share.format(value),
    flag: (value) => (value ? "yes" : "no"),
  };
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

  function newTable(caption, columns) {
    const table = document.createElement("table");
    table.setAttribute("aria-label", caption);
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      const cell = head.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = column.title;
      if (column.help) cell.title = column.help;
      if (column.type !== "name" && column.type !== "flag") cell.className = "number";
    }
    table.createTBody();
    return table;
  }

  function fillCell(cell, type, value) {
    if (type !== "name" && type !== "flag") cell.className = "number";
    else cell.className = type === "name" ? "name" : value ? "yes" : "no";
    if (value === null) {
      cell.dataset.value = "";
      return;
    }
    if (type !== "name") cell.dataset.value = Number(value);
    const text = document.createElement("bdi");
    text.textContent = show[type](value);
    cell.append(text);
  }

  // A table from {columns, rows}.
  function ofRows(caption, columns, rows) {
    const table = newTable(caption, columns);
    for (const values of rows) {
      const row = table.tBodies[0].insertRow();
      columns.forEach((column, index) => fillCell(row.insertCell(), column.type, values[index]));
    }
    return makeSortable(table);
  }

  // What a strategy does not estimate needs no column.
  function withoutEmptyColumns(columns, rows) {
    const full = columns.map((_, index) => rows.length === 0 || rows.some((row) => row[index] !== null));
    const kept = (list) => list.filter((_, index) => full[index]);
    return [kept(columns), rows.map(kept)];
  }

  // A table from objects of ready texts.
  function ofObjects(objects, caption) {
    const columns = Object.keys(objects[0] || {}).map((title) => ({ title, type: "name" }));
    return ofRows(caption, columns, objects.map((object) => columns.map(({ title }) => object[title] ?? null)));
  }

  // Fills div[data-table] with the table of that id; with several runs, a choice of the run stands above it.
  function start(all) {
    for (const holder of document.querySelectorAll("[data-table]")) {
      const { title, columns, runs } = all[holder.dataset.table];
      const scroll = holder.querySelector(".scroll");
      const choice = holder.querySelector("select");
      const draw = () => {
        const { rows } = runs[choice ? choice.selectedIndex : 0];
        scroll.replaceChildren(ofRows(title, ...withoutEmptyColumns(columns, rows)));
      };
      if (choice) choice.addEventListener("change", draw);
      draw();
    }
    for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
  }

  return { start, ofObjects };
})();
