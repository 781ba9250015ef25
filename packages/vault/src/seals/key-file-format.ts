import { createHash } from "node:crypto";
import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { keySizeBytes } from "../envelope/envelope-format.ts";
import { KeyRing } from "../keys/key-ring.ts";
import type { MasterKey } from "../keys/key-ring.ts";
import { Secret } from "../secret.ts";

const header = "postern-key-file 1";
const advice = [
  "# These keys open every secret that this Postern stores. Nobody can make them again.",
  "# Keep a copy in a safe place, never in the same backup as the database. Do not edit.",
];
const keyLine =
  /^(?<checked>key (?<term>[1-9]\d{0,9}) (?<state>active|old) (?<created>\S{24}) (?<key>[A-Za-z\d+/]{43}=)) (?<checksum>[\da-f]{16})$/;

interface Line {
  readonly text: string;
  /** The file and the number of the line, for errors. */
  readonly place: string;
}

interface KeyWithState extends MasterKey {
  readonly isActive: boolean;
}

/** The text of a key file (SPEC.md, section 6). It holds the keys in clear: write it to a file of mode 600 and wipe it. */
export function renderKeyFile(ring: KeyRing): Uint8Array {
  const lines = ring.masterKeys.map((each) => renderKeyLine(each, ring.activeTerm));
  return Buffer.from([header, ...advice, ...lines, `end ${String(lines.length)}`, ""].join("\n"), "ascii");
}

/**
 * The keys of a key file. `path` is how an error names the file.
 *
 * @throws vault.key_file_invalid, naming the line at fault and never its content.
 */
export function parseKeyFile(bytes: Uint8Array, path: string): KeyRing {
  // SAFETY: the text holds the keys and cannot be wiped; it is let go of when this function returns.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const lines = text.split("\n").map((each, index) => ({ text: each, place: `${path}, line ${String(index + 1)}` }));
  const keys: KeyWithState[] = [];
  try {
    if (lines[0]?.text !== header) throw invalid(path, "not a key file of version 1");
    for (const line of lines.slice(1, -2)) if (!line.text.startsWith("#")) keys.push(parseKeyLine(line));
    requireEnd(path, lines, keys.length);
    return toKeyRing(path, keys);
  } catch (error) {
    // SAFETY: keys that reach no ring are wiped here.
    for (const { key } of keys) key.destroy();
    throw error;
  }
}

function renderKeyLine({ term, key, createdAt }: MasterKey, activeTerm: number): string {
  const state = term === activeTerm ? "active" : "old";
  // SAFETY: the one place where a key becomes text.
  const text = key.use((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"));
  const checked = `key ${String(term)} ${state} ${renderTime(createdAt)} ${text}`;
  return `${checked} ${checksum(checked)}`;
}

function parseKeyLine({ text, place }: Line): KeyWithState {
  const words = keyLine.exec(text)?.groups;
  if (words === undefined) throw invalid(place, "not a key line");
  const { checked = "", term, state, created = "", key = "" } = words;
  if (checksum(checked) !== words["checksum"]) throw invalid(place, "the checksum does not fit");

  const createdAt = parseTime(created);
  if (createdAt === undefined) throw invalid(place, "not a time");
  return { term: Number(term), isActive: state === "active", createdAt, key: parseKey(key, place) };
}

function parseKey(text: string, place: string): Secret {
  // SAFETY: 32 bytes of their own (`alloc`, not the shared pool of `from`), wiped once the secret holds its copy.
  const bytes = Buffer.alloc(keySizeBytes);
  try {
    bytes.write(text, "base64");
    // Base64 of 32 bytes leaves two bits unused. Only zeros there are canonical, so that one key has one form.
    if (bytes.toString("base64") !== text) throw invalid(place, "the key is not canonical base64");
    return Secret.fromBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** The count shows that no line is missing: the rest of a cut file would pass, line by line. */
function requireEnd(path: string, lines: readonly Line[], keyCount: number): void {
  if (lines.at(-1)?.text === "" && lines.at(-2)?.text === `end ${String(keyCount)}`) return;
  throw invalid(path, "cut, or its last line does not name the number of keys");
}

function toKeyRing(path: string, keys: readonly KeyWithState[]): KeyRing {
  const [active, ...others] = keys.filter((each) => each.isActive);
  if (active === undefined || others.length > 0) throw invalid(path, "not exactly one key is active");
  try {
    return new KeyRing(keys, active.term);
  } catch (error) {
    throw invalid(path, "a term is out of range or there twice", error);
  }
}

function renderTime(time: TimeMs): string {
  return new Date(time).toISOString();
}

function parseTime(text: string): TimeMs | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || renderTime(time) !== text ? undefined : time;
}

/** Finds damage, not malice. 64 bits of a digest over 256 random bits say nothing about the key. */
function checksum(text: string): string {
  return createHash("sha256").update(text, "ascii").digest("hex").slice(0, 16);
}

function invalid(place: string, problem: string, cause?: unknown): AppError {
  return new AppError("vault.key_file_invalid", `The key file cannot be used: ${place}: ${problem}.`, { cause });
}
