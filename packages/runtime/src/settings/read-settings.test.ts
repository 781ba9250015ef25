import { isAppError } from "@postern/domain";
import { expect, test } from "vitest";
import { environmentName, readSettings } from "./read-settings.ts";
import { settingDefinitions } from "./schema.ts";

const nothing = { flags: {}, environment: {} };

function failureOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

test("a flag wins over the environment, which wins over the file, which wins over the default", () => {
  const file = 'listen = "127.0.0.1:3"\nlog-level = "warn"\ntls = "self-signed"';
  const environment = { POSTERN_LISTEN: "127.0.0.1:2", POSTERN_LOG_LEVEL: "error" };

  const settings = readSettings({ flags: { listen: "127.0.0.1:1" }, environment, file });

  expect(settings).toMatchObject({ listen: "127.0.0.1:1", "log-level": "error", tls: "self-signed", "poll-seconds": 30 });
});

test.each([
  [{ "poll-seconds": "soon" }, "--poll-seconds"],
  [{ "poll-seconds": "0" }, "from 1 to 3600"],
  [{ listen: "8000" }, "HOST:PORT"],
  [{ "log-level": "loud" }, "debug, info"],
  [{ "local-environments": "perhaps" }, "true | false"],
])("a value that is not understood is refused by name: %j", (flags, words) => {
  const failure = failureOf(() => readSettings({ ...nothing, flags }));

  expect(isAppError(failure, "setting.invalid")).toBe(true);
  expect(String(failure)).toContain(words);
});

test("a misspelt key in the file is refused", () => {
  const failure = failureOf(() => readSettings({ ...nothing, file: 'lisen = "127.0.0.1:1"' }));

  expect(String(failure)).toContain("lisen");
});

test("a file that is not TOML is refused", () => {
  const failure = failureOf(() => readSettings({ ...nothing, file: "= =" }));

  expect(isAppError(failure, "setting.invalid")).toBe(true);
});

test("every setting has a default that passes its own check, an environment name and a sentence", () => {
  for (const definition of settingDefinitions) {
    const problem = "problem" in definition ? definition.problem(definition.fallback) : undefined;
    expect([definition.key, problem]).toEqual([definition.key, undefined]);
    expect(environmentName(definition.key)).toMatch(/^POSTERN_[A-Z_]+$/);
    expect(definition.about).toMatch(/\.$/);
  }
});
