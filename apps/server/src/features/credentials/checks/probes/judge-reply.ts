import type { OutboundReply } from "../../../../outbound/outbound-http.ts";
import type { ProbeOutcome } from "./probe.ts";
import { providerWords, withWords } from "./provider-words.ts";

/** Who was asked, and with which secrets. */
export interface Asked {
  /** A name for a person: `GitHub`, `the registry`. */
  readonly who: string;
  readonly url: URL;
  readonly secrets: readonly string[];
}

/** What an answer says of a credential by its status alone. Whatever is not clearly about the credential changes nothing. */
export function judgeStatus(reply: OutboundReply, asked: Asked): ProbeOutcome {
  const { status } = reply;
  const { who, url } = asked;
  const said = (sentence: string): string => withWords(sentence, providerWords(reply), asked.secrets);
  const at = `${who} at ${url.host}`;
  if (isAskedTooOften(reply)) return { kind: "inconclusive", message: said(`${at} was asked too often (${String(status)})`) };
  if (status === 401) return { kind: "invalid", message: said(`${at} does not accept the credential (401)`) };
  if (status === 403) return { kind: "invalid", message: said(`${at} knows the credential, but does not let it in (403)`) };
  if (status === 404)
    return { kind: "inconclusive", message: said(`${url.host} has nothing at ${url.pathname} (404); check the address of ${who}`) };
  if (status >= 500) return { kind: "inconclusive", message: said(`${at} has trouble of its own (${String(status)})`) };
  if (status >= 300 && status < 400) return { kind: "inconclusive", message: `${at} sends to ${placeOf(reply)}; check its address.` };
  return { kind: "inconclusive", message: said(`${at} gives an answer that is not understood (${String(status)})`) };
}

/** Whether something answered that speaks the interface that was asked for: no page of a proxy or of a sign-in. */
export function isJson({ headers }: OutboundReply): boolean {
  return /[/+]json\b/i.test(headers["content-type"] ?? "");
}

export function isOk({ status }: OutboundReply): boolean {
  return status >= 200 && status < 300;
}

/** GitHub says it with 403, too. */
function isAskedTooOften({ status, headers }: OutboundReply): boolean {
  if (status === 429) return true;
  return status === 403 && (headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0");
}

function placeOf({ headers }: OutboundReply): string {
  const target = headers.location === undefined ? null : URL.parse(headers.location, "https://same.invalid");
  if (target === null) return "nowhere";
  return target.host === "same.invalid" ? "another page" : target.host;
}
