import type { Database } from "@postern/database";
import { listOfCredential } from "./features/compute-envs/environments-of-credential.ts";
import { CredentialUseService } from "./features/credentials/use-service.ts";
import type { CredentialUseParts } from "./features/credentials/use-service.ts";
import { listLaunchedOn, listUnfinishedOn } from "./features/runs/runs-on-environments.ts";

type Parts = Pick<CredentialUseParts, "credentials" | "listOpenings"> & { readonly database: Database };

/** Makes what tells who uses a credential, and what would stop without it. */
export function composeCredentialUses({ database: { query }, credentials, listOpenings }: Parts): CredentialUseService {
  return new CredentialUseService({
    ...{ credentials, listOpenings },
    listEnvironments: (id) => listOfCredential(query, id),
    listUnfinished: (ids) => listUnfinishedOn(query, ids),
    listLaunched: (ids, page) => listLaunchedOn(query, ids, page),
  });
}
