import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";

import { AppError } from "@postern/domain";

/** Where distributions keep what the machine trusts, certificates of the site among them: Debian, Red Hat, SUSE, others. */
const machineFiles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
] as const;

export interface TrustWish {
  /** Named by a person: it must be readable. */
  readonly caFile: string | undefined;
  /** Of the machine: the first that can be read counts. */
  readonly machineFiles?: readonly string[];
}

/**
 * The certificates to trust: those that are built in, those that the machine trusts, and those of the file that a person named.
 * Where `curl` reaches the server, so does the agent. `undefined` when the built-in ones are all.
 *
 * @throws setting.invalid when the named file cannot be read or holds no certificate.
 */
export async function readTrust({ caFile, machineFiles: files = machineFiles }: TrustWish): Promise<readonly string[] | undefined> {
  const builtIn = new Set(rootCertificates.map(withoutSpace));
  const further = [...(await readMachine(files)), ...(await readNamed(caFile))];
  const added = further.filter((one) => !builtIn.has(withoutSpace(one)));
  return added.length === 0 ? undefined : [...rootCertificates, ...added];
}

async function readMachine(files: readonly string[]): Promise<readonly string[]> {
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return certificatesIn(text);
  }
  return [];
}

async function readNamed(caFile: string | undefined): Promise<readonly string[]> {
  if (caFile === undefined) return [];
  const text = await readFile(caFile, "utf8").catch((error: unknown) => {
    throw new AppError("setting.invalid", `The certificate file ${caFile} cannot be read.`, { cause: error });
  });
  const certificates = certificatesIn(text);
  if (certificates.length === 0) throw new AppError("setting.invalid", `The file ${caFile} holds no certificate in PEM form.`);
  return certificates;
}

const certificatesIn = (text: string): readonly string[] => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

const withoutSpace = (text: string): string => text.replaceAll(/\s/g, "");
