import { describe, expect, test } from "vitest";

import { MarkedOutput } from "./marked-output.ts";

function read(text: string, { maxBytes = 1000, piece = text.length } = {}): MarkedOutput {
  const output = new MarkedOutput("T0K", maxBytes);
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += piece) output.add(bytes.subarray(at, at + piece));
  return output;
}

describe("what a session prints", () => {
  const noisy = "Welcome!\nmodule: command not found\nT0J begin\n\nT0K begin\n\nT0\nT0K\0 x\n\nT0K done 0\nbye\n";

  test.each([1, 2, 3, 7, 1000])("is content between the marks and nothing else, in pieces of %i bytes", (piece) => {
    const output = read(noisy, { piece });

    expect(output.content.toString("latin1")).toBe("\nT0\nT0K\0 x\n");
    expect(output.end).toEqual(["done", "0"]);
    expect(output.isCut).toBe(false);
    expect(output.noise).toContain("Welcome!");
  });

  test("is empty, and ends, when nothing was printed", () => {
    const output = read("\nT0K begin\n\nT0K done 3\n", { piece: 4 });

    expect([output.content.length, output.end]).toEqual([0, ["done", "3"]]);
  });

  test("is cut at its limit, and its end is still seen", () => {
    const output = read(`\nT0K begin\n${"x".repeat(50)}\nT0K done 0\n`, { maxBytes: 10, piece: 3 });

    expect([output.content.toString(), output.isCut, output.end]).toEqual(["x".repeat(10), true, ["done", "0"]]);
  });

  test("has no end when it broke off, be it in the middle of a mark", () => {
    expect(read("\nT0K begin\nabc\nT0K do").end).toBeUndefined();
    expect(read("\nT0K begin\nabc\nT0").hasBegun).toBe(true);
    expect(read("only noise").hasBegun).toBe(false);
  });

  test("takes no endless line for a mark", () => {
    expect(read(`\nT0K begin\n\nT0K done ${"9".repeat(5000)}`, { piece: 100 }).end).toEqual(["spoilt"]);
  });
});

test("content takes no more than twice its bytes, however small the pieces are in which it came", () => {
  const output = new MarkedOutput("abc", 100_000);
  output.add(Buffer.from("\nabc begin\n"));

  for (let byte = 0; byte < 10_000; byte += 1) output.add(Buffer.from("x"));

  const { buffer } = output.content;
  expect(output.content.toString()).toBe("x".repeat(10_000));
  expect(buffer.byteLength).toBeLessThanOrEqual(20_000);
  // Not put together anew each time: nothing else is kept.
  expect(output.content.buffer).toBe(buffer);
});
