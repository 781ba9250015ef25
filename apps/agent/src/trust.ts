import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";

import { AppError } from "@postern/domain";

/**
 * The certificates to trust: `undefined` for those that are built in; with a file, those and its own.
 *
 * @throws setting.invalid when the file cannot be read or holds no certificate.
 */
export async function readTrust(caFile: string | undefined): Promise<readonly string[] | undefined> {
  if (caFile === undefined) return undefined;
  const text = await readFile(caFile, "utf8").catch((error: unknown) => {
    throw new AppError("setting.invalid", `The certificate file ${caFile} cannot be read.`, { cause: error });
  });
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (certificates === null) throw new AppError("setting.invalid", `The file ${caFile} holds no certificate in PEM form.`);
  return [...rootCertificates, ...certificates];
}
