/**
 * Fakes, fixtures and suites for tests. Never a runtime dependency.
 */
export { ManualClock } from "./clock/manual-clock.ts";
export { startPostgres } from "./postgres/start-postgres.ts";
export type { TestPostgres } from "./postgres/start-postgres.ts";
export { describeWithDatabases } from "./postgres/describe-with-databases.ts";
export { describeWithSharedDatabase } from "./postgres/describe-with-shared-database.ts";
export type { SharedDatabase } from "./postgres/describe-with-shared-database.ts";
export { describePlatformContract } from "./contract/describe-platform-contract.ts";
export type { ContractPlan, ContractScene } from "./contract/describe-platform-contract.ts";
export { ensureDebianPackages, missingDebianPackages, PackagesMissing } from "./debian-packages.ts";
export { makeNetworkNamespace, networkNamespaceProblem } from "./agent/network-namespace.ts";
export type { NetworkNamespace } from "./agent/network-namespace.ts";
export { freePorts } from "./ports/free-ports.ts";
export { startSlurm } from "./slurm/start-slurm.ts";
export type { SlurmFixture, SlurmOptions } from "./slurm/start-slurm.ts";
export { asOpenSshSeesIt } from "./ssh/as-openssh-sees-it.ts";
export type { SeenSshKey } from "./ssh/as-openssh-sees-it.ts";
export { makeSshKey, rewriteSshKey, sshKeygen } from "./ssh/make-ssh-key.ts";
export type { MadeSshKey, SshKeyWish } from "./ssh/make-ssh-key.ts";
export { startSshd } from "./ssh/start-sshd.ts";
export type { SshdFixture, SshdOptions } from "./ssh/start-sshd.ts";
export { FaultyDatabase, StorageFault } from "./faults/faulty-database.ts";
export type { StorageMoment } from "./faults/faulty-database.ts";
export { eventually } from "./eventually.ts";
export { describeCommandChannel } from "./channel/describe-command-channel.ts";
export type { OpenedChannel } from "./channel/describe-command-channel.ts";
export { agentBuilds, packedAgent, startAgentProcess } from "./agent/agent-process.ts";
export type { AgentBuild, AgentProcess, AgentProcessOptions } from "./agent/agent-process.ts";
export { startLegacyAgent } from "./legacy-agent/legacy-agent-process.ts";
export type { LegacyAgentProcessOptions } from "./legacy-agent/legacy-agent-process.ts";
export { startTcpProxy } from "./agent/tcp-proxy.ts";
export type { TcpProxy } from "./agent/tcp-proxy.ts";
export { listCaptures, readCapture } from "./captures/read-capture.ts";
export type { CapturedRequest } from "./captures/read-capture.ts";
export { LeakScanner } from "./leaks/leak-scanner.ts";
export type { Leak, Needle, ScannedPlace } from "./leaks/leak-scanner.ts";
export { readProcessMemory } from "./leaks/process-memory.ts";
