import type { TimeMs } from "@postern/domain";
import type { Certificate } from "@postern/ssh-keys";
import { toIso } from "../../http/iso-time.ts";

const mostPrincipals = 10;

/** What a certificate says, in a sentence. Its texts come from whoever signed it: one line of printable characters is shown. */
export function describeCertificate(certificate: Certificate): string {
  const { keyId, principals, serial, authorityFingerprint, criticalOptions } = certificate;
  const shown = principals.slice(0, mostPrincipals).map(printable).join(", ");
  const more = principals.length > mostPrincipals ? ` and ${String(principals.length - mostPrincipals)} more` : "";
  const parts = [
    `For ${principals.length === 0 ? "accounts that the cluster chooses" : `${shown}${more}`}`,
    validity(certificate),
    ...(criticalOptions.length === 0 ? [] : [`limited by ${criticalOptions.map(printable).join(", ")}`]),
    `serial ${serial}, ID ${printable(keyId)}, signed by ${authorityFingerprint}`,
    ...(certificate.signature === "good" ? [] : ["whose signature was not checked"]),
  ];
  return `${parts.join("; ")}.`.slice(0, 1000);
}

function validity({ validAfter, validBefore, isValidYet }: Certificate): string {
  const from = isValidYet || validAfter === undefined ? "" : `from ${moment(validAfter)} `;
  return validBefore === undefined ? `valid ${from}without end` : `valid ${from}until ${moment(validBefore)}`;
}

function moment(time: TimeMs): string {
  return `${toIso(time).slice(0, 16).replace("T", " ")} UTC`;
}

function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "").slice(0, 100);
}
