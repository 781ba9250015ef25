import { Secret } from "@postern/vault";
import { cleanText } from "../../../clean-text.ts";
import { cutUrlSecrets } from "./cut-url-secrets.ts";
import { isSecretName } from "@postern/domain";

/** A keyed hash of a value, which is told apart by where it stands. */
export type HashMember = (path: string, value: string | Uint8Array) => string;

const maxDepth = 8;
const maxTextLength = 1024;
const maxNameLength = 255;
const maxImageLength = 16 * 1024;
const hashLength = 32;
const cut = "$cut";
/** Scripts and configurations that people write. They may hold a secret at any place, and entries stay when it has been taken out. */
const writtenTexts: ReadonlySet<string> = new Set(["preRunScript", "postRunScript", "nextflowConfig", "configText", "paramsText"]);

/**
 * The members of a thing as JSON text that may be kept and shown: secrets, scripts and long texts are replaced by keyed hashes, so that one sees
 * that they changed and not what they are; what is too much is left out, and `$cut` says so.
 */
export function toImage(members: Readonly<Record<string, unknown>>, hash: HashMember): string {
  const shortHash: HashMember = (path, value) => hash(path, value).slice(0, hashLength);
  const parts: string[] = [];
  let length = 2;
  for (const [name, value] of Object.entries(members)) {
    const shown = showMember(name, value, { path: "", depth: 0, hash: shortHash });
    if (shown === undefined) continue;
    const part = `${JSON.stringify(cleanName(name))}:${JSON.stringify(shown)}`;
    length += part.length + 1;
    if (length > maxImageLength) return `{${[...parts, `"${cut}":true`].join(",")}}`;
    parts.push(part);
  }
  return `{${parts.join(",")}}`;
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly hash: HashMember;
}

function showMember(name: string, value: unknown, parent: Place): unknown {
  const place = { ...parent, path: `${parent.path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth: parent.depth + 1 };
  const isHidden = value !== undefined && value !== null && isSecretName(name);
  if (isHidden) return hide(value, place);
  if (typeof value === "string" && value !== "" && writtenTexts.has(name)) return digest(cleanText(value), place);
  return show(value, place);
}

function show(value: unknown, place: Place): unknown {
  if (value instanceof Secret) return hide(value, place);
  if (typeof value === "string") return showText(cleanText(value), place);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (place.depth >= maxDepth) return { [cut]: true };
  if (Array.isArray(value)) return value.map((item: unknown, index) => show(item, within(place, String(index))) ?? null);
  const hidesValue = namesSecret(value);
  const members = Object.entries(value).map(([name, item]) => {
    const isHidden = hidesValue && name === "value" && item !== null && item !== undefined;
    return [cleanName(name), isHidden ? hide(item, within(place, name)) : showMember(name, item, place)] as const;
  });
  return Object.fromEntries(members);
}

// `{ name: "API_TOKEN", value: … }`, as variables of an environment are written.
function namesSecret(value: object): boolean {
  return "name" in value && typeof value.name === "string" && "value" in value && isSecretName(value.name);
}

function showText(text: string, place: Place): unknown {
  return text.length > maxTextLength ? digest(text, place) : cutUrlSecrets(text);
}

function digest(text: string, { hash, path }: Place): unknown {
  return { $long: hash(path, text), length: text.length };
}

// SAFETY: the bytes of a secret, or the text of a member that is called like one, go into the hash and nowhere else.
function hide(value: unknown, place: Place): unknown {
  const { path, hash } = place;
  if (value instanceof Secret) return { $secret: value.use((bytes) => hash(path, bytes)) };
  return { $secret: hash(path, typeof value === "string" ? value : (JSON.stringify(show(value, place)) ?? "")) };
}

function within(place: Place, name: string): Place {
  return { ...place, path: `${place.path}/${name}`, depth: place.depth + 1 };
}

function cleanName(name: string): string {
  return cleanText(name).slice(0, maxNameLength).toWellFormed();
}
