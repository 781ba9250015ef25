import type { Clock } from "@postern/domain";
import { createContext, use } from "react";

/** The time that pages tell. Given once in `main.tsx`, so that a test can hold it. */
export const ClockContext = createContext<Clock>({ now: () => 0, sleep: async () => undefined });

export const useClock = (): Clock => use(ClockContext);
