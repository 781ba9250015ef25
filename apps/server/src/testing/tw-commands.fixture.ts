import type { ComputeEnv, ComputeEnvListEntry, ListCredentialsResponse, Static } from "@postern/contracts";

interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface TwParts {
  /** Holds what is sent and answered against what is published. */
  call(line: string, options?: { readonly token: string; readonly body?: object }): Promise<Answer>;
  readonly token: string;
  /** As `-w` resolves it. */
  readonly workspaceId: number;
}

export interface AddOptions {
  readonly name: string;
  readonly config: object;
  /** `-c`: an id or a name. */
  readonly credentials?: string;
  readonly description?: string;
  readonly labelIds?: readonly number[];
}

/** What `tw compute-envs export` writes. */
export interface ExportFile {
  readonly config: { readonly discriminator: string };
  readonly labels: readonly { readonly id: number }[];
}

/** A command that ended with a message, as it does on the screen. */
export class TwFailure extends Error {}

/** The calls of `tw compute-envs`, each command with those of the public client in its order, and with its own refusals. */
export class TwCommands {
  readonly #parts: TwParts;

  constructor(parts: TwParts) {
    this.#parts = parts;
  }

  /** `add PLATFORM`. Gives the id. */
  async add(platform: string, { name, config, credentials, description, labelIds }: AddOptions): Promise<string> {
    const credentialsId = await this.#chooseCredentials(platform, credentials);
    const more = { ...(description === undefined ? {} : { description }) };
    const computeEnv = { config: { discriminator: platform, ...config }, credentialsId, name, platform, ...more };
    const body = { computeEnv, ...(labelIds === undefined ? {} : { labelIds }) };
    return (await this.#ask<{ computeEnvId: string }>("POST", "/compute-envs", { body })).computeEnvId;
  }

  async list(query = ""): Promise<readonly ComputeEnvListEntry[]> {
    return (await this.#ask<{ computeEnvs: ComputeEnvListEntry[] }>("GET", "/compute-envs", { query })).computeEnvs;
  }

  async view(name: string): Promise<ComputeEnv> {
    return this.#describe(await this.#find(name), "attributes=labels");
  }

  async update(name: string, change: { readonly newName?: string; readonly description?: string }): Promise<void> {
    const { newName } = change;
    if (newName !== undefined) await this.#send("GET", "/compute-envs/validate", { query: `name=${encodeURIComponent(newName)}` });
    const seen = await this.view(name);
    await this.#send("PUT", `/compute-envs/${seen.id}`, { body: { name: newName ?? seen.name, description: change.description } });
  }

  /** `delete --wait`: asks until it is DELETED; a refusal ends the command. */
  async remove(name: string): Promise<ComputeEnv> {
    const id = await this.#find(name);
    await this.#send("DELETE", `/compute-envs/${id}`);
    return this.#describe(id);
  }

  async export(name: string): Promise<ExportFile> {
    const { config, labels } = await this.view(name);
    return { config, labels };
  }

  /** The platform is what the file says of its settings. */
  async import({ config, labels }: ExportFile, { name, overwrite = false }: { name: string; overwrite?: boolean }): Promise<string> {
    if (overwrite) {
      const found = (await this.list("status=AVAILABLE")).find((entry) => entry.name === name);
      if (found !== undefined) await this.#send("DELETE", `/compute-envs/${found.id}`);
    }
    return this.add(config.discriminator, { name, config, labelIds: labels.map(({ id }) => id) });
  }

  async primary(): Promise<ComputeEnv> {
    const found = (await this.list("status=AVAILABLE")).find(({ primary }) => primary);
    if (found === undefined) throw new TwFailure("no compute environment");
    return this.#describe(found.id);
  }

  async setPrimary(name: string): Promise<void> {
    await this.#send("POST", `/compute-envs/${await this.#find(name)}/primary`);
  }

  validate(name: string, force: boolean): Promise<{ status: string; transientError: boolean; message: string | null }> {
    return this.#find(name).then((id) => this.#ask("POST", `/compute-envs/${id}/validate`, { query: `force=${String(force)}`, body: {} }));
  }

  /** With `-c` the one of that id or name among those that open the platform; without it there must be exactly one. */
  async #chooseCredentials(platform: string, wanted: string | undefined): Promise<string> {
    const query = `platformId=${platform}`;
    const { credentials } = await this.#ask<Static<typeof ListCredentialsResponse>>("GET", "/credentials", { query });
    const fitting = credentials.filter(({ id, name }) => wanted === undefined || [id, name].includes(wanted));
    const [one, ...more] = fitting;
    if (one === undefined) throw new TwFailure("No valid credentials");
    if (more.length > 0) throw new TwFailure("Multiple credentials match");
    return one.id;
  }

  async #find(name: string): Promise<string> {
    const found = (await this.list()).find((entry) => entry.name === name);
    if (found === undefined) throw new TwFailure(`Compute environment '${name}' not found`);
    return found.id;
  }

  async #describe(id: string, query = ""): Promise<ComputeEnv> {
    return (await this.#ask<{ computeEnv: ComputeEnv }>("GET", `/compute-envs/${id}`, { query })).computeEnv;
  }

  async #ask<Json>(method: string, path: string, sent: Sent = {}): Promise<Json> {
    return JSON.parse(await this.#send(method, path, sent)) as Json;
  }

  async #send(method: string, path: string, { body, query = "" }: Sent = {}): Promise<string> {
    const { call, token, workspaceId } = this.#parts;
    const line = `${method} ${path}?workspaceId=${String(workspaceId)}${query === "" ? "" : `&${query}`}`;
    const { status, text } = await call(line, { token, ...(body === undefined ? {} : { body }) });
    if (status < 300) return text;
    throw new TwFailure((JSON.parse(text) as { message: string }).message);
  }
}

interface Sent {
  readonly query?: string;
  readonly body?: object;
}
