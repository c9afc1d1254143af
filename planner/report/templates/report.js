"use strict";
(() => {
  const ROWS_SHOWN = 50;

  // A block of the page, packed with gzip and base64, as text.
  async function unpack(id) {
    const packed = atob(document.getElementById(id).textContent);
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  function make(tag, text, properties = {}) {
    const element = Object.assign(document.createElement(tag), properties);
    element.textContent = text;
    return element;
  }

  // --- Figures ---------------------------------------------------------------------------------

  // Expressions are interpreted: the policy of the page lets nothing be evaluated.
  const OPTIONS = {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    actions: { export: true, source: false, compiled: false, editor: false },
  };

  async function drawFigures() {
    const charts = JSON.parse(await unpack("charts"));
    for (const place of document.querySelectorAll("[data-chart]")) {
      // A box of its own: the library sets how its box is shown, and ours may be for paper alone.
      const box = place.appendChild(document.createElement("div"));
      await vegaEmbed(box, charts[place.dataset.chart], OPTIONS);
    }
    document.documentElement.dataset.drawn = "yes";
  }

  // --- Tables ----------------------------------------------------------------------------------

  // Rows of a CSV, the header among them. A cell may hold commas, lines and doubled quotes, in quotes.
  function parse(csv) {
    const rows = [[]];
    for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
      rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
      if (end === "\n") rows.push([]);
      if (end === "") break;
    }
    return rows.filter((row) => row.length > 1 || row[0] !== "");
  }

  function written(rows) {
    const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  // A spreadsheet runs text that begins like a formula; with an apostrophe it stays text.
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

  const rounded = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

  class Table {
    constructor(details) {
      this.details = details;
      this.name = details.dataset.table;
      this.heads = [...details.querySelectorAll("th")];
      this.isNumber = this.heads.map((head) => head.classList.contains("number"));
      this.page = 0;
      this.words = [];
      this.sorted = { column: -1, sign: 1 };
    }

    async open() {
      const [header, ...rows] = parse(await unpack(`table-${this.name}`));
      this.header = header;
      this.rows = rows;
      this.addTools();
      this.heads.forEach((head, column) => {
        head.addEventListener("click", () => this.sort(column));
        head.addEventListener("keydown", (event) => event.key === "Enter" && this.sort(column));
      });
      this.select();
    }

    addTools() {
      const filter = make("input", "", { type: "search", placeholder: "filter rows" });
      filter.setAttribute("aria-label", `filter ${this.name}`);
      filter.addEventListener("input", () => {
        this.words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        this.select();
      });
      this.back = make("button", "‹ back");
      this.back.addEventListener("click", () => this.turn(-1));
      this.next = make("button", "next ›");
      this.next.addEventListener("click", () => this.turn(1));
      this.place = make("span", "", { className: "quiet" });
      const download = make("button", "Download CSV");
      download.addEventListener("click", () => this.download());
      this.details.querySelector(".tools").append(filter, download, this.back, this.next, this.place);
    }

    select() {
      const has = (row) => {
        const text = row.join(" ").toLowerCase();
        return this.words.every((word) => text.includes(word));
      };
      const { column, sign } = this.sorted;
      this.kept = this.rows.filter(has);
      if (column >= 0) this.kept.sort((a, b) => sign * this.compare(a[column], b[column], column));
      this.page = 0;
      this.show();
    }

    compare(a, b, column) {
      if (!this.isNumber[column]) return a.localeCompare(b, "en");
      const [x, y] = [a, b].map((text) => (text === "" ? -Infinity : Number(text)));
      return x === y ? 0 : x < y ? -1 : 1;
    }

    sort(column) {
      const sign = this.sorted.column === column ? -this.sorted.sign : 1;
      this.sorted = { column, sign };
      this.heads.forEach((head) => head.removeAttribute("aria-sort"));
      this.heads[column].setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      this.select();
    }

    turn(pages) {
      this.page += pages;
      this.show();
    }

    show() {
      const first = this.page * ROWS_SHOWN;
      const shown = this.kept.slice(first, first + ROWS_SHOWN);
      this.details.querySelector("tbody").replaceChildren(...shown.map((row) => this.line(row)));
      const count = (number) => number.toLocaleString("en-US");
      const of = this.kept.length === this.rows.length ? "" : ` (${count(this.rows.length)} in all)`;
      const range = shown.length ? `${count(first + 1)} to ${count(first + shown.length)}` : "none";
      this.place.textContent = `${range} of ${count(this.kept.length)} rows${of}`;
      this.back.disabled = this.page === 0;
      this.next.disabled = first + ROWS_SHOWN >= this.kept.length;
    }

    line(row) {
      const line = document.createElement("tr");
      row.forEach((text, column) => {
        const isNumber = this.isNumber[column] && text !== "";
        line.append(make("td", isNumber ? rounded.format(Number(text)) : text, { className: isNumber ? "number" : "" }));
      });
      return line;
    }

    download() {
      const safe = this.kept.map((row) => row.map((text, c) => (this.isNumber[c] ? text : harmless(text))));
      // The mark at the start tells Excel that the text is UTF-8.
      const content = new Blob(["\ufeff", written([this.header, ...safe])], { type: "text/csv" });
      const link = make("a", "", { href: URL.createObjectURL(content), download: `${this.name}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  }

  for (const details of document.querySelectorAll("details[data-table]")) {
    if (!details.querySelector(".tools")) continue;
    details.addEventListener("toggle", () => new Table(details).open(), { once: true });
  }

  drawFigures();
})();
