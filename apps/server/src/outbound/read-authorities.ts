import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { AppError } from "@postern/domain";

/** The certificates in a PEM file, one by one. @throws setting.invalid when it cannot be read, or one of them is none. */
export async function readAuthorities(path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) return [];
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw invalid(`The file ${path} cannot be read.`, error);
  });
  const found = text.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  if (found.length === 0) throw invalid(`There is no certificate in the file ${path}.`);
  return found.map((pem, index) => requireCertificate(pem, { path, number: index + 1 }));
}

function requireCertificate(pem: string, { path, number }: { readonly path: string; readonly number: number }): string {
  try {
    return new X509Certificate(pem).toString();
  } catch (error) {
    throw invalid(`Certificate ${String(number)} in the file ${path} is none.`, error);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError("setting.invalid", message, { fields: ["trusted-authorities"], cause });
}
