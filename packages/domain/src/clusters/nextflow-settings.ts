/**
 * The settings to which a text of Nextflow's configuration gives a value, such as `process.scratch`; those of a selector (`withName: …`) as
 * `process.*.scratch`, those of a profile with its name. Read without running it: what a condition or an included file says is not seen.
 */
export function assignedSettings(text: string): ReadonlySet<string> {
  const reader = new SettingReader();
  for (const [token] of withoutTexts(text).matchAll(/[A-Za-z_][\w.]*|[^\sA-Za-z_]|\n/g)) reader.read(token);
  return reader.found;
}

/** Comments and what stands between quotes hold no settings. */
function withoutTexts(text: string): string {
  const one = /'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(one, (part) => (part.startsWith("/") ? " " : "''"));
}

class SettingReader {
  readonly found = new Set<string>();
  readonly #scopes: string[] = [];
  /** The name that a statement begins with. */
  #name = "";
  #isSelector = false;
  /** Undefined between statements; inside of a value how many of its brackets are open. */
  #depth: number | undefined;

  read(token: string): void {
    if (this.#depth === undefined) this.#readName(token);
    else this.#readValue(token, this.#depth);
  }

  #readName(token: string): void {
    switch (token) {
      case "=":
        this.found.add([...this.#scopes, this.#name].join("."));
        this.#depth = 0;
        break;
      case ":":
        this.#isSelector = true;
        break;
      case "{":
        this.#scopes.push(this.#isSelector ? "*" : this.#name);
        this.#forget();
        break;
      case "}":
        this.#scopes.pop();
        this.#forget();
        break;
      case "\n":
      case ";":
        // A selector may have its bracket on the next line, and a scope too.
        break;
      default:
        if (/^[A-Za-z_]/.test(token) && !this.#isSelector) this.#name = token;
    }
  }

  #readValue(token: string, depth: number): void {
    if (/^[{[(]$/.test(token)) this.#depth = depth + 1;
    else if (/^[}\])]$/.test(token)) this.#closeIn(depth);
    else if ((token === "\n" || token === ";") && depth === 0) this.#endValue();
  }

  /** A bracket that was not opened in the value ends it, and the scope around it. */
  #closeIn(depth: number): void {
    if (depth > 0) {
      this.#depth = depth - 1;
      return;
    }
    this.#endValue();
    this.#scopes.pop();
  }

  #endValue(): void {
    this.#depth = undefined;
    this.#forget();
  }

  #forget(): void {
    this.#name = "";
    this.#isSelector = false;
  }
}
