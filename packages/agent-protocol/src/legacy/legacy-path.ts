import { connectionIdProblem } from "../v2/codec.ts";

/** Where the incumbent's agent dials, below the origin of the server. */
const connectPath = /^\/api\/agent\/(?<id>[^/]+)\/connect\/?$/;

/** Doubled slashes and a query are tolerated. */
export function isLegacyConnectPath(url: string | undefined): boolean {
  return connectPath.test(pathOf(url));
}

/** The connection ID that a path names, or what is wrong with it, in words for a person. */
export function readLegacyConnectPath(url: string | undefined): { readonly connectionId: string } | { readonly problem: string } {
  const encoded = connectPath.exec(pathOf(url))?.groups?.["id"];
  const connectionId = encoded === undefined ? undefined : decode(encoded);
  if (connectionId === undefined) return { problem: "The connection ID in the address cannot be decoded." };
  const problem = connectionIdProblem(connectionId);
  return problem === undefined ? { connectionId } : { problem };
}

function pathOf(url: string | undefined): string {
  const [path = ""] = (url ?? "").split("?");
  return path.replaceAll(/\/{2,}/g, "/");
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
