/** One line of RFC 4180. */
export function renderCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(renderCell).join(",")}\r\n`;
}

function renderCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = disarm(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A spreadsheet takes what begins like this for a formula, and formulas can send data away. It shows what follows the apostrophe.
function disarm(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
