import type { Clock } from "@postern/domain";
import type { OfflineServices, ServerSettings } from "@postern/server";
import type { Command } from "commander";

/** What somebody asks a `keys` command for. */
export interface Asked {
  readonly options: Readonly<Record<string, unknown>>;
  /** What was named by place. */
  readonly words: readonly string[];
  readonly clock: Clock;
  readonly settings: ServerSettings;
}
export type Act = (services: OfflineServices, asked: Asked) => Promise<void>;
export type Add = (command: Command, act: Act) => void;
