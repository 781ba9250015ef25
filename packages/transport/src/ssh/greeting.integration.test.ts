import { SystemClock } from "@postern/runtime";
import { expect, test } from "vitest";

import { openSshChannel } from "./index.ts";
import { start } from "./testing/questions.fixture.ts";

test("a host is greeted once for each connection, however many channels are opened; a failure is told to those who wait", async () => {
  const scene = await start({ settings: ["LogLevel VERBOSE"] });
  const sessions = (): number => scene.sshd.log().match(/Starting session: command/g)?.length ?? 0;
  const open = () => openSshChannel(scene.account, { clock: new SystemClock() });
  await scene.sshd.authorize([]);
  const refused = await Promise.allSettled([open(), open()]);
  await scene.authorize();
  scene.account.tryAgainNow();

  const channels = await Promise.all(Array.from({ length: 20 }, open));
  channels.push(await open());
  const greeted = sessions();
  (await scene.account.connection()).end();
  channels.push(await open());

  expect(refused).toMatchObject(refused.map(() => ({ reason: { code: "ssh.refused" } })));
  expect(new Set(channels.map(({ peer }) => peer.workDir))).toEqual(new Set([scene.home]));
  expect([greeted, sessions()]).toEqual([1, 2]);
});
