import type { Migration } from "../migration.ts";
import { sql as firstLine } from "./0001-first-line.ts";
import { sql as runParents } from "./0002-run-parents.ts";
import { sql as organizations } from "./0003-organizations.ts";
import { sql as auditContext } from "./0004-audit-context.ts";
import { sql as knownDevices } from "./0005-known-devices.ts";
import { sql as checkForWhom } from "./0006-check-for-whom.ts";
import { sql as auditChain } from "./0007-audit-chain.ts";
import { sql as invitedBy } from "./0008-invited-by.ts";
import { sql as everyCredential } from "./0009-every-credential.ts";
import { sql as keyRotations } from "./0010-key-rotations.ts";
import { sql as heldSecrets } from "./0011-held-secrets.ts";
import { sql as agentsOfTheirOwn } from "./0012-agents-of-their-own.ts";
import { sql as forgottenAgents } from "./0013-forgotten-agents.ts";
import { sql as leases } from "./0014-leases.ts";
import { sql as agentsByPerson } from "./0015-agents-by-person.ts";
import { sql as headJobResources } from "./0016-head-job-resources.ts";
import { sql as hostKeys } from "./0017-host-keys.ts";
import { sql as jumpHosts } from "./0018-jump-hosts.ts";
import { sql as labels } from "./0019-labels.ts";
import { sql as registryCredentials } from "./0020-registry-credentials.ts";
import { sql as secretVariables } from "./0022-secret-variables.ts";
import { sql as managedIdentities } from "./0021-managed-identities.ts";

export const sqliteMigrations: readonly Migration[] = [
  { number: 1, name: "first-line", sql: firstLine },
  { number: 2, name: "run-parents", sql: runParents },
  { number: 3, name: "organizations", sql: organizations },
  { number: 4, name: "audit-context", sql: auditContext },
  { number: 5, name: "known-devices", sql: knownDevices },
  { number: 6, name: "check-for-whom", sql: checkForWhom },
  { number: 7, name: "audit-chain", sql: auditChain },
  { number: 8, name: "invited-by", sql: invitedBy },
  { number: 9, name: "every-credential", sql: everyCredential },
  { number: 10, name: "key-rotations", sql: keyRotations },
  { number: 11, name: "held-secrets", sql: heldSecrets },
  { number: 12, name: "agents-of-their-own", sql: agentsOfTheirOwn },
  { number: 13, name: "forgotten-agents", sql: forgottenAgents },
  { number: 14, name: "leases", sql: leases },
  { number: 15, name: "agents-by-person", sql: agentsByPerson },
  { number: 16, name: "head-job-resources", sql: headJobResources },
  { number: 17, name: "host-keys", sql: hostKeys },
  { number: 18, name: "jump-hosts", sql: jumpHosts },
  { number: 19, name: "labels", sql: labels },
  { number: 20, name: "registry-credentials", sql: registryCredentials },
  { number: 21, name: "managed-identities", sql: managedIdentities },
  { number: 22, name: "secret-variables", sql: secretVariables },
];
