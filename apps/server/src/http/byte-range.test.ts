import { expect, test } from "vitest";
import { isNotModified, wantedBytes } from "./byte-range.ts";

const file = { sizeBytes: 100, etag: '"abc"' };
const all = { wants: "all" };
const none = { wants: "none" };
const part = (first: number, last: number): object => ({ wants: "part", first, last });

test.each([
  [undefined, all],
  ["bytes=0-", part(0, 99)],
  ["bytes=0-0", part(0, 0)],
  ["Bytes=40-59", part(40, 59)],
  ["bytes=99-", part(99, 99)],
  ["bytes=40-1000000", part(40, 99)],
  ["bytes=-1", part(99, 99)],
  ["bytes=-1000", part(0, 99)],
  ["bytes=100-", none],
  ["bytes=9999999999999999999999-", none],
  ["bytes=-0", none],
  ["bytes=59-40", all],
  ["bytes=0-1,5-6", all],
  ["bytes=-", all],
  ["bytes=a-b", all],
  ["bytes=0x1-", all],
  ["bytes=1.5-", all],
  ["lines=0-1", all],
])("the range %j of 100 bytes", (range, wanted) => {
  expect(wantedBytes({ range }, file)).toEqual(wanted);
});

test.each([
  ['"abc"', part(40, 99)],
  ['"other"', all],
  ['W/"abc"', all],
  ["Sat, 28 Nov 2026 20:00:00 GMT", all],
  ["", all],
])("the rest is sent only to who has the beginning of the same file: If-Range %j", (ifRange, wanted) => {
  expect(wantedBytes({ range: "bytes=40-", "if-range": ifRange }, file)).toEqual(wanted);
});

test("of an empty file there is no part", () => {
  const empty = { sizeBytes: 0, etag: '"e"' };

  expect([wantedBytes({ range: "bytes=0-" }, empty), wantedBytes({ range: "bytes=-5" }, empty)]).toEqual([none, none]);
});

test.each([
  [undefined, false],
  ["", false],
  ['"abc"', true],
  ['W/"abc"', true],
  ['"x", "abc"', true],
  ["*", true],
  ['"abcd"', false],
])("If-None-Match %j", (ifNoneMatch, isKnown) => {
  expect(isNotModified(ifNoneMatch, file.etag)).toBe(isKnown);
});
