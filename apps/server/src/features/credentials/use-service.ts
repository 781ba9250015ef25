import type { CredentialDependentsResponse, CredentialUsageEntry, CredentialUsageResponse } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import { toIso } from "../../http/iso-time.ts";
import type { OpeningsOf } from "../audit/read/list-openings.ts";
import type { MentionedEnvironment } from "../compute-envs/environments-of-credential.ts";
import type { LaunchedRun, LaunchPlace, MentionedRun, UnfinishedRun } from "../runs/runs-on-environments.ts";
import type { CredentialService } from "./service.ts";

export interface CredentialUseParts {
  readonly credentials: Pick<CredentialService, "get">;
  readonly listOpenings: OpeningsOf;
  readonly listEnvironments: (id: CredentialId) => Promise<readonly MentionedEnvironment[]>;
  readonly listUnfinished: (computeEnvIds: readonly string[]) => Promise<readonly UnfinishedRun[]>;
  readonly listLaunched: (
    computeEnvIds: readonly string[],
    page: { readonly max: number; readonly after: LaunchPlace | undefined },
  ) => Promise<readonly LaunchedRun[]>;
}

export interface UsagePage {
  readonly max: number;
  readonly cursor: string | undefined;
}

/** Who uses a credential, and what would stop without it: for those who may see it. */
export class CredentialUseService {
  readonly #parts: CredentialUseParts;

  constructor(parts: CredentialUseParts) {
    this.#parts = parts;
  }

  /** Environments that are made of it, and their unfinished runs. @throws credential.not_found */
  async listDependents(actor: Actor, id: CredentialId): Promise<CredentialDependentsResponse> {
    await this.#parts.credentials.get(actor, id);
    const environments = present(await this.#parts.listEnvironments(id));
    const runs = await this.#parts.listUnfinished(environments.map((environment) => environment.id));
    return {
      environments: environments.map(({ id: environmentId, name, status }) => ({ id: environmentId, name, status })),
      runs: [...runs],
    };
  }

  /**
   * Each time that its secret was opened, as the audit trail has it, newest first. An agent credential has no secret: it is used by each
   * launch on its environments.
   *
   * @throws credential.not_found · request.invalid for a cursor that no page gave.
   */
  async listUsage(actor: Actor, id: CredentialId, page: UsagePage): Promise<CredentialUsageResponse> {
    const credential = await this.#parts.credentials.get(actor, id);
    const environments = await this.#parts.listEnvironments(id);
    return credential.connection_id === null ? this.#listOpened(id, environments, page) : this.#listLaunches(environments, page);
  }

  async #listOpened(id: CredentialId, environments: readonly MentionedEnvironment[], { max, cursor }: UsagePage) {
    const { openings, nextCursor } = await this.#parts.listOpenings({ targetKind: "credential", targetId: id, max, cursor });
    const usage = openings.map(({ environmentId, ...opening }): CredentialUsageEntry => ({
      ...opening,
      environment: mention(present(environments), environmentId),
    }));
    return { usage, nextCursor };
  }

  async #listLaunches(environments: readonly MentionedEnvironment[], { max, cursor }: UsagePage): Promise<CredentialUsageResponse> {
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    const ids = environments.map(({ id }) => id);
    const launched = await this.#parts.listLaunched(ids, { max: max + 1, after });
    const kept = launched.slice(0, max);
    const last = launched.length > max ? kept.at(-1) : undefined;
    const usage = kept.map((run): CredentialUsageEntry => ({
      at: toIso(run.at),
      who: { id: run.userId, userName: run.userName },
      purpose: "launch",
      run: { id: run.id, name: run.name },
      environment: mention(present(environments), run.computeEnvId),
    }));
    return { usage, nextCursor: last === undefined ? null : `${String(last.at)}-${last.id}` };
  }
}

/** What is gone is not linked to. */
function mention(things: readonly MentionedRun[], id: string | null | undefined): MentionedRun | null {
  const found = things.find((thing) => thing.id === id);
  return found === undefined ? null : { id: found.id, name: found.name };
}

const present = (environments: readonly MentionedEnvironment[]) => environments.filter(({ isDeleted }) => !isDeleted);

function parseCursor(cursor: string): LaunchPlace {
  const [, at, id] = /^(\d{1,15})-([A-Za-z0-9]{1,22})$/.exec(cursor) ?? [];
  if (at !== undefined && id !== undefined) return { at: Number(at), id };
  throw new AppError("request.invalid", "cursor is not one that a page of this list has given.", { fields: ["cursor"] });
}
