import type { Duplex } from "node:stream";

import type { AppError, Clock, TimeMs } from "@postern/domain";
import ssh2 from "ssh2";
import type { AnyAuthMethod, AuthenticationType, Client, ConnectConfig, NextAuthHandler } from "ssh2";

import { askForHostCertificate } from "./certified-host.ts";
import { signAsKeyOfCertificate } from "./certified-signature.ts";
import {
  certificateEnded,
  closedAfterKey,
  connectionError,
  hostCertificateRefused,
  hostKeyError,
  noCommonSignature,
} from "./connection-errors.ts";
import type { HopPlace, SignInProgress } from "./connection-errors.ts";
import { hostCertificateProblem, isHostCertificate, readHostCertificate } from "./host-certificate.ts";
import type { AuthorityKey } from "./host-certificate.ts";
import { describeHostKey } from "./host-keys.ts";
import type { HostKeys, SeenHostKey } from "./host-keys.ts";
import { lendToLibrary } from "./lent-key.ts";

export interface SignInParts {
  /** Leads to the host. Taken over: closed when the client is. */
  readonly socket: Duplex;
  readonly place: HopPlace;
  readonly hostKeys: HostKeys;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
}

export interface SignedIn {
  readonly client: Client;
  readonly socket: Duplex;
  /** Aborted once the client is closed, whoever closed it. */
  readonly closed: AbortSignal;
}

/** Host keys that we take, best first. */
const hostKeyAlgorithms = [
  ...["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"],
] as const;
const lostAfterBeats = 3;

/**
 * Signs in on one host, once it has proved to be the one that is meant. The key is lent after that, and for that alone.
 *
 * @throws ssh.unreachable, ssh.incompatible, ssh.host_key_unknown, ssh.host_key_changed, ssh.host_key_revoked, ssh.host_certificate_refused, ssh.refused, ssh.certificate_ended,
 * ssh.second_factor, and what `lendKey` throws. Nothing but the sign-in has happened then.
 */
export async function signIn(parts: SignInParts): Promise<SignedIn> {
  const { hop } = parts.place;
  const client = new ssh2.Client();
  const closed = new AbortController();
  // From the first moment: a host may close while the key is on its way back.
  client.once("close", () => closed.abort());
  const attempt = new SignInAttempt(parts, client);
  try {
    const pinned = await parts.hostKeys.algorithmsOf(hop.host, hop.port);
    attempt.begin(pinned, (await parts.hostKeys.authoritiesOf?.(hop.host, hop.port)) ?? []);
    await attempt.signedIn;
    await attempt.confirmHost();
    return { client, socket: parts.socket, closed: closed.signal };
  } catch (error) {
    client.destroy();
    parts.socket.destroy();
    throw attempt.explain(error);
  } finally {
    // The key is back before anybody goes on.
    await attempt.end();
  }
}

class SignInAttempt {
  readonly #parts: SignInParts;
  readonly #client: Client;
  readonly #outcome = Promise.withResolvers<void>();
  /** What we refused ourselves; the library tells it in words of its own. */
  #refusal: { readonly error: unknown } | undefined;
  #progress: SignInProgress | undefined;
  #lending: Promise<void> = Promise.resolve();
  /** The host closed the connection in good order, and said nothing. */
  readonly #hungUp = new TypeError("closed");
  #certificateEndsAt: TimeMs | undefined;
  #hasLent = false;
  #hasSigned = (): boolean => false;
  #isOver = false;
  #wasHandedOver = false;
  #accepted: { readonly blob: Buffer; readonly seen: SeenHostKey | undefined } | undefined;
  #authorities: readonly AuthorityKey[] = [];

  constructor(parts: SignInParts, client: Client) {
    this.#parts = parts;
    this.#client = client;
    // Looked at by whoever waits for it, or by nobody.
    this.#outcome.promise.catch(() => undefined);
  }

  get signedIn(): Promise<void> {
    return this.#outcome.promise;
  }

