import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ErrorCode } from "@postern/domain";
import { withinTime } from "../../../time-limit.ts";
import type { CheckStepKey, StepResult } from "./check-step.ts";

/** A host on a way. */
export interface SshProbeHop {
  readonly host: string;
  readonly port: number;
  readonly isJumpHost: boolean;
}

/** A way by SSH, as a check takes it step by step. */
export interface SshProbe {
  /** The hosts that are passed, in their order. This server itself connects to the first: a jump host, or the cluster's own. */
  readonly way: readonly [SshProbeHop, ...SshProbeHop[]];
  /** Who signs in where, in the order in which the hosts are passed. */
  readonly accounts: readonly string[];
  /** Opens the port of the first host, and says nothing there. @throws ssh.unreachable */
  reach(): Promise<void>;
  /** Signs in on all hosts, or finds that it is signed in. Once a check. @throws ssh.… and what opening the keys throws. */
  connect(): Promise<void>;
  /** The keys that are pinned for one of the hosts, as people compare them. */
  namePins(hop: SshProbeHop): Promise<readonly string[]>;
}

type SshStep = Extract<CheckStepKey, "name" | "port" | "hostKey" | "signIn">;

/** Whether a step comes before there is a connection by SSH. */
export function isBeforeSsh(key: CheckStepKey): key is SshStep {
  return key === "name" || key === "port" || key === "hostKey" || key === "signIn";
}

const lookupLimitMs = 20_000;
/** What keeps a sign-in from even being tried. */
const beforeSignIn: readonly ErrorCode[] = [
  ...([
    "ssh.host_key_unknown",
    "ssh.host_key_changed",
    "ssh.host_key_revoked",
    "ssh.host_certificate_refused",
    "ssh.incompatible",
    "ssh.unreachable",
    "ssh.forwarding_refused",
  ] as const),
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
    const [first] = this.#probe.way;
    const { host } = first;
    const name = nameOf(first);
    if (isIP(host) !== 0) return { status: "passed", summary: `${capital(name)} is an address.` };
    const found = lookup(host, { all: true }).catch(() => []);
    const timely = await withinTime(this.#clock, lookupLimitMs, found);
    const addresses = timely.isTimely ? timely.value.map(({ address }) => address) : [];
    if (addresses.length > 0) return { status: "passed", summary: `${capital(name)} is ${addresses.slice(0, 5).join(", ")}.` };
    const cure = "Check the name. The machine of this server has to be able to look it up, or to have it in /etc/hosts.";
    return { status: "failed", summary: `No address is known for ${name}.`, cure, isPassing: true };
  }

  async #reach(): Promise<StepResult> {
    await this.#probe.reach();
    const [first] = this.#probe.way;
    return { status: "passed", summary: `${capital(nameOf(first))} answers at port ${String(first.port)}.` };
  }

  async #compareKeys(): Promise<StepResult> {
    const error = await this.#connect();
    if (isAppError(error) && beforeSignIn.includes(error.code)) throw error;
    const keys = await this.#nameKeys();
    return { status: "passed", summary: keys.length === 0 ? "New here: it is pinned at the first sign-in." : `Known: ${keys.join(", ")}.` };
  }

  /** Of several hosts each with its own: behind one that does not let us in there may be hosts that nobody has seen yet. */
  async #nameKeys(): Promise<readonly string[]> {
    const { way } = this.#probe;
    const keys = way.map(async (hop) => {
      const pins = await this.#probe.namePins(hop);
      return way.length === 1 ? pins : pins.map((pin) => `${nameOf(hop)} by ${pin}`);
    });
    return (await Promise.all(keys)).flat();
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

const nameOf = ({ host, isJumpHost }: SshProbeHop): string => (isJumpHost ? `the jump host ${host}` : host);

const capital = (name: string): string => (name.startsWith("the ") ? `T${name.slice(1)}` : name);
