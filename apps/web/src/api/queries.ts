import { accountQueries } from "./account-queries.ts";
import { administrationQueries } from "./administration-queries.ts";
import { auditQueries } from "./audit-queries.ts";
import { checkQueries } from "./check-queries.ts";
import { clusterQueries } from "./cluster-queries.ts";
import { labelQueries } from "./label-queries.ts";
import { managedIdentityQueries } from "./managed-identity-queries.ts";
import { organizationQueries, workspaceSelfQueries } from "./organization-queries.ts";
import { placeQueries } from "./place-queries.ts";
import { runQueries, workspaceQueries } from "./workspace-queries.ts";

/** Every question that pages ask, with the name under which the answer is kept; one file for each area. */
export const queries = {
  ...accountQueries,
  ...administrationQueries,
  ...auditQueries,
  ...checkQueries,
  ...clusterQueries,
  ...placeQueries,
  ...organizationQueries,
  ...managedIdentityQueries,
  ...workspaceSelfQueries,
  ...workspaceQueries,
  ...labelQueries,
  ...runQueries,
} as const;
