/** What a process needs around its logic: settings from one schema, the log, the clock. */
export { SystemClock } from "./clock/system-clock.ts";
export { createLogger, logLevels } from "./log/pino-logger.ts";
export type { LogLevel } from "./log/pino-logger.ts";
export { settingDefinitions } from "./settings/schema.ts";
export type { SettingDefinition, SettingKey } from "./settings/schema.ts";
export { environmentName, readSettings } from "./settings/read-settings.ts";
export type { Settings, SettingSources, SettingValue } from "./settings/read-settings.ts";
