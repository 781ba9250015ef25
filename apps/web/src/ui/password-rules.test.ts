import { expect, test } from "vitest";
import { passwordProblem, repeatProblem } from "./password-rules.ts";

test("a password needs twelve characters, not twelve bytes", () => {
  expect(passwordProblem("short")).toBe("7 characters more.");
  expect(passwordProblem("elevenchars")).toBe("One character more.");
  expect(passwordProblem("twelve chars")).toBeUndefined();
  expect(passwordProblem("😀😀😀😀😀😀")).toBe("6 characters more.");
});

test("the second password is not called wrong while it is being typed", () => {
  expect(repeatProblem("correct horse", "correct")).toBeUndefined();
  expect(repeatProblem("correct horse", "corect")).toBe("The two passwords differ.");
});
