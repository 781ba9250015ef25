import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { OverriddenNote } from "../compute-envs/nodes/OverriddenNote.tsx";
import { launchNodeLines } from "./launch-node-lines.ts";
import type { LaunchValues } from "./launch-form.ts";

/** What the environment says of nodes, where this launch says it too. */
export function LaunchNodes({ values }: { readonly values: LaunchValues }) {
  const { computeEnvId } = values;
  const { data } = useQuery({ ...queries.nodeSetup(useScope(), computeEnvId), enabled: computeEnvId !== "" });
  return <OverriddenNote lines={data === undefined ? [] : launchNodeLines(data.nodeSetup, values)} />;
}
