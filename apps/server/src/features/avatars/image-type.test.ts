import { describe, expect, test } from "vitest";
import { readImage } from "./image-type.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

const png = hex("89504e470d0a1a0a 0000000d 49484452 00000003 00000002 0802000000");
const gif = hex("474946383961 0300 0200 80 00 00");
const jpeg = hex("ffd8 ffe0 0010 4a46494600010100000100010000 ffc4 0004 0000 ffc2 0011 08 0002 0003 03 011100 021100 031100");
const riff = "52494646 1a000000 57454250";
const lossy = hex(`${riff} 56503820 0e000000 300100 9d012a 0300 0200 0000`);
const lossless = hex(`${riff} 5650384c 0d000000 2f 02400000 00000000000000000000`);
const extended = hex(`${riff} 56503858 0a000000 00000000 020000 010000 0000`);

describe("a picture is known by its bytes", () => {
  test.each([
    ["image/png", png],
    ["image/gif", gif],
    ["image/jpeg", jpeg],
    ["image/webp", lossy],
    ["image/webp", lossless],
    ["image/webp", extended],
  ] as const)("%s", (mediaType, bytes) => {
    expect(readImage(bytes)).toEqual({ mediaType, width: 3, height: 2 });
  });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a bitmap", hex("424d 46000000 0000 0000 36000000 28000000 02000000 03000000")],
  ["the beginning of a PNG", png.subarray(0, 20)],
  ["a PNG that begins with something else", Buffer.concat([png.subarray(0, 12), Buffer.from("tEXt"), png.subarray(16)])],
  ["the beginning of a GIF", gif.subarray(0, 8)],
  ["a JPEG without a frame", hex("ffd8 ffe0 0010 4a46494600010100000100010000 ffd9")],
  ["a JPEG with a segment that leads nowhere", hex("ffd8 ffe0 ffff 00000000000000")],
  ["a JPEG whose segments are none", hex("ffd8 0000 0010 4a46494600010100000100010000")],
  ["a sound in the container of WebP", hex("52494646 1a000000 57415645 666d7420 10000000 0100 0100 44ac0000 88580100")],
  ["a WebP of a kind that is none", hex(`${riff} 58585858 0a000000 00000000 020000 010000 0000`)],
])("%s is no picture", (_what, bytes) => {
  expect(readImage(bytes)).toBeUndefined();
});

test("whatever is cut off or garbled is no fault of ours", () => {
  for (const bytes of [png, gif, jpeg, lossy, lossless, extended]) {
    for (let length = 0; length <= bytes.length; length += 1) expect(() => readImage(bytes.subarray(0, length))).not.toThrow();
    for (let at = 0; at < bytes.length; at += 1) {
      const garbled = Buffer.from(bytes);
      garbled[at] = 0xff;
      expect(() => readImage(garbled)).not.toThrow();
    }
  }
});
