
// Sorts and filters the tables marked `data-sorts`. Without it they are whole, in the order of the report.
(() => {
  "use strict";
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // What a cell is sorted by: a number (a fraction is "3/4"), or text; null, which is always last, for what is not known.
  const key = (cell) => {
    const { number, text } = cell.dataset;
    if (number === undefined) return (text ?? cell.textContent.trim()) || null;
    if (number === "") return null;
    const [above, below = "1"] = number.split("/");
    return Number(above) / Number(below);
  };

  const compare = (a, b) => (typeof a === "number" ? a - b : words.compare(a, b));

  const sort = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const head = heads[column];
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, by: key(row.cells[column]) }));
    rows.sort((a, b) => {
      if (a.by === null || b.by === null) return (a.by === null) - (b.by === null);
      return up ? compare(a.by, b.by) : compare(b.by, a.by);
    });
    body.replaceChildren(...rows.map(({ row }) => row)); // much faster than moving them
  };

  const filter = (input) => {
    const table = document.getElementById(input.dataset.filters);
    const wanted = input.value.trim().toLowerCase();
    const rows = [...table.tBodies[0].rows];
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    document.getElementById(`${table.id}-count`).textContent = wanted ? `${shown} of ${rows.length} shown` : "";
  };

  for (const table of document.querySelectorAll("table[data-sorts]")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column));
      head.append(button);
    });
  }
  for (const input of document.querySelectorAll("input[data-filters]")) {
    input.closest(".filter").hidden = false;
    input.addEventListener("input", () => filter(input));
    filter(input);
  }

  // What is folded on the screen is open on paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
})();
