import { expect, test } from "vitest";
import { websiteProblem } from "./website.ts";

test.each([
  "https://example.org",
  "HTTP://example.org:8080/path?a=b#c",
  "https://bücher.example",
  "www.example.org",
  "example.org/about",
  "http://localhost:3000",
])("%s is a website", (website) => {
  expect(websiteProblem(website)).toBeUndefined();
});

test.each([
  "javascript:alert(1)",
  "javascript:80",
  "JavaScript://example.org/%0aalert(1)",
  "data:text/html,x",
  "ftp://example.org",
  "//example.org",
  "https://",
  "https://user:secret@example.org",
  "example",
  "example.org and more",
  " https://example.org",
])("%s is none", (website) => {
  expect(websiteProblem(website)).toContain("https://example.org");
});
