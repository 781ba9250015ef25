import { AppError, registryHost, sameRegistryProblem } from "@postern/domain";
import type { Clock, ComputeEnvId, CredentialId, RunId, UserId } from "@postern/domain";
import type { Database } from "@postern/database";
import type { CommandChannel } from "@postern/transport";
import type { SecretOpener } from "../../credentials/open-secret.ts";
import { renderRegistryAuth } from "../bundle/registry-auth.ts";
import type { RegistryLogin } from "../bundle/registry-auth.ts";
import { makeLentFolder } from "./make-lent-folder.ts";
import { noteRegistryFolder } from "./store.ts";

export interface LaunchRegistriesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Pick<SecretOpener, "withKeys">;
  /** The credentials that launches on an environment bring along. */
  readonly listRegistries: (id: ComputeEnvId) => Promise<readonly { readonly credentialId: CredentialId }[]>;
  /** Asks for a look at what runs that are over have left behind. */
  readonly wakeCleaning: () => void;
}

/** For whom and where credentials of registries are brought. */
export interface BroughtFor {
  readonly runId: RunId;
  readonly userId: UserId;
  readonly environmentId: ComputeEnvId;
  /** Absolute, on the cluster. */
  readonly folder: string;
}

interface NamedLogin extends RegistryLogin {
  /** Of the credential. */
  readonly name: string;
}

/** The container registries that a launch brings along: from the vault into the file that container engines read, for one run. */
export class LaunchRegistries {
  readonly #parts: LaunchRegistriesParts;

  constructor(parts: LaunchRegistriesParts) {
    this.#parts = parts;
  }

  async hasAny(id: ComputeEnvId): Promise<boolean> {
    return (await this.#parts.listRegistries(id)).length > 0;
  }

  /**
   * Opens the credentials of the environment, each recorded with its run, and writes them where the run finds them: a folder and a file for its
   * owner only. May be repeated. Whether the person may use them is asked before.
   *
   * @throws request.invalid when two are for one registry, which an edit may have led to since they were chosen.
   * @throws as the channel and `SecretOpener` do.
   */
  async bring(channel: CommandChannel, target: BroughtFor): Promise<void> {
    const { clock, database, listRegistries } = this.#parts;
    const chosen = await listRegistries(target.environmentId);
    await noteRegistryFolder(database.query, { ...target, at: clock.now() });
    await makeLentFolder(channel, target.folder);
    const ids = chosen.map(({ credentialId }) => credentialId);
    await this.#withLogins(target, ids, (logins) => write(channel, target.folder, logins));
  }

  /** A run is over: its folder is to be looked for, whatever its job has done itself. */
  noteOver(): void {
    this.#parts.wakeCleaning();
  }

  // One inside the other: each is open only while all are used.
  #withLogins(target: BroughtFor, ids: readonly CredentialId[], act: (logins: readonly NamedLogin[]) => Promise<void>): Promise<void> {
    const [id, ...others] = ids;
    if (id === undefined) return act([]);
    const { runId, userId, environmentId } = target;
    return this.#parts.secrets.withKeys({ actor: userId, credentialId: id, purpose: "launch", runId, environmentId }, (keys, row) => {
      const password = keys.findSecret("password");
      if (password === undefined) throw new AppError("credential.damaged", `The credential ${row.name} holds no password.`);
      const login = {
        name: row.name,
        host: registryHost(keys.findText("registry")),
        userName: keys.findText("userName") ?? "",
        password,
      };
      return this.#withLogins(target, others, (logins) => act([login, ...logins]));
    });
  }
}

async function write(channel: CommandChannel, folder: string, logins: readonly NamedLogin[]): Promise<void> {
  const twice = sameRegistryProblem(logins);
  if (twice !== undefined) throw new AppError("request.invalid", twice.problem, { fields: ["launch.computeEnvId"] });
  const bytes = renderRegistryAuth(logins);
  try {
    await channel.writeFile(`${folder}/config.json`, bytes, { mode: 0o600 });
  } finally {
    bytes.fill(0);
  }
}
