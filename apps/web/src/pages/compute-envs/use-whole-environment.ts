import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import type { Asked } from "../../ui/Answer.tsx";
import type { WholeEnvironment } from "./made-environment.ts";

/** All that an environment is, as one answer of several questions. */
export function useWholeEnvironment(computeEnvId: string): Asked<WholeEnvironment> {
  const scope = useScope();
  const environment = useQuery(queries.computeEnv(scope, computeEnvId));
  const resources = useQuery(queries.environmentResources(scope, computeEnvId));
  const nodeSetup = useQuery(queries.nodeSetup(scope, computeEnvId));
  const launchRules = useQuery(queries.launchRules(scope, computeEnvId));
  const jumpHosts = useQuery(queries.jumpHosts(scope, computeEnvId));
  const registries = useQuery(queries.registries(scope, computeEnvId));
  const secrets = useQuery(queries.secretVariables(scope, computeEnvId));
  const all = [environment, resources, nodeSetup, launchRules, jumpHosts, registries, secrets];
  return {
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error ?? null,
    data: wholeOf({
      ...{ environment: environment.data?.computeEnv, resources: resources.data, jumpHosts: jumpHosts.data },
      ...{ nodeSetup: nodeSetup.data, launchRules: launchRules.data, registries: registries.data, secretVariables: secrets.data },
    }),
    refetch: () => Promise.all(all.map((one) => one.refetch())),
  };
}

type Found = { readonly [Name in keyof WholeEnvironment]: WholeEnvironment[Name] | undefined };

const wholeOf = (found: Found): WholeEnvironment | undefined => (isWhole(found) ? found : undefined);

const isWhole = (found: Found): found is WholeEnvironment => Object.values(found).every((part) => part !== undefined);
