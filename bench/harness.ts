/** One measured value, beside what it is compared to. */
export interface Figure {
  /** What was measured, in a few words. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The simplest thing that does the same job, in the same unit. */
  readonly compared?: { readonly name: string; readonly value: number };
}

/** What each `*.bench.ts` exports as `benchmark`. */
export interface Benchmark {
  /** The word by which `npm run bench` is asked for it. */
  readonly name: string;
  run(): Promise<readonly Figure[]>;
}

/** Value by compared value; `undefined` when there is nothing to compare with. */
export function ratioOf(figure: Figure): number | undefined {
  return figure.compared === undefined || figure.compared.value === 0 ? undefined : figure.value / figure.compared.value;
}

/** Aligned lines: name, value, unit, what it is compared to, ratio. */
export function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => cellsOf(figure));
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, column, widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One object a figure, for machines. */
export function renderJson(figures: readonly Figure[]): string {
  return JSON.stringify(figures.map((figure) => ({ ...figure, ratio: ratioOf(figure) })));
}

function cellsOf(figure: Figure): readonly string[] {
  const { name, value, unit, compared } = figure;
  const ratio = ratioOf(figure);
  const against = compared === undefined ? "–" : `${compared.name} ${formatNumber(compared.value)} ${unit}`;
  return [name, formatNumber(value), unit, against, ratio === undefined ? "" : `× ${ratio.toFixed(2)}`];
}

// Numbers stand right, so that their sizes can be compared down the page.
function pad(cell: string, column: number, width: number): string {
  return column === 1 || column === 4 ? cell.padStart(width) : cell.padEnd(width);
}

/** Three digits that matter. */
function formatNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
