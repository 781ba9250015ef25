import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A network of two ends: this machine, and a namespace of its own in which an agent can run as if on another machine. */
export interface NetworkNamespace extends AsyncDisposable {
  /** Of this machine, as the namespace sees it. */
  readonly hostAddress: string;
  /** Of the namespace at the beginning. */
  readonly address: string;
  /** Words before a command that shall run in it. */
  readonly via: readonly string[];
  /** Nothing arrives any more, and nobody is told: as when a route is withdrawn somewhere between. */
  loseRoute(): Promise<void>;
  restoreRoute(): Promise<void>;
  /** The end in the namespace gets another address; the old one is gone at once. */
  changeAddress(): Promise<string>;
}

/** Whether the kernel lets this process make one; else why not. */
export async function networkNamespaceProblem(): Promise<string | undefined> {
  try {
    await using _ = await makeNetworkNamespace();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim().slice(0, 200) : "unknown reason";
  }
}

/** From 198.18.0.0/15, which is set aside for tests. Needs root. */
export async function makeNetworkNamespace(): Promise<NetworkNamespace> {
  const tag = `${String(process.pid % 100_000)}${String(Math.floor(Math.random() * 1_000))}`;
  const [name, near, far] = [`postern-${tag}`, `pn${tag}`, `pf${tag}`];
  const subnet = `198.${String(18 + (process.pid % 2))}.${String(Math.floor(Math.random() * 256))}`;
  const hostAddress = `${subnet}.1`;
  await using opening = new AsyncDisposableStack();
  await ip("netns", "add", name);
  opening.defer(() => ip("netns", "delete", name));
  await ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
  // Goes with the namespace, some time after it; deleted here, it is gone when the test is over.
  opening.defer(() => ip("link", "delete", near));
  await ip("address", "add", `${hostAddress}/24`, "dev", near);
  await ip("link", "set", near, "up");
  await ip("-n", name, "address", "add", `${subnet}.2/24`, "dev", far);
  await ip("-n", name, "link", "set", far, "up");
  const open = opening.move();
  return {
    hostAddress,
    address: `${subnet}.2`,
    via: ["ip", "netns", "exec", name],
    loseRoute: () => ip("-n", name, "route", "add", "blackhole", `${hostAddress}/32`),
    restoreRoute: () => ip("-n", name, "route", "delete", "blackhole", `${hostAddress}/32`),
    changeAddress: async () => {
      await ip("-n", name, "address", "add", `${subnet}.3/24`, "dev", far);
      await ip("-n", name, "address", "delete", `${subnet}.2/24`, "dev", far);
      // Deleting the first address of a subnet takes the second one with it, where the kernel is set so.
      await ip("-n", name, "address", "replace", `${subnet}.3/24`, "dev", far);
      return `${subnet}.3`;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function ip(...words: readonly string[]): Promise<void> {
  await run("ip", words);
}
