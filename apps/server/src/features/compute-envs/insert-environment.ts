import type { Query } from "@postern/database";
import { homeOf } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { AuditEntry } from "../audit/service.ts";
import { labelsImage, namedLabels, putEnvironmentLabels } from "../labels/service.ts";
import { waitingSteps } from "./check/check-step.ts";
import { environmentImage, toEnvironment } from "./environment.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { holdOpener } from "./hold-opener.ts";
import { holdJumpKeys, refuseNoSsh } from "./jump-hosts/hold-jump-keys.ts";
import { jumpHostsImage } from "./jump-hosts/jump-host.ts";
import { putJumpHosts } from "./jump-hosts/store.ts";
import type { NewEnvironmentRows } from "./new-environment.ts";
import { registriesImage } from "./registries/chosen-registry.ts";
import { holdRegistries } from "./registries/hold-registries.ts";
import { putRegistries } from "./registries/store.ts";
import { sealVariables } from "./secret-variables/seal-variables.ts";
import { variablesImage } from "./secret-variables/secret-variable.ts";
import { putSecretVariables } from "./secret-variables/store.ts";
import type { ComputeEnvParts } from "./service-parts.ts";
import * as store from "./store.ts";

/** Something that was done to an environment, as the audit trail takes it. */
export interface EnvironmentAct extends Pick<AuditEntry, "action" | "before" | "after"> {
  readonly environment: ComputeEnvironment;
}

interface Insertion extends Pick<ComputeEnvParts, "credentials" | "database" | "managed" | "places" | "vault"> {
  readonly rows: NewEnvironmentRows;
}

/**
 * All that a new environment is, inside a transaction whose last thing is to record what comes back.
 *
 * @throws what holding its opener, jump hosts, registries and labels throws, naming the member at fault.
 */
export async function insertEnvironment(query: Query, actor: Actor, insertion: Insertion): Promise<EnvironmentAct> {
  const { credentials, database, managed, places, rows, vault } = insertion;
  const { row, jumpHosts: hosts, registryIds, labelIds, secretVariables } = rows;
  const made = toEnvironment(row);
  await places.holdHome(query, homeOf(actor));
  const provider = await holdOpener(query, actor, { credentials, managed, environment: made, jumpHosts: hosts });
  refuseNoSsh(hosts, provider);
  await holdJumpKeys(query, actor, { credentials, hosts });
  const steps = provider === "ssh" ? { check_steps: JSON.stringify(waitingSteps("ssh")) } : {};
  await store.insertEnvironment(query, { ...row, ...steps });
  await putJumpHosts(query, made.id, hosts);
  const registries = await holdRegistries(query, actor, { credentials, ids: registryIds });
  await putRegistries(query, made.id, registries);
  const labels = await namedLabels(query, actor, { engine: database.engine, ids: labelIds });
  await putEnvironmentLabels(query, made.id, labels);
  if (secretVariables.length > 0) {
    const envelope = sealVariables(vault, made, secretVariables);
    await putSecretVariables(query, { id: made.id, variables: secretVariables, envelope });
  }
  const settings = { ...environmentImage(made), ...jumpHostsImage(hosts), ...registriesImage(registries) };
  const after = { ...settings, ...labelsImage(labels), ...(secretVariables.length === 0 ? {} : variablesImage(secretVariables)) };
  return { action: "environment.create", environment: made, after };
}