  /** Until the key is back. One that was not handed over yet is not waited for, and not taken when it comes. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#wasHandedOver) await this.#lending;
  }

  async confirmHost(): Promise<void> {
    const { hostKeys, place } = this.#parts;
    try {
      if (this.#accepted?.seen !== undefined) await hostKeys.confirm?.(this.#accepted.seen);
      else await hostKeys.noteCertified?.(place.hop.host, place.hop.port);
    } catch (error) {
      this.#refusal = { error };
      throw error;
    }
  }

  begin(pinned: readonly string[], authorities: readonly AuthorityKey[]): void {
    this.#authorities = authorities;
    const { resolve, reject } = this.#outcome;
    const { socket, place, connectTimeoutMs, keepAliveMs } = this.#parts;
    this.#client.once("ready", resolve);
    // Stays: an error without a listener would end the process.
    this.#client.on("error", reject);
    this.#client.once("close", () => reject(this.#hungUp));
    const configuration = {
      ...{ sock: socket, username: place.hop.userName, readyTimeout: connectTimeoutMs },
      ...{ keepaliveInterval: keepAliveMs, keepaliveCountMax: lostAfterBeats, algorithms: { serverHostKey: inOrder(pinned) } },
      hostVerifier: (blob: Buffer, verify: (isRight: boolean) => void) => this.#verify(blob, verify),
      authHandler: (methodsLeft: AuthenticationType[] | null, isPartial: boolean | null, next: NextAuthHandler) => {
        if (methodsLeft !== null) this.#progress = { methodsLeft, isPartial: isPartial === true };
        return this.#hasLent ? this.#giveUp() : this.#lend(next);
      },
    };
    // The types of the library know keys as texts only, and one form of each function.
    this.#client.connect(configuration as unknown as ConnectConfig);
    if (authorities.length > 0) askForHostCertificate(this.#client);
  }

  explain(error: unknown): unknown {
    if (this.#refusal !== undefined) return this.#refusal.error;
    if (error === this.#hungUp && this.#hasSigned()) return closedAfterKey(this.#parts.place);
    const said = connectionError(this.#parts.place, error, this.#progress);
    // It may have ended on its way.
    return said.code === "ssh.refused" ? (this.#endedCertificate() ?? said) : said;
  }

  #endedCertificate(): AppError | undefined {
    const endsAt = this.#certificateEndsAt;
    return endsAt !== undefined && endsAt <= this.#parts.clock.now() ? certificateEnded(this.#parts.place, endsAt) : undefined;
  }

  #verify(blob: Buffer, verify: (isRight: boolean) => void): void {
    // Hosts show their key again when they change the keys of a long connection.
    if (this.#accepted !== undefined) return verify(this.#accepted.blob.equals(blob));
    judge(this.#parts, blob, this.#authorities).then(
      (seen) => {
        this.#accepted = { blob: Buffer.from(blob), seen };
        verify(true);
      },
      (error: unknown) => {
        this.#refusal = { error };
        verify(false);
      },
    );
  }

  /** The key is lent once. The library asks again, with nothing to tell, when it could not even send what it was given. */
  #giveUp(): false {
    if (this.#progress === undefined) this.#refusal ??= { error: noCommonSignature(this.#parts.place) };
    return false;
  }

  #lend(next: NextAuthHandler): undefined {
    this.#hasLent = true;
    const { promise, reject } = this.#outcome;
    const { hop } = this.#parts.place;
    const lent = hop.lendKey(async (sshKey) => {
      if (this.#isOver) return;
      this.#wasHandedOver = true;
      const { key, isCertified, endsAt, takeBack, hasSigned } = lendToLibrary(sshKey);
      this.#certificateEndsAt = endsAt;
      this.#hasSigned = hasSigned;
      const ended = this.#endedCertificate();
      if (ended !== undefined) {
        takeBack();
        throw ended;
      }
      if (isCertified) signAsKeyOfCertificate(this.#client);
      next({ type: "publickey", username: hop.userName, key } as unknown as AnyAuthMethod);
      await promise.catch(() => undefined).finally(takeBack);
    });
    this.#lending = lent.catch((error: unknown) => {
      this.#refusal ??= { error };
      reject(error);
    });
  }
}

/** What is to be confirmed later; nothing where a certificate says it. */
async function judge(parts: SignInParts, blob: Buffer, authorities: readonly AuthorityKey[]): Promise<SeenHostKey | undefined> {
  const { place, hostKeys } = parts;
  if (isHostCertificate(blob)) {
    await judgeCertificate(parts, blob, authorities);
    return undefined;
  }
  const seen = describeHostKey(place.hop.host, place.hop.port, blob);
  const verdict = await hostKeys.judge(seen);
  if (verdict !== "known") throw hostKeyError(place, verdict, seen);
  return seen;
}

async function judgeCertificate(
  { clock, place, hostKeys }: SignInParts,
  blob: Buffer,
  authorities: readonly AuthorityKey[],
): Promise<void> {
  const certificate = readHostCertificate(blob);
  if (certificate === undefined) throw hostCertificateRefused(place, "it is not whole");
  const inIt = describeHostKey(place.hop.host, place.hop.port, certificate.key);
  if ((await hostKeys.isRevoked?.(inIt)) === true) throw hostKeyError(place, "revoked", inIt);
  const problem = hostCertificateProblem(certificate, { host: place.hop.host, authorities, now: clock.now() });
  if (problem === undefined) return;
  await hostKeys.noteRefused?.(inIt);
  throw hostCertificateRefused(place, problem);
}

/** Those of pinned keys first: a host shows one of its keys, and it must be one that we know. */
function inOrder(pinned: readonly string[]): readonly string[] {
  const isPinned = (algorithm: string): boolean => pinned.includes(algorithm.startsWith("rsa-sha2") ? "ssh-rsa" : algorithm);
  return [...hostKeyAlgorithms.filter(isPinned), ...hostKeyAlgorithms.filter((algorithm) => !isPinned(algorithm))];
}
