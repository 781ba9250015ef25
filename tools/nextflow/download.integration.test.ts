import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { downloadJars, missingJars } from "./download.mjs";

const CONTENT: ReadonlyMap<string, Buffer> = new Map(
  ["one", "two", "three"].map((name) => [`org/example/${name}/1/${name}-1.jar`, Buffer.from(`the jar ${name}`)] as const),
);
const JARS = [...CONTENT].map(([path, bytes]) => ({ path, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }));
const log = (): void => undefined;

test("fetches what is missing, and nothing the second time", async () => {
  await using central = await Central.start();
  await using folder = await Folder.create();

  await downloadJars({ jars: JARS, folder: folder.path, central: central.url, log });
  await rm(join(folder.path, "two-1.jar"));
  await downloadJars({ jars: JARS, folder: folder.path, central: central.url, log });
  await downloadJars({ jars: JARS, folder: folder.path, central: central.url, log });

  expect(await readFile(join(folder.path, "three-1.jar"), "utf8")).toBe("the jar three");
  expect(central.asked).toHaveLength(4);
});

test("fetches a jar again that is cut short", async () => {
  await using central = await Central.start();
  await using folder = await Folder.create();
  await writeFile(join(folder.path, "one-1.jar"), "the");

  await downloadJars({ jars: JARS, folder: folder.path, central: central.url, log });

  expect(await readFile(join(folder.path, "one-1.jar"), "utf8")).toBe("the jar one");
});

test("two calls at once leave whole jars and nothing else", async () => {
  await using central = await Central.start();
  await using folder = await Folder.create();
  const call = { jars: JARS, folder: folder.path, central: central.url, log };

  await Promise.all([downloadJars(call), downloadJars(call)]);

  expect(await missingJars(JARS, folder.path)).toEqual([]);
  expect((await readdir(folder.path)).sort()).toEqual(["one-1.jar", "three-1.jar", "two-1.jar"]);
});

test("a jar with the wrong content is refused, and is not kept", async () => {
  await using central = await Central.start(() => Buffer.from("something else"));
  await using folder = await Folder.create();

  const call = downloadJars({ jars: JARS.slice(0, 1), folder: folder.path, central: central.url, log });

  await expect(call).rejects.toThrow(/one-1\.jar.*is not the expected file/);
  expect(await readdir(folder.path)).toEqual([]);
});

test("an error names the file and the server that did not have it", async () => {
  await using central = await Central.start(() => undefined);
  await using folder = await Folder.create();

  const call = downloadJars({ jars: JARS, folder: folder.path, central: central.url, log });

  await expect(call).rejects.toThrow(`Cannot fetch ${central.url}/org/example/`);
  await expect(call).rejects.toThrow("the server answered 404");
});

class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), "postern-jars-")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

class Central implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #http = createServer((request, response) => {
    const path = (request.url ?? "").slice("/maven2/".length);
    this.asked.push(path);
    const bytes = this.#find(path);
    response.writeHead(bytes === undefined ? 404 : 200);
    response.end(bytes);
  });
  readonly #find: (path: string) => Buffer | undefined;

  private constructor(find: (path: string) => Buffer | undefined) {
    this.#find = find;
  }

  static async start(find = (path: string) => CONTENT.get(path)): Promise<Central> {
    const central = new Central(find);
    await new Promise<void>((resolve) => central.#http.listen(0, "127.0.0.1", resolve));
    return central;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}/maven2`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
