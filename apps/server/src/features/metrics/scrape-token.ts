import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "@postern/domain";
import { readSecretLine } from "../../read-secret-line.ts";

/** As many letters as no list of words and no patience gets through. */
const minBytes = 16;

/** Who may read the metrics: whoever shows the token of the operator, and nobody where there is none. */
export class ScrapeToken {
  // SAFETY: kept as a hash: what is compared with every request needs no secret in memory, and hashes are of one length.
  readonly #hash: Buffer | undefined;

  private constructor(hash: Buffer | undefined) {
    this.#hash = hash;
  }

  /**
   * @param path the file that the setting `metrics-token-file` names; `undefined` when it names none.
   * @throws setting.invalid when it cannot be read, others can read it, or the token is too short to keep anybody out.
   */
  static read(path: string | undefined): ScrapeToken {
    if (path === undefined) return new ScrapeToken(undefined);
    const setting = "metrics-token-file";
    using token = readSecretLine({ path, setting, what: "token" });
    if (token.byteLength < minBytes) {
      throw new AppError("setting.invalid", `The token in ${path} is shorter than ${String(minBytes)} letters.`, { fields: [setting] });
    }
    return new ScrapeToken(token.use(hashOf));
  }

  /** Whether there are metrics to read at all. */
  get isSet(): boolean {
    return this.#hash !== undefined;
  }

  /**
   * @param header the `Authorization` of a request.
   * @throws request.not_found when no token is set: then nothing is there.
   * @throws metrics.token_wrong
   */
  admit(header: string | undefined): void {
    if (this.#hash === undefined) throw new AppError("request.not_found", "GET /metrics not found.");
    const shown = /^bearer +(?<token>\S+) *$/i.exec(header ?? "")?.groups?.["token"];
    if (shown !== undefined && timingSafeEqual(hashOf(Buffer.from(shown)), this.#hash)) return;
    throw new AppError("metrics.token_wrong", "The metrics are for whoever shows their token.");
  }
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
