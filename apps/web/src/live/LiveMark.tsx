import { Tooltip } from "@mantine/core";
import { formatClockTime } from "../format/relative-time.ts";
import { useLiveState } from "./LiveProvider.tsx";
import type { LiveState } from "./live-connection.ts";
import "./LiveMark.css";

/** Says whether the pages follow the server by themselves. */
export function LiveMark() {
  const state = useLiveState();
  return (
    <Tooltip label={explanationOf(state)}>
      <span className="live-mark" data-mark={state.mark} role="status">
        <span className="live-mark-dot" aria-hidden />
        <span className="live-mark-word">{wordOf(state)}</span>
      </span>
    </Tooltip>
  );
}

const wordOf = (state: LiveState): string => (state.mark === "offline" ? `offline since ${formatClockTime(state.sinceMs)}` : state.mark);

function explanationOf(state: LiveState): string {
  switch (state.mark) {
    case "live":
      return "Changes show up by themselves.";
    case "catching up":
      return "Connecting to the server and reading what was missed.";
    case "offline":
      return "The live connection is away. The page asks every 10 s instead.";
  }
}
