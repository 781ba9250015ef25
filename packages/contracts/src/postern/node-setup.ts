import { containerEngines } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

const modules = () => Type.Array(text(200, 1), { maxItems: 50 });
const engine = () => oneOf([...containerEngines, "none"]);

export const BindPathEntry = Type.Object({ source: text(1024, 1), target: optional(text(1024)), isReadOnly: optional(Type.Boolean()) });

/**
 * How the nodes of a cluster are made ready for runs. The public API has no words for it, so it stands beside the settings that have. What is
 * left out, null or empty is left to the site, the pipeline and the raw settings.
 */
export const NodeSetupRequest = Type.Object({
  /** Loaded before Nextflow and for every task. */
  modules: optional(modules()),
  /** Loaded before Nextflow alone. */
  headModules: optional(modules()),
  /** `none`: no containers, whatever the pipeline says. */
  containerEngine: optional(engine()),
  /** Where images are kept; with the variables of other directories. */
  containerCacheDir: optional(text(1024)),
  /** Folders of the nodes that containers see, with variables of the node. */
  bindPaths: optional(Type.Array(BindPathEntry, { maxItems: 50 })),
  /** Where tasks work: `true` for what the node says, or a path with variables of the node. */
  scratch: optional(text(1024)),
  /** Of nf-core's institutional profiles, by its name. */
  siteProfile: optional(text(64)),
});
export type NodeSetupRequest = Static<typeof NodeSetupRequest>;

export const NodeSetupAnswer = Type.Object({
  modules: Type.Array(Type.String()),
  headModules: Type.Array(Type.String()),
  containerEngine: nullable(engine()),
  containerCacheDir: nullable(Type.String()),
  bindPaths: Type.Array(Type.Object({ source: Type.String(), target: nullable(Type.String()), isReadOnly: Type.Boolean() })),
  scratch: nullable(Type.String()),
  siteProfile: nullable(Type.String()),
});
export type NodeSetupAnswer = Static<typeof NodeSetupAnswer>;

/** `GET /api/postern/v1/compute-envs/{id}/node-setup` */
export const NodeSetupResponse = Type.Object({
  nodeSetup: NodeSetupAnswer,
  /** Members on which something written by hand in the environment has the last word, with what that is, such as `process.scratch`. */
  overridden: Type.Array(Type.Object({ member: Type.String(), setting: Type.String() })),
  lastUpdated: dateTime(),
});
export type NodeSetupResponse = Static<typeof NodeSetupResponse>;

/** `PUT` to the same path replaces all of it, for launches from then on, and has the environment checked. */
export const UpdateNodeSetupRequest = Type.Object({ nodeSetup: NodeSetupRequest, ...seenLastUpdated });
export type UpdateNodeSetupRequest = Static<typeof UpdateNodeSetupRequest>;
