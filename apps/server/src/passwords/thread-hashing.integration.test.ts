import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { silentLogger } from "@postern/domain";
import { expect, test } from "vitest";
import { ThreadHashing } from "./thread-hashing.ts";
import type { ThreadHashingOptions } from "./thread-hashing.ts";

const log = silentLogger;
const password = "correct horse battery";
const failed = { code: "server.internal" };
const closing = { code: "server.closing" };

/** A thread of which the test says what it does. */
function threadThat(does: string): Pick<ThreadHashingOptions, "log" | "threadFile"> {
  const script = `import { parentPort } from "node:worker_threads"; ${does}`;
  return { log, threadFile: new URL(`data:text/javascript,${encodeURIComponent(script)}`) };
}

const neverAnswers = threadThat(`parentPort.on("message", () => {});`);

test("a password is the one behind its hash, and another one is not", async () => {
  await using hashing = new ThreadHashing({ log });

  const stored = await hashing.hash(password);

  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await Promise.all([hashing.verify(stored, password), hashing.verify(stored, "another horse")])).toEqual([true, false]);
});

test("what is stored and is no hash fails without being quoted, and the next one is answered", async () => {
  await using hashing = new ThreadHashing({ log });

  const [broken, next] = await Promise.allSettled([hashing.verify("$argon2id$broken", password), hashing.hash(password)]);

  expect(broken).toMatchObject({ status: "rejected", reason: { ...failed, message: expect.not.stringContaining("broken") as unknown } });
  expect(next.status).toBe("fulfilled");
});

test("one runs at a time, in the order in which they came", async () => {
  await using hashing = new ThreadHashing(
    threadThat(`
      let running = 0;
      parentPort.on("message", ({ password }) => {
        running += 1;
        setTimeout(() => {
          parentPort.postMessage({ kind: "hash", hash: password + " beside " + (running - 1) });
          running -= 1;
        }, 5);
      });
    `),
  );
  const answered: string[] = [];
  const ask = async (name: string): Promise<void> => {
    answered.push(await hashing.hash(name));
  };

  await Promise.all(["first", "second", "third"].map(ask));

  expect(answered).toEqual(["first beside 0", "second beside 0", "third beside 0"]);
});

test("whoever comes when too many wait is refused at once, with a time to come back", async () => {
  const hashing = new ThreadHashing({ ...neverAnswers, maxWaiting: 2 });
  const [running, ...waiting] = [hashing.hash("runs"), hashing.hash("waits"), hashing.verify("stored", "waits")];
  const ends = Promise.allSettled([running, ...waiting]);

  await expect(hashing.hash("too many")).rejects.toMatchObject({ code: "server.busy", retryAfterSeconds: 3 });
  await expect(hashing.verify("stored", "too many")).rejects.toMatchObject({ code: "server.busy" });

  await hashing[Symbol.asyncDispose]();
  expect(await ends).toMatchObject([{ reason: closing }, { reason: closing }, { reason: closing }]);
});

test("a thread that ends is replaced: what it had before it is tried once more, and what waits goes on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-thread-"));
  // Ends over "fatal" always, and over the name of a file as long as that is not there.
  const mortal = threadThat(`
    import { openSync } from "node:fs";
    const endsOver = (password) => {
      if (password === "fatal") return true;
      if (!password.startsWith("/")) return false;
      try { openSync(password, "wx"); return true; } catch { return false; }
    };
    parentPort.on("message", ({ password }) => {
      if (endsOver(password)) process.exit(1);
      parentPort.postMessage({ kind: "hash", hash: password });
    });
  `);
  await using hashing = new ThreadHashing(mortal);
  const unlucky = join(folder, "unlucky");

  const ends = await Promise.allSettled(["sound", unlucky, "fatal", "after it"].map((word) => hashing.hash(word)));
  const later = await hashing.hash("later");

  const done = (value: string) => ({ status: "fulfilled", value });
  expect(ends).toMatchObject([done("sound"), done(unlucky), { status: "rejected", reason: failed }, done("after it")]);
  expect(later).toBe("later");
  await rm(folder, { recursive: true });
});

test("a thread that cannot begin fails those that need it, one by one", async () => {
  await using hashing = new ThreadHashing({ log, threadFile: new URL("nowhere.js", import.meta.url) });

  const ends = await Promise.allSettled([hashing.hash(password), hashing.verify("stored", password)]);

  expect(ends).toMatchObject([{ reason: failed }, { reason: failed }]);
});

test("nothing begins once it is closed", async () => {
  const hashing = new ThreadHashing({ log });
  await hashing[Symbol.asyncDispose]();

  await expect(hashing.hash(password)).rejects.toMatchObject(closing);
});

test("the thread gives way to the others of its process, and does not keep the process when it rests", async () => {
  const script = `
    import { readdirSync, readFileSync } from "node:fs";
    import { ThreadHashing } from "${new URL("thread-hashing.ts", import.meta.url).href}";
    const stored = await new ThreadHashing({ log: console }).hash("${password}");
    const nicenessOf = (thread) => Number(readFileSync("/proc/self/task/" + thread + "/stat", "utf8").split(") ")[1].split(" ")[16]);
    const others = readdirSync("/proc/self/task").filter((thread) => Number(thread) !== process.pid).map(nicenessOf);
    console.log(JSON.stringify({ stored, own: nicenessOf(process.pid), lower: others.filter((niceness) => niceness === nicenessOf(process.pid) + 10).length }));
  `;
  const words = ["--conditions=source", "--input-type=module", "--eval", script];

  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 30_000 });

  expect(JSON.parse(stdout)).toEqual({ stored: expect.stringMatching(/^\$argon2id/) as unknown, own: getPriority(), lower: 1 });
});
