/**
 * Shapes on the wire: `platform/` is the public API with its foreign names, `postern/` is ours,
 * `live/` are the events of the browser stream. Schemas and types only; no behaviour.
 */
export * from "./schema.ts";
export * from "./platform/service-info.ts";
export * from "./platform/users.ts";
export * from "./platform/tokens.ts";
export * from "./platform/credentials.ts";
export * from "./platform/compute-envs.ts";
export * from "./platform/launch.ts";
export * from "./platform/progress.ts";
export * from "./platform/tasks.ts";
export * from "./platform/workflows.ts";
export * from "./platform/trace.ts";
export * from "./postern/session.ts";
export * from "./postern/agents.ts";
export * from "./postern/environment-checks.ts";
export * from "./live/events.ts";
