import { AppError, isAppError } from "@postern/domain";

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up now",
  ECONNREFUSED: "it refuses the connection",
  ECONNRESET: "it broke the connection off",
  EPIPE: "it broke the connection off",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "it does not answer",
  ABORT_ERR: "it did not answer in time",
  ERR_INVALID_CHAR: "the credential has characters that cannot be sent",
  HPE_HEADER_OVERFLOW: "its answer is too long",
  CERT_HAS_EXPIRED: "its certificate has ended",
  CERT_NOT_YET_VALID: "its certificate does not begin yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by nobody whom Postern trusts",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by nobody whom Postern trusts",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by nobody whom Postern trusts",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by nobody whom Postern trusts",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is signed by nobody whom Postern trusts",
};

/** What Node says of a request that came to nothing, in words for a person. The one place that reads Node's codes of it. */
export function networkFailure(url: URL, error: unknown): AppError {
  if (isAppError(error, "outbound.refused") || isAppError(error, "outbound.failed")) return error;
  const code = codeOf(error);
  const why =
    words[code] ??
    (code.startsWith("HPE_") ? "its answer is no HTTP" : code.startsWith("ERR_SSL") ? "it speaks no TLS" : "the connection failed");
  return new AppError("outbound.failed", `${url.host} is not reached: ${why}.`, {
    detail: code,
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  // Of several addresses that were tried, one speaks for all.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if ("name" in error && (error.name === "AbortError" || error.name === "TimeoutError")) return "ABORT_ERR";
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
