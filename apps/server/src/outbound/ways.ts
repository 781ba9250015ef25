import type { RequestOptions } from "node:http";
import { Agent } from "node:https";
import { isIP } from "node:net";
import { createSecureContext, getCACertificates } from "node:tls";
import type { SecureContext } from "node:tls";
import { addressProblem } from "./address-rules.ts";
import type { OutboundReach } from "./address-rules.ts";
import { checkedLookup, requireAllowed, resolveBySystem } from "./checked-lookup.ts";
import type { Resolve } from "./checked-lookup.ts";
import { openTunnel } from "./open-tunnel.ts";

export interface WayParts {
  readonly reach: OutboundReach;
  /** PEM of authorities to trust besides those that Node and the machine know. */
  readonly authorities: readonly string[];
  /** `http://…` of a proxy for everything encrypted that is no private network; undefined: there is none. */
  readonly proxy?: string | undefined;
  /** The system's own when it is left out. */
  readonly resolve?: Resolve;
}

/** Whoever found it disposes it, when the answer has been read. */
export interface Way extends Disposable {
  readonly options: Pick<RequestOptions, "agent" | "lookup" | "createConnection">;
}

/** How connections are opened: straight to an address that was checked, or through the proxy of the site. */
export class Ways {
  readonly #parts: WayParts;
  readonly #resolve: Resolve;
  #trust: SecureContext | undefined;

  constructor(parts: WayParts) {
    this.#parts = parts;
    this.#resolve = parts.resolve ?? resolveBySystem;
  }

  /**
   * @throws outbound.refused for an address in place of a name that must not be reached; names are looked at when the connection is made.
   * @throws outbound.failed when the proxy does not connect.
   */
  async find(url: URL, signal: AbortSignal): Promise<Way> {
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const isAddress = isIP(hostname) !== 0;
    const { proxy, reach } = this.#parts;
    if (isAddress) requireAllowed(hostname, reach);
    // What is not encrypted is no business of a proxy.
    if (proxy !== undefined && url.protocol === "https:" && (await this.#isBehindProxy(hostname, isAddress))) {
      const tunnel = await openTunnel(url, { proxy: new URL(proxy), trust: () => this.#trusted() }, signal);
      return { options: { createConnection: () => tunnel.secure() }, [Symbol.dispose]: () => tunnel.socket.destroy() };
    }
    const agent = url.protocol === "https:" ? this.#agent() : false;
    const options = { agent, lookup: checkedLookup(this.#resolve, reach) };
    return { options, [Symbol.dispose]: () => undefined };
  }

  /** What is known here to be near is not asked through the proxy; what only the proxy knows the name of is. */
  async #isBehindProxy(hostname: string, isAddress: boolean): Promise<boolean> {
    const found = isAddress ? [{ address: hostname }] : await this.#resolve(hostname).catch(() => []);
    return found.every(({ address }) => addressProblem(address, "public") === undefined);
  }

  // Connections are not kept: each is checked anew.
  #agent(): Agent {
    // SAFETY: said outright, so that no variable of the environment switches it off.
    return new Agent({ secureContext: this.#trusted(), rejectUnauthorized: true, keepAlive: false, maxCachedSessions: 0 });
  }

  /** Made once, because reading all authorities takes some tenths of a second. */
  #trusted(): SecureContext {
    const known = (): string[] => [...getCACertificates("default"), ...getCACertificates("system")];
    this.#trust ??= createSecureContext({ ca: [...new Set([...known(), ...this.#parts.authorities])] });
    return this.#trust;
  }
}
