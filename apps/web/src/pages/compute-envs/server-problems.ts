import { faultyFields } from "../../api/api-error.ts";
import type { EnvironmentProblems, EnvironmentValues } from "./environment-form.ts";
import { blamedJumpHosts } from "./jump-host-form.ts";
import { blamedRegistries } from "./registry-choices.ts";
import { blamedNodes } from "./nodes/node-form.ts";
import { problemsOfMembers } from "./resource-form.ts";
import { blamedSecretVariables } from "./secret-variables/secret-variable-form.ts";

/** Members that the server blamed, beside their fields too. */
export function problemsOfServer(error: Error | null, values: Pick<EnvironmentValues, "secretVariables">): EnvironmentProblems {
  if (error === null) return {};
  const names = ["workDir", "launchDir", "credentialsId", "hostName", "port", "userName", "maxQueueSize"] as const;
  const jumpHosts = blamedJumpHosts(error);
  // Their fields are called like those of the login node.
  if (Object.keys(jumpHosts).length > 0) return { jumpHosts };
  const secretVariables = blamedSecretVariables(error, values.secretVariables);
  if (Object.keys(secretVariables).length > 0) return { secretVariables };
  const registryCredentialsIds = blamedRegistries(error);
  if (registryCredentialsIds !== undefined) return { registryCredentialsIds };
  const nodes = blamedNodes(error);
  if (Object.keys(nodes).length > 0) return { nodes };
  const blamed = faultyFields(error);
  const places = names.filter((name) => blamed.includes(name)).map((name) => [name, error.message] as const);
  return { ...Object.fromEntries(places), ...problemsOfMembers(blamed, error.message) };
}
