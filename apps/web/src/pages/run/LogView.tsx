import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { UIEvent } from "react";
import { visibleLines } from "./visible-lines.ts";

/** Pixels; the style sheet says the same. */
const lineHeight = 18;
const padding = 8;

export interface LogViewProps {
  readonly lines: readonly string[];
  /** Whether the view stays at the end while lines come. */
  readonly isFollowing: boolean;
  readonly onFollowing: (isFollowing: boolean) => void;
}

/** A long text of which only the lines in sight are drawn. Scrolling up ends following; scrolling to the end begins it. */
export function LogView({ lines, isFollowing, onFollowing }: LogViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, height } = useElementSize();
  const [scrollTop, setScrollTop] = useState(0);
  const wholeHeight = lines.length * lineHeight + 2 * padding;

  useEffect(() => {
    if (isFollowing) frame.current?.scrollTo({ top: wholeHeight - height });
  }, [isFollowing, wholeHeight, height]);

  const onScroll = (event: UIEvent<HTMLDivElement>): void => {
    const { scrollTop: top, clientHeight, scrollHeight } = event.currentTarget;
    setScrollTop(top);
    const isAtEnd = top + clientHeight >= scrollHeight - lineHeight;
    // Lines that were just added leave us above the end for one frame; only moving up is a wish.
    if (isFollowing && !isAtEnd && top < scrollTop) onFollowing(false);
  };
  const { first, end } = visibleLines({ scrollTop: scrollTop - padding, viewportHeight: height, lineHeight, lineCount: lines.length });
  return (
    <div
      className="log-view"
      role="log"
      aria-label="Console log"
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
      ref={(element) => {
        frame.current = element;
        sizeRef(element);
      }}
    >
      <div style={{ height: wholeHeight }} />
      <pre className="log-lines" style={{ top: padding + first * lineHeight }}>
        {lines.slice(first, end).join("\n")}
      </pre>
    </div>
  );
}
