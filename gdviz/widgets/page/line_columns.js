// Two columns of text, pasted or from a CSV file.

// [x, y] of each line; or the word for what is wrong, and where. A first line of names is skipped.
/** @param {string} text @returns {any} */
function readColumns(text, largest) {
  const points = [];
  for (const [k, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (!line.trim()) continue;
    const given = line.trim().slice(0, 40);
    const row = cells(line.trim()).map(numberIn);
    const isNames = points.length === 0 && k === 0 && row.every(Number.isNaN);
    if (isNames && row.length === 2 && !/^\W*(nan|inf)/i.test(given)) continue;
    if (row.length !== 2 || !row.every(Number.isFinite)) {
      return { word: "bad_line", line: k + 1, given };
    }
    if (row.some((value) => Math.abs(value) > largest))
      return { word: "bad_size", line: k + 1, given };
    points.push(row);
  }
  return { points };
}

// Tabs and semicolons leave the comma to decimals.
/** @param {string} line @returns {string[]} */
function cells(line) {
  if (/[\t;]/.test(line)) return line.split(/\s*[\t;]\s*/).map((cell) => cell.replace(",", "."));
  return line.split(/\s*,\s*|\s+/);
}

/** @param {string} cell */
function numberIn(cell) {
  const bare = cell.replace(/^"(.*)"$/, "$1").replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(bare) ? Number(bare) : NaN;
}
