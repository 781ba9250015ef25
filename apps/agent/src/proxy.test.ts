import { describe, expect, test } from "vitest";
import { readProxy } from "./proxy.ts";

const url = "wss://postern.example.org/api/postern/v1/agent/connect";
const proxyOf = (env: Record<string, string>, connectUrl = url) => readProxy(connectUrl, env).proxy?.url;

describe("the proxy on the way to the server", () => {
  test.each([
    [{ https_proxy: "http://proxy:3128" }, "http://proxy:3128"],
    [{ HTTPS_PROXY: "http://proxy:3128/" }, "http://proxy:3128"],
    [{ https_proxy: "proxy.site:8080" }, "http://proxy.site:8080"],
    [{ https_proxy: "http://jane:s3cret@proxy:3128" }, "http://jane:s3cret@proxy:3128"],
    [{ all_proxy: "http://proxy:1" }, "http://proxy:1"],
    [{ https_proxy: "http://one:1", HTTPS_PROXY: "http://two:2", all_proxy: "http://three:3" }, "http://one:1"],
    [{ https_proxy: "", HTTPS_PROXY: "http://two:2" }, "http://two:2"],
    [{ http_proxy: "http://proxy:3128" }, undefined],
    [{}, undefined],
  ])("of %j is %s", (env, proxy) => {
    expect(proxyOf(env)).toBe(proxy);
  });

  test("of a server without encryption is that of http, and never the one in capitals", () => {
    const plain = "ws://postern.example.org:8000/connect";

    expect(proxyOf({ http_proxy: "http://proxy:1", https_proxy: "http://other:2" }, plain)).toBe("http://proxy:1");
    expect(proxyOf({ HTTP_PROXY: "http://proxy:1" }, plain)).toBeUndefined();
  });

  test.each([
    ["postern.example.org", true],
    [".example.org", true],
    ["localhost, example.org", true],
    ["EXAMPLE.ORG:443", true],
    ["*", true],
    ["example.org:8443", false],
    ["ample.org", false],
    ["other.example.org", false],
    ["", false],
  ])("is not used where no_proxy is %j: %s", (exempt, isDirect) => {
    expect(proxyOf({ https_proxy: "http://proxy:1", no_proxy: exempt })).toBe(isDirect ? undefined : "http://proxy:1");
    expect(proxyOf({ https_proxy: "http://proxy:1", NO_PROXY: exempt })).toBe(isDirect ? undefined : "http://proxy:1");
  });

  test.each(["wss://localhost:8443/x", "wss://127.0.0.1/x", "wss://[::1]/x"])("is not used to %s", (own) => {
    expect(proxyOf({ https_proxy: "http://proxy:1" }, own)).toBeUndefined();
  });

  test.each(["socks5://proxy:1080", "http://", "ht tp://x"])("%s is not used, and said without what it holds", (value) => {
    expect(readProxy(url, { https_proxy: value })).toEqual({
      proxy: undefined,
      warnings: ["https_proxy names no http proxy, and is not used"],
    });
  });

  test("is called by host and port, without the password", () => {
    expect(readProxy(url, { https_proxy: "http://jane:s3cret@proxy:3128" }).proxy?.name).toBe("proxy:3128");
  });
});
