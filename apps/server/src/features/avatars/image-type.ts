/** Pictures that browsers show and that cannot hold scripts. SVG can, so it is none of them, whatever it calls itself. */
export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp";

export interface SeenImage {
  readonly mediaType: ImageType;
  readonly width: number;
  readonly height: number;
}

/** What the bytes are, judged by themselves: what the sender calls them is not asked. `undefined` for everything else. */
export function readImage(bytes: Buffer): SeenImage | undefined {
  return readPng(bytes) ?? readGif(bytes) ?? readWebp(bytes) ?? readJpeg(bytes);
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function readPng(bytes: Buffer): SeenImage | undefined {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(pngSignature) || textAt(bytes, 12, 4) !== "IHDR") return undefined;
  return { mediaType: "image/png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readGif(bytes: Buffer): SeenImage | undefined {
  if (bytes.length < 10 || !/^GIF8[79]a$/.test(textAt(bytes, 0, 6))) return undefined;
  return { mediaType: "image/gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function readWebp(bytes: Buffer): SeenImage | undefined {
  if (bytes.length < 30 || textAt(bytes, 0, 4) !== "RIFF" || textAt(bytes, 8, 4) !== "WEBP") return undefined;
  const size = sizeOfWebp(bytes);
  return size && { mediaType: "image/webp", ...size };
}

// Three kinds of chunks can come first: lossy, lossless, and extended.
function sizeOfWebp(bytes: Buffer): Pick<SeenImage, "width" | "height"> | undefined {
  switch (textAt(bytes, 12, 4)) {
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3f_ff, height: bytes.readUInt16LE(28) & 0x3f_ff };
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 };
    }
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

// Segments until the one that begins a frame; it has the size.
function readJpeg(bytes: Buffer): SeenImage | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xff_d8) return undefined;
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (isFrame(marker)) return { mediaType: "image/jpeg", width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

// Start of frame, whatever the coding; between them stand tables that are none.
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function textAt(bytes: Buffer, start: number, length: number): string {
  return bytes.toString("latin1", start, start + length);
}
