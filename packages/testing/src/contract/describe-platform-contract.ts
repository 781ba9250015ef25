import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithSharedDatabase } from "../postgres/describe-with-shared-database.ts";
import { createContractCheck } from "./contract-check.ts";
import type { ContractCheck } from "./contract-check.ts";

/** What a call sends, as far as the contract looks at it. */
interface Sent {
  readonly method?: string;
  /** The value that goes as JSON. */
  readonly body?: unknown;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** A server of the tests, as far as the contract needs it. */
interface ContractServer extends AsyncDisposable {
  call(path: string, options?: Sent): Promise<Reply>;
}

type OptionsOf<Server extends ContractServer> = Omit<NonNullable<Parameters<Server["call"]>[1]>, "method">;
type ReplyOf<Server extends ContractServer> = Awaited<ReturnType<Server["call"]>>;

export interface ContractPlan<Server> {
  /** Tags of the published operations that these tests answer for. */
  readonly tags: readonly string[];
  /** Operations of these tags that are not built yet. Whoever shows one takes it out: the tests fail until then. */
  readonly stillToCome: readonly string[];
  /** Starts a server on an empty database. */
  start(databaseUrl: string): Promise<Server>;
}

export interface ContractScene<Server extends ContractServer> {
  /** The server that all tests of one database share. From the first hook on. */
  server(): Server;
  /**
   * Calls an operation by its line, `POST /orgs`, and fails where the request or the answer is not as published. Refusals are
   * answers too. For the status and the content, look at what it gives.
   */
  call(line: string, options?: OptionsOf<Server>): Promise<ReplyOf<Server>>;
}

/**
 * Tests that hold real answers against the public API, on both databases. After them one more asks whether every published operation
 * of the tags was answered 2xx at least once.
 */
export function describePlatformContract<Server extends ContractServer>(
  name: string,
  plan: ContractPlan<Server>,
  define: (scene: ContractScene<Server>) => void,
): void {
  describeWithSharedDatabase(`the public API of ${name}`, ({ url }) => {
    const check = createContractCheck();
    let started: Server | undefined;
    const server = (): Server => {
      if (started === undefined) throw new Error("the server starts with the first hook");
      return started;
    };
    beforeAll(async () => {
      started = await plan.start(url());
    });
    afterAll(() => started?.[Symbol.asyncDispose]());

    define({ server, call: (line, options) => callAsPublished(check, server(), { line, options }) });

    test("every published operation was answered", () => {
      const published = check.operationsOf(plan.tags);

      expect(published.filter((operation) => !check.shown.has(operation))).toEqual([...plan.stillToCome].sort());
    });
  });
}

async function callAsPublished<Server extends ContractServer>(
  check: ContractCheck,
  server: Server,
  { line, options }: { readonly line: string; readonly options: OptionsOf<Server> | undefined },
): Promise<ReplyOf<Server>> {
  const [method = "", path = ""] = line.split(" ");
  const sent: Sent = { ...options, method };
  const answer = await server.call(`/api${path}`, sent);
  const type = answer.headers["content-type"];
  const contentType = typeof type === "string" ? type : undefined;

  expect(check.problemsOf({ method, path, requestBody: sent.body, status: answer.status, contentType, text: answer.text })).toEqual([]);
  return answer as ReplyOf<Server>;
}
