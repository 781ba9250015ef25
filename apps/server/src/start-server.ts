import { mkdir } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { openBus } from "@postern/bus";
import { holdAlone, openDatabase } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import type { Reconciler } from "./background/driver.ts";
import { led } from "./background/leading/led.ts";
import { compose } from "./compose.ts";
import type { ComposeParts, Services } from "./compose.ts";
import { buildHttpApp } from "./http/build-http-app.ts";
import type { HttpApp } from "./http/http-app.ts";
import { prepareListener, toListenError } from "./http/listener.ts";
import type { Listener } from "./http/listener.ts";
import { openVault } from "./open-vault.ts";
import { registerRoutes } from "./register-routes.ts";
import type { ServerSettings } from "./server-settings.ts";

/**
 * Connections that the kernel holds for us until we take them; it lowers this to its own limit (4,096 where nothing was set). When the place is full,
 * whoever comes is not refused but unheard, and tries again after 1, 3, 7 … s: of ten thousand agents that come back at once, some took two minutes.
 */
const maxAcceptQueue = 16_384;

/** How long open requests may take to end when the server closes. */
const drainMs = 10_000;

export interface RunningServer extends AsyncDisposable {
  /** Where it is reached; no trailing slash. */
  readonly url: string;
  /** One-time link for the first administrator; undefined when there are accounts. */
  readonly firstRunUrl: string | undefined;
  /** PEM file that clients must trust; undefined unless self-signed. */
  readonly authorityPath: string | undefined;
  readonly services: Services;
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Opens the storage, builds everything, and listens. Nothing is left open when it throws.
 * Disposing drains: no new requests, agents are told, background work ends its step, then the storage closes.
 */
export async function startServer(settings: ServerSettings, parts: Surroundings): Promise<RunningServer> {
  const { clock, log } = parts;
  await using opening = new AsyncDisposableStack();
  const { bus, database } = await openStorage(opening, settings, parts);
  const keys = await openVault(database, settings, clock);
  opening.use(keys.vault);
  const listener = await prepareListener(settings, clock);

  let url = "";
  const services = await compose({
    settings,
    database,
    bus,
    keys,
    clock,
    log,
    publicUrl: () => url,
    authorityPem: listener.tls?.authority,
  });
  opening.use(services.telemetry);
  opening.use(services.passwordHashing);
  let isClosing = false;
  const app = await buildApp(services, listener, () => isClosing);
  opening.defer(() => closeApp(app, clock));
  holdParts(opening, services);

  services.gateway.attach(app.server);
  await listen(app, settings);
  url = settings.publicUrl ?? ownUrl(app.server, settings.host, listener);
  services.unseal.whenUnsealed(() => startWork(services));
  const link = await services.sessions.createFirstRunLink();
  // Last in, so first when closing: what comes from now on is sent to our successor.
  opening.defer(() => {
    isClosing = true;
  });
  const closing = opening.move();
  return {
    url,
    firstRunUrl: link === undefined ? undefined : `${url}/setup/${link}`,
    authorityPath: listener.tls?.authorityPath,
    services,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Opened = Pick<ComposeParts, "bus" | "database">;

async function openStorage(opening: AsyncDisposableStack, settings: ServerSettings, { clock, log }: Surroundings): Promise<Opened> {
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  // Two servers on one file would each take the launches of the other for its own that a restart cut short.
  opening.use(await holdAlone(settings.databaseUrl, clock));
  const database = opening.use(await openDatabase(settings.databaseUrl, { clock, log }));
  return { database, bus: opening.use(await openBus(settings.bus, log, clock)) };
}

/** The last one closes first. */
function holdParts(opening: AsyncDisposableStack, services: Services): void {
  // Given back when all work has ended that another server would begin then.
  opening.use(services.leadership);
  opening.use(services.sshKeys);
  opening.use(services.trailNews);
  opening.use(services.auditReconciler);
  opening.use(services.runReconciler);
  opening.use(services.environmentReconciler);
  opening.use(services.checkScheduleReconciler);
  opening.use(services.credentialCheckReconciler);
  opening.use(services.credentialChecks);
  // The ways to the clusters close before the work on them is waited for: a question that hangs there would hold us up for minutes.
  opening.use(services.channels);
  opening.use(services.presence);
  opening.use(services.directory);
  opening.use(services.gateway);
  opening.use(services.driver);
  opening.use(services.streams);
}

// What each does on one server only, or on all, and why: docs/guides/several-servers.md.
function startWork({ driver, leadership, settings, ...services }: Services): void {
  driver.start(services.auditReconciler);
  driver.start(services.keyReconciler);
  driver.start(services.expiryReconciler);
  driver.start(services.agentConnectionReconciler);
  const forLeader: Reconciler[] = [services.environmentReconciler, services.runReconciler, services.agentEventReconciler];
  forLeader.push(services.registryFileReconciler);
  if (settings.environmentCheckMs > 0) forLeader.push(services.checkScheduleReconciler);
  if (settings.checksCredentials) forLeader.push(services.credentialCheckReconciler);
  // A server that is still sealed does none of it, so it does not stand for it either.
  leadership.start(() => {
    for (const { name } of forLeader) driver.wake(name);
  });
  for (const reconciler of forLeader) driver.start(led(reconciler, leadership));
}

async function listen(app: HttpApp, { host, port }: ServerSettings): Promise<void> {
  try {
    await app.listen({ host, port, backlog: maxAcceptQueue });
  } catch (error) {
    throw toListenError(error, `${host}:${String(port)}`);
  }
}

async function buildApp(services: Services, listener: Listener, isClosing: () => boolean): Promise<HttpApp> {
  const { log, contexts, tokens, sessions, publicUrl, places, settings } = services;
  const app = await buildHttpApp({
    log,
    contexts,
    authenticator: { byToken: (token) => tokens.findCaller(token), bySession: (cookie) => sessions.findCaller(cookie) },
    places,
    hasPersonalWorkspaces: services.settings.hasPersonalWorkspaces,
    requestsPerSecond: settings.requestsPerSecond,
    trustedProxies: settings.trustedProxies,
    // A proxy in front ends the encryption with a certificate of its own; ours, unless we made its authority, was bought or given.
    hasTrustedCertificate: () => publicUrl().startsWith("https:") && listener.tls?.authority === undefined,
    isOwnOrigin: (origin) => origin === publicUrl(),
    scrapers: services.scrapeToken,
    createServer: (handler) => listener.create(handler),
    isClosing,
  });
  await registerRoutes(app, services, listener);
  return app;
}

// A request that hangs must not keep an old server beside its successor.
async function closeApp(app: HttpApp, clock: Clock): Promise<void> {
  const isDrained = new AbortController();
  const closed = app.close().finally(() => isDrained.abort());
  await clock.sleep(drainMs, isDrained.signal);
  app.server.closeAllConnections();
  await closed;
}

function ownUrl(server: Server, host: string, listener: Listener): string {
  const { port } = server.address() as AddressInfo;
  const isAnywhere = host === "0.0.0.0" || host === "::";
  const name = isAnywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${listener.isSecure ? "https" : "http"}://${name}:${String(port)}`;
}
