import { expect, test } from "vitest";
import { isHomeQuestion, renderHomeQuestion } from "./home-question.ts";

test("what is rendered is the question", () => {
  expect(isHomeQuestion(renderHomeQuestion())).toBe(true);
});

test.each([[["printenv"]], [["printenv", "TOWER_ACCESS_TOKEN"]], [["printenv", "HOME", "TOWER_ACCESS_TOKEN"]], [["env", "HOME"]]])(
  "%s is not: it tells of more than the home folder",
  (words) => {
    expect(isHomeQuestion(words)).toBe(false);
  },
);
