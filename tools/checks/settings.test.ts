import { expect, test } from "vitest";
import { incomplete, renderSettings, unknownNames } from "./settings.mjs";

const listen = { key: "listen", kind: "text", fallback: "127.0.0.1:8000", form: "HOST:PORT", about: "Where to listen." };

test("a whole definition is complete", () => {
  expect(incomplete([listen])).toEqual([]);
});

test.each([
  [{ ...listen, about: "" }, "a sentence"],
  [{ ...listen, fallback: undefined }, "a default"],
  [{ ...listen, key: "Listen_On" }, "a key"],
  [{ ...listen, kind: "number" }, "a kind"],
])("a definition that lacks a part is told: %j", (definition, words) => {
  expect(incomplete([definition]).join()).toContain(words);
});

test("a page that names a setting which does not exist is told", () => {
  const pages = [{ path: "docs/a.md", text: "Set POSTERN_LISTEN, or POSTERN_LISTEN_ON." }];

  expect(unknownNames([listen], pages)).toEqual([expect.stringContaining("POSTERN_LISTEN_ON")]);
});

test("the page has flag, environment name, default and sentence of each setting", () => {
  expect(renderSettings([listen])).toContain(
    "| `--listen` | `POSTERN_LISTEN` | `listen` | `HOST:PORT` | `127.0.0.1:8000` | Where to listen. |",
  );
});
