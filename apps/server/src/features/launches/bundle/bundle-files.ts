import { given } from "../../../given.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { paramsFileOf, scriptsOf } from "./launch-plan.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { renderLauncher } from "./launcher.ts";
import { renderNextflowConfig } from "./nextflow-config.ts";
import { shellQuote } from "../../../clusters/shell-quote.ts";

/** One file of a bundle. Without `mode` it is for its owner only, 0600. */
export interface BundleFile {
  readonly path: string;
  readonly text: string;
  readonly mode?: number;
}

/**
 * All files that a run needs on the cluster, the secret last: until the launcher and it are both there, nothing can start.
 * The token is in no other file and in no argument, so that no listing of jobs or processes shows it.
 */
export function renderBundle(plan: LaunchPlan, paths: BundlePaths, token: string): readonly BundleFile[] {
  const params = paramsFileOf(plan.record);
  const scripts = scriptsOf(plan);
  return [
    { path: paths.config, text: renderNextflowConfig(plan) },
    ...(params === undefined ? [] : [{ path: `${paths.prefix}.params.${params.ending}`, text: params.text }]),
    ...optional(paths.preRun, scripts.preRun),
    ...optional(paths.postRun, scripts.postRun),
    ...optional(paths.reports, given(plan.record.towerConfig)),
    ...optional(paths.authority, plan.authorityPem),
    { path: paths.launcher, text: renderLauncher(plan, paths), mode: 0o700 },
    { path: paths.secrets, text: `export TOWER_ACCESS_TOKEN=${shellQuote(token)}\n` },
  ];
}

// Scripts that were typed in a browser on Windows end their lines with a character that bash takes for a letter.
function optional(path: string, text: string | undefined): readonly BundleFile[] {
  return text === undefined ? [] : [{ path, text: `${text.replaceAll("\r\n", "\n").trimEnd()}\n` }];
}
