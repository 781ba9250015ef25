import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassphraseSeal, Secret } from "../src/index.ts";
import type { KeyRing, RandomBytes } from "../src/index.ts";

interface Given {
  readonly keys: KeyRing;
  readonly fixedRandom: (label: string) => RandomBytes;
}

/** The vectors of SPEC.md, section 13. */
export async function makeSealedKeyFiles(given: Given) {
  const folder = mkdtempSync(join(tmpdir(), "postern-vectors-"));
  const nfd = "ba\u0308ttery пароль 🔑";
  try {
    return [
      await sealOne(given, { path: join(folder, "1"), name: "a plain passphrase", passphrase: "correct horse battery staple" }),
      await sealOne(given, {
        path: join(folder, "2"),
        name: "a passphrase that is not ASCII, in NFD: the key is that of its NFC form",
        passphrase: nfd,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function sealOne({ keys, fixedRandom }: Given, { path, name, passphrase }: { path: string; name: string; passphrase: string }) {
  await PassphraseSeal.create(path, { keys, passphrase: Secret.fromUtf8(passphrase) }, { random: fixedRandom(name) });
  const described = keys.masterKeys.map(({ term, key, createdAt }) => ({ term, key: key.use(hex), createdAt }));
  return { name, passphrase, text: readFileSync(path, "ascii"), activeTerm: keys.activeTerm, keys: described };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
