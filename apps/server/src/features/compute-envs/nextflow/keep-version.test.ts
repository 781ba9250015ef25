import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import { keepVersion } from "./keep-version.ts";

/** A cluster whose mirror has one version; `atEnd` happens when its last piece has been read. */
function clusterWith(pieces: readonly Uint8Array[], atEnd: () => void) {
  const seen = { committed: 0 };
  const closes = { [Symbol.asyncDispose]: () => Promise.resolve() };
  const channel = {
    stat: () => Promise.resolve({ kind: "file", sizeBytes: 3 }),
    readFile: () => Promise.reject(new AppError("file.not_found", "There is none.")),
    makeDirectory: () => Promise.resolve(),
    openRead: () => {
      const read = async function* () {
        for (const piece of pieces) yield await Promise.resolve(piece);
        atEnd();
      };
      return Promise.resolve({ ...closes, [Symbol.asyncIterator]: read });
    },
    openWrite: () =>
      Promise.resolve({ ...closes, write: () => Promise.resolve(), commit: () => Promise.resolve(void (seen.committed += 1)) }),
  } as unknown as CommandChannel;
  return { channel, seen };
}

const wanted = { version: "24.10.4", mirror: "/mirror", folder: "/work/nextflow" };

test.each([[[new Uint8Array(3)]], [[]]])("a copy that is given up while its file comes to an end is not kept", async (pieces) => {
  const stop = new AbortController();
  const { channel, seen } = clusterWith(pieces, () => stop.abort());

  const keeping = keepVersion(channel, wanted, { signal: stop.signal, onCopied: () => undefined });

  await expect(keeping).rejects.toMatchObject({ code: "file.cancelled" });
  expect(seen.committed).toBe(0);
});

test("a copy that nobody gives up is kept", async () => {
  const { channel, seen } = clusterWith([new Uint8Array(3)], () => undefined);

  const kept = await keepVersion(channel, wanted, { signal: new AbortController().signal, onCopied: () => undefined });

  expect(kept).toMatchObject({ path: "/work/nextflow/24.10.4/nextflow", sizeBytes: 3, isVerified: false });
  expect(seen.committed).toBe(1);
});
