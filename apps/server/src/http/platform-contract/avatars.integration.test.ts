import { describePlatformContract } from "@postern/testing";
import { expect, test } from "vitest";
import { pngOf } from "../../testing/png.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";

const plan = { tags: ["avatars"], stillToCome: [], start: (database: string) => startTestServer({ flags: { database } }) };

const boundary = "postern";
const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="me.png"\r\n\r\n`;

describePlatformContract("avatars", plan, ({ server, call }) => {
  test("a picture is sent and seen", async () => {
    const { token } = await server().addPerson("ada");
    const raw = Buffer.concat([Buffer.from(head), pngOf(3, 2), Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const sent = await call("POST /avatars", { token, raw, headers });
    const { avatar } = sent.json as { avatar: { id: string } };
    const seen = await call(`GET /avatars/${avatar.id}`);
    const none = await call("GET /avatars/nothing");

    expect([sent, seen, none].map(({ status }) => status)).toEqual([200, 200, 404]);
    expect(seen.bytes.equals(pngOf(3, 2))).toBe(true);
  });
});
