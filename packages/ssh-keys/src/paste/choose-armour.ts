import { isRefusal, refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { cleanPaste } from "./clean-paste.ts";
import { findArmours } from "./find-armours.ts";
import type { Armour, FoundArmours } from "./find-armours.ts";
import { unwrapBase64 } from "./unwrap-base64.ts";
import { nameLabel, namePaste } from "./name-paste.ts";

/** The one private key in a paste. */
export interface ChosenArmour {
  readonly kind: "armour";
  readonly label: string;
  /** Without quotation marks; line ends and blanks are still in it. */
  readonly body: string;
  readonly mended: readonly string[];
}

// eslint-disable-next-line no-control-regex -- a binary file is known by them
const notText = /[\0-\u{8}\u{e}-\u{1f}\u{7f}\u{fffd}]/u;

/** Finds the private key in what was pasted, and mends it; or says what the paste is instead. */
export function chooseArmour(pasted: string): ChosenArmour | Refusal {
  if (notText.test(pasted)) return refused("not_text");
  const { text, mended } = cleanPaste(pasted);
  if (text.trim() === "") return refused("empty");
  const inner = unwrapBase64(text);
  if (inner !== undefined) return chooseInside(inner, mended);
  return chooseIn(text, mended);
}

function chooseIn(text: string, mended: readonly string[]): ChosenArmour | Refusal {
  const found = findArmours(text);
  const chosen = chooseOne(found.armours.filter(({ label }) => isPrivate(label)));
  if (chosen === undefined) return nameOthers(text, found);
  if (isRefusal(chosen)) return chosen;
  return nameLabel(chosen.label) ?? toChosen(chosen, found, mended);
}

/** Once, and not again: what is wrapped twice is no habit of anybody. */
function chooseInside(inner: string, mended: readonly string[]): ChosenArmour | Refusal {
  if (notText.test(inner)) return refused("not_text");
  const cleaned = cleanPaste(inner);
  return chooseIn(cleaned.text, [...mended, "The base64 around the whole file was taken off.", ...cleaned.mended]);
}

function toChosen(chosen: Armour, found: FoundArmours, mended: readonly string[]): ChosenArmour {
  const body = chosen.body.replaceAll(/["'`\\]/gu, "");
  // `openssl ecparam` writes the parameters of the curve in front of the key. They say nothing that is not in it.
  const hasMore = found.hadOtherText || found.armours.length > 1;
  const sentences = [
    ...mended,
    ...(found.hadOddDashes ? ["The dashes of the first and last line were mended."] : []),
    ...(body === chosen.body ? [] : ["Quotation marks were removed."]),
    ...(hasMore ? ["What stood around the key was left out."] : []),
  ];
  return { kind: "armour", label: chosen.label, body, mended: sentences };
}

function nameOthers(text: string, { armours: [first] }: FoundArmours): Refusal {
  return first === undefined ? namePaste(text) : (nameLabel(first.label) ?? refused("not_a_key"));
}

function chooseOne(armours: readonly Armour[]): Armour | Refusal | undefined {
  const whole = armours.filter(({ isWhole }) => isWhole);
  if (whole.length > 1 || (whole.length === 1 && armours.length > 1)) return refused("several_keys");
  if (whole.length === 0 && armours.length > 0) return refused("truncated");
  return whole[0];
}

function isPrivate(label: string): boolean {
  return label.endsWith("PRIVATE KEY") || label.endsWith("PRIVATE KEY BLOCK");
}
