import type { Secret } from "@postern/vault";
import { readSecretLine } from "../read-secret-line.ts";

/**
 * The first line of a file that nobody else may read, or of standard input for `-`. The caller destroys it.
 *
 * @throws setting.invalid naming the file and the cure.
 */
export function readPassphrase(path: string): Secret {
  return readSecretLine({ path, setting: "passphrase-file", what: "passphrase" });
}
