import { given } from "../../../given.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { paramsFileOf } from "./launch-plan.ts";
import type { LaunchPlan, LaunchRecord } from "./launch-plan.ts";

/** The words of the Nextflow call of a run. */
export function renderNextflowWords(plan: LaunchPlan, paths: BundlePaths): readonly string[] {
  const { record } = plan;
  const params = paramsFileOf(record);
  return [
    ...["nextflow", "-log", paths.log, "run", record.pipeline],
    ...["-name", record.runName, "-ansi-log", "false"],
    ...["-c", paths.config],
    // Without it Nextflow would not send its resolved configuration, although the environment already makes it report.
    ...["-with-tower", plan.endpoint],
    ...(params === undefined ? [] : ["-params-file", `${paths.prefix}.params.${params.ending}`]),
    ...revisionWords(record),
    ...entryWords(record),
    ...flagWords(record),
  ];
}

function revisionWords(record: LaunchRecord): readonly string[] {
  const revision = given(record.commitId) ?? given(record.revision);
  const profiles = record.configProfiles ?? [];
  return [...(revision === undefined ? [] : ["-r", revision]), ...(profiles.length === 0 ? [] : ["-profile", profiles.join(",")])];
}

function entryWords(record: LaunchRecord): readonly string[] {
  const [mainScript, entryName, outputDir] = [given(record.mainScript), given(record.entryName), given(record.outputDir)];
  return [
    ...(mainScript === undefined ? [] : ["-main-script", mainScript]),
    ...(entryName === undefined ? [] : ["-entry", entryName]),
    ...(outputDir === undefined ? [] : ["-output-dir", outputDir]),
  ];
}

function flagWords(record: LaunchRecord): readonly string[] {
  return [
    ...(record.pullLatest === true ? ["-latest"] : []),
    ...(record.stubRun === true ? ["-stub-run"] : []),
    ...(record.resume === true ? ["-resume", record.sessionId] : []),
  ];
}
