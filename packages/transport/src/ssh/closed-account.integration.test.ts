import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const open = "*:20000:0:99999:7:::";

// sshd alone says no; one with PAM checks the signature, and closes without an answer. A network that breaks just then looks the same once.
test.each([
  { how: "locked, as passwd -l leaves it", shadow: "!*:20000:0:99999:7:::", settings: [], tries: 1, words: "did not let" },
  { how: "expired, as chage -E 0 leaves it", shadow: "*:20000:0:99999:7::0:", settings: [], tries: 1, words: "did not let" },
  { how: "expired, and PAM says so", shadow: "*:20000:0:99999:7::1:", settings: ["UsePAM yes"], tries: 3, words: "took the key of" },
  { how: "denied in the settings of sshd", shadow: open, settings: ["DenyUsers *"], tries: 1, words: "did not let" },
])("an account that is $how: host, account and cure are named, and it is left alone", async ({ shadow, settings, tries, words }) => {
  const scene = await startSshScene({ shadow, settings });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const { host, port, user } = scene.sshd;

  const outcomes = await Promise.allSettled([scene.open(), scene.open()]);
  outcomes.push(...(await Promise.allSettled([scene.open()])));

  const message = expect.stringMatching(`^${host}:${String(port)} ${words} ${user}`) as unknown;
  const hint = expect.stringMatching(/account is not locked/) as unknown;
  expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: "ssh.refused", message, hint } })));
  expect(scene.lent()).toBe(tries);
});

test("an account that was locked is let in again once somebody has unlocked it and asks", async () => {
  const scene = await startSshScene({ shadow: "!*:20000:0:99999:7:::" });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  await expect(scene.open()).rejects.toMatchObject({ code: "ssh.refused" });

  await scene.sshd.setShadow(open);
  await expect(scene.open()).rejects.toMatchObject({ code: "ssh.refused" });
  scene.account.tryAgainNow();

  await expect(scene.open()).resolves.toMatchObject({ peer: { kind: "ssh" } });
});

test.each([
  { methods: "publickey,password", settings: ["PasswordAuthentication yes"], words: /took the key/ },
  { methods: "password,publickey", settings: ["PasswordAuthentication yes"], words: /asks for something else first/ },
  { methods: "publickey,keyboard-interactive", settings: ["UsePAM yes", "KbdInteractiveAuthentication yes"], words: /took the key/ },
  { methods: "keyboard-interactive", settings: ["UsePAM yes", "KbdInteractiveAuthentication yes"], words: /something else first/ },
])("a second factor is told apart from a key that is refused: $methods", async ({ methods, settings, words }) => {
  const scene = await startSshScene({ settings: [...settings, `AuthenticationMethods ${methods}`] });
  onTestFinished(() => scene[Symbol.asyncDispose]());

  const outcomes = await Promise.allSettled([scene.open(), scene.open()]);

  const message = expect.stringMatching(words) as unknown;
  expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: "ssh.second_factor", message } })));
  expect(scene.lent()).toBe(1);
});
