import fc from "fast-check";
import { expect, test } from "vitest";
import { renderCsvLine } from "./csv.ts";

test("cells are parted by commas, and absent ones are empty", () => {
  expect(renderCsvLine([1, "a", null, "", "é"])).toBe("1,a,,,é\r\n");
});

test("what would break a line is quoted", () => {
  expect(renderCsvLine(['say "hi"', "a,b", "two\nlines", "carriage\rreturn"])).toBe(
    '"say ""hi""","a,b","two\nlines","carriage\rreturn"\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0"])(
  "what a spreadsheet would take for a formula is text: %j",
  (text) => {
    const line = renderCsvLine([text]);

    expect(line.replace(/^"/, "")).toMatch(/^'/);
  },
);

test("a number is no formula, also a negative one of ours", () => {
  expect(renderCsvLine([-5, 0])).toBe("-5,0\r\n");
});

test("no text makes a cell that begins like a formula, and every text comes back", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }), (texts) => {
      const cells = parse(renderCsvLine(texts));

      expect(cells).toHaveLength(texts.length);
      for (const [place, cell] of cells.entries()) {
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect([cell, cell.slice(1)]).toContain(texts[place]);
      }
    }),
    { numRuns: 500 },
  );
});

/** One line of RFC 4180, as a spreadsheet reads it. */
function parse(line: string): readonly string[] {
  const cells = `,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g);
  return [...cells].map(([, quoted, plain = ""]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}
