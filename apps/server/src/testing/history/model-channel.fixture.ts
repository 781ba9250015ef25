import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";
import type { ChannelPeer, CommandChannel, FileChunk, FileStat } from "@postern/transport";
import type { SchedulerModel } from "./scheduler-model.fixture.ts";

/** Lets an act on the cluster happen, or not, or makes its answer be lost. */
export type Carrier = <Answer>(act: { readonly words?: readonly string[]; readonly do: () => Answer }) => Promise<Answer>;

/** The way to a modelled cluster: its programs and its files, each act carried by somebody who may lose it. */
export class ModelChannel implements CommandChannel {
  readonly peer: ChannelPeer = { kind: "ssh", userName: "jane", hostName: "login.model", workDir: "/work" };
  readonly #model: SchedulerModel;
  readonly #carry: Carrier;

  constructor(model: SchedulerModel, carry: Carrier) {
    this.#model = model;
    this.#carry = carry;
  }

  run({ words }: CommandRequest): Promise<CommandResult> {
    return this.#carry({ words, do: () => this.#model.answer(words) });
  }

  readFile(path: string): Promise<FileChunk> {
    return this.#carry({ do: () => this.#read(path) });
  }

  tail(path: string): Promise<FileChunk> {
    return this.#carry({ do: () => this.#read(path) });
  }

  writeFile(path: string, bytes: Uint8Array): Promise<void> {
    return this.#carry({ do: () => void this.#model.files.set(path, new TextDecoder().decode(bytes)) });
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.#carry({
      do: () => {
        const isDirectory = path === "/work";
        if (!isDirectory && !this.#model.files.has(path)) return undefined;
        const kind = isDirectory ? "directory" : "file";
        return { kind, sizeBytes: 1, modifiedAt: 0, mode: 0o700, isWritable: true } as const;
      },
    });
  }

  findHome = unused;
  openRead = unused;
  openWrite = unused;
  list = unused;
  makeDirectory = unused;

  async [Symbol.asyncDispose](): Promise<void> {}

  #read(path: string): FileChunk {
    const text = this.#model.files.get(path);
    if (text === undefined) throw new AppError("file.not_found", `There is no file ${path}.`);
    const bytes = new TextEncoder().encode(text);
    return { offset: 0, bytes, fileSizeBytes: bytes.length };
  }
}

function unused(): Promise<never> {
  return Promise.reject(new AppError("server.internal", "The model of a cluster has no such operation."));
}
