import { sparklinePoints } from "./sparkline-points.ts";
import "./Sparkline.css";

export interface SparklineProps {
  /** Oldest first. */
  readonly values: readonly number[];
  /** Read out instead of the picture. Without it the picture is left out: a figure beside it says what matters. */
  readonly label?: string;
  readonly width?: number;
}

const height = 16;

/** The way that a figure went, in the height of a line of text. */
export function Sparkline({ values, label, width = 56 }: SparklineProps) {
  if (values.length < 2) return undefined;
  const said = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`-1 -1 ${String(width + 2)} ${String(height + 2)}`} {...said}>
      <polyline points={sparklinePoints(values, { width, height })} />
    </svg>
  );
}
