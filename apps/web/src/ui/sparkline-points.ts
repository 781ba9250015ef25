export interface SparkSize {
  readonly width: number;
  readonly height: number;
}

/** The line of some values from left to right, as `x,y x,y`. The greatest touches the top; zero would lie at the bottom. */
export function sparklinePoints(values: readonly number[], { width, height }: SparkSize): string {
  const top = Math.max(...values, 0);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, place) => `${rounded(place * step)},${rounded(height - (top === 0 ? 0 : (value / top) * height))}`).join(" ");
}

const rounded = (number: number): string => String(Math.round(number * 10) / 10);
