/** A paste in which only the characters count that can belong to a key. */
export interface CleanPaste {
  readonly text: string;
  /** Sentences about what was mended. */
  readonly mended: readonly string[];
}

interface Mend {
  readonly found: RegExp;
  readonly instead: string;
  readonly sentence: string;
}

// None of these characters can be a part of a key: base64 and the lines around it are plain ASCII without backslashes.
const mends: readonly Mend[] = [
  { found: /[\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]/gu, instead: "", sentence: "Invisible characters were removed." },
  { found: /\r\n?/gu, instead: "\n", sentence: "Line ends of Windows were replaced." },
  { found: /\\r\\n|\\n/gu, instead: "\n", sentence: "Line ends written as \\n were replaced." },
  {
    found: /[\u{85}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}]/gu,
    instead: " ",
    sentence: "Odd blanks were replaced.",
  },
  { found: /^[ \t]*>[> \t]*/gmu, instead: "", sentence: "Marks of a quoted mail were removed." },
  { found: /^[ \t]+(?=\S)/gmu, instead: "", sentence: "Blanks at the beginning of lines were removed." },
  { found: /(?<![ \t])[ \t]+$/gmu, instead: "", sentence: "Blanks at the end of lines were removed." },
];

/** Takes out what editors, mail programs and copying put in. What it replaces can be told safely: it cannot belong to a key. */
export function cleanPaste(pasted: string): CleanPaste {
  let text = pasted;
  const mended: string[] = [];
  for (const { found, instead, sentence } of mends) {
    const next = text.replaceAll(found, instead);
    if (next !== text) mended.push(sentence);
    text = next;
  }
  return { text, mended };
}
