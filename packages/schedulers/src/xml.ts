/**
 * The texts of all elements of a name, in their order, with what stands inside as it is. For the flat lists that
 * schedulers print; an element that holds one of its own name is not understood, and none of theirs does.
 */
export function xmlElements(text: string, name: string): readonly string[] {
  const elements: string[] = [];
  const close = `</${name}>`;
  // By hand: an expression would look for the end of the last element once for each beginning.
  for (let at = text.indexOf(`<${name}`); at !== -1; at = text.indexOf(`<${name}`, at)) {
    at += name.length + 1;
    if (!/[\s>]/.test(text.charAt(at))) continue;
    const from = text.indexOf(">", at) + 1;
    const until = from === 0 ? -1 : text.indexOf(close, from);
    if (until === -1) break;
    elements.push(text.slice(from, until));
    at = until + close.length;
  }
  return elements;
}

/** The text of the first element of a name, without blanks around it; `undefined` when there is none. */
export function xmlText(text: string, name: string): string | undefined {
  const [first] = xmlElements(text, name);
  return first === undefined ? undefined : decode(first).trim();
}

/** The attributes of every element of a name, whether it holds anything or not. */
export function xmlAttributes(text: string, name: string): readonly ReadonlyMap<string, string>[] {
  const heads = [...text.matchAll(new RegExp(`<${name}((?:\\s+[\\w.:-]+\\s*=\\s*(?:"[^"]*"|'[^']*'))*)\\s*/?>`, "g"))];
  return heads.map((head) => attributesOf(head[1] ?? ""));
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return new Map(pairs.map((pair) => [pair[1] ?? "", decode(pair[2] ?? pair[3] ?? "")]));
}

const entities: Readonly<Partial<Record<string, string>>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(/&(#?\w{1,8});/g, (whole, name: string) => entities[name] ?? numbered(name) ?? whole);
}

/** The letter of `#252` or `#xfc`. */
function numbered(name: string): string | undefined {
  const groups = /^#(?:x(?<hex>[\da-f]+)|(?<decimal>\d+))$/i.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const point = groups["hex"] === undefined ? Number(groups["decimal"]) : Number.parseInt(groups["hex"], 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : undefined;
}
