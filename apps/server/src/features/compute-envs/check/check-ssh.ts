import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ErrorCode } from "@postern/domain";
import { withinTime } from "../../../time-limit.ts";
import type { CheckStepKey, StepResult } from "./check-step.ts";

/** A way by SSH, as a check takes it step by step. */
export interface SshProbe {
  /** The host that this server itself connects to: a jump host, or the cluster. */
  readonly first: { readonly host: string; readonly port: number };
  /** Who signs in where, in the order in which the hosts are passed. */
  readonly accounts: readonly string[];
  /** Opens the port of the first host, and says nothing there. @throws ssh.unreachable */
  reach(): Promise<void>;
  /** Signs in on all hosts, or finds that it is signed in. Once a check. @throws ssh.… and what opening the keys throws. */
  connect(): Promise<void>;
  /** The keys that are pinned, as people compare them. */
  namePins(): Promise<readonly string[]>;
}

type SshStep = Extract<CheckStepKey, "name" | "port" | "hostKey" | "signIn">;

/** Whether a step comes before there is a connection by SSH. */
export function isBeforeSsh(key: CheckStepKey): key is SshStep {
  return key === "name" || key === "port" || key === "hostKey" || key === "signIn";
}

const lookupLimitMs = 20_000;
/** What keeps a sign-in from even being tried. */
const beforeSignIn: readonly ErrorCode[] = [
  ...(["ssh.host_key_unknown", "ssh.host_key_changed", "ssh.incompatible", "ssh.unreachable", "ssh.forwarding_refused"] as const),
];

/** The steps before there is a connection. One connection serves two of them: how it failed says which. */
export class SshCheck {
  readonly #probe: SshProbe;
  readonly #clock: Clock;
  #outcome: Promise<unknown> | undefined;

  constructor(probe: SshProbe, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  async look(key: SshStep): Promise<StepResult> {
    switch (key) {
      case "name":
        return this.#lookUp();
      case "port":
        return this.#reach();
      case "hostKey":
        return this.#compareKeys();
      case "signIn":
        return this.#signIn();
    }
  }

  async #lookUp(): Promise<StepResult> {
    const { host } = this.#probe.first;
    if (isIP(host) !== 0) return { status: "passed", summary: `${host} is an address.` };
    const found = lookup(host, { all: true }).catch(() => []);
    const timely = await withinTime(this.#clock, lookupLimitMs, found);
    const addresses = timely.isTimely ? timely.value.map(({ address }) => address) : [];
    if (addresses.length > 0) return { status: "passed", summary: `${host} is ${addresses.slice(0, 5).join(", ")}.` };
    const cure = "Check the name. The machine of this server has to be able to look it up, or to have it in /etc/hosts.";
    return { status: "failed", summary: `No address is known for ${host}.`, cure };
  }

  async #reach(): Promise<StepResult> {
    await this.#probe.reach();
    const { host, port } = this.#probe.first;
    return { status: "passed", summary: `${host} answers at port ${String(port)}.` };
  }

  async #compareKeys(): Promise<StepResult> {
    const error = await this.#connect();
    if (isAppError(error) && beforeSignIn.includes(error.code)) throw error;
    return { status: "passed", summary: `Known: ${(await this.#probe.namePins()).join(", ")}.` };
  }

  async #signIn(): Promise<StepResult> {
    const error = await this.#connect();
    if (error !== undefined)
      throw error instanceof AppError ? error : new AppError("server.internal", "The sign-in failed.", { cause: error });
    return { status: "passed", summary: `Signed in as ${this.#probe.accounts.join(", then ")}.` };
  }

  #connect(): Promise<unknown> {
    this.#outcome ??= this.#probe.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    return this.#outcome;
  }
}
