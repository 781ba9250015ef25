import { expect, test } from "vitest";
import { formatBytes } from "./bytes.ts";

test.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1024, "1 kB"],
  [1536, "1.5 kB"],
  [1024 ** 2 - 1, "1 MB"],
  [31.4 * 1024 ** 3, "31.4 GB"],
  [640 * 1024 ** 3, "640 GB"],
  [3 * 1024 ** 6, "3,072 PB"],
])("%d bytes read %s", (sizeBytes, text) => {
  expect(formatBytes(sizeBytes, "en")).toBe(text);
});
