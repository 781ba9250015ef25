import { silentLogger } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { describeBus } from "@postern/testing";
import { InProcessBus } from "./in-process-bus.ts";

describeBus("the bus inside a process", () => Promise.resolve(new InProcessBus(silentLogger, new SystemClock())));
