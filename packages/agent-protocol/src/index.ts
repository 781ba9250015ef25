/**
 * What server and agent say to each other: messages, versions, limits, encode and decode (SPEC.md).
 * Opens no sockets. The incumbent's protocol has its own folder, `legacy/`, and SPEC-legacy.md.
 */
export { capabilities, commonCapabilities } from "./capabilities.ts";
export type { Capability } from "./capabilities.ts";
export { closeCodes } from "./close-codes.ts";
export type { CloseCode } from "./close-codes.ts";
export { limits } from "./limits.ts";
export { agentConnectPath, chooseVersion, protocolVersions } from "./versions.ts";
export { checkAnswer } from "./v2/check-answer.ts";
export { connectionIdProblem, decodeAgentMessage, decodeServerMessage, encodeMessage } from "./v2/codec.ts";
export { HeartbeatCount } from "./v2/heartbeat-count.ts";
export type { HeartbeatRhythm } from "./v2/heartbeat-count.ts";
export { isLookup, renderLookup } from "./v2/lookup.ts";
export { isHomeQuestion, renderHomeQuestion } from "./v2/home-question.ts";
export { isFreeSpaceQuestion, renderFreeSpace } from "./v2/free-space.ts";
export { isTrialFolderRemoval, renderTrialFolderRemoval, trialFolderIn } from "./v2/trial-folder.ts";
export { isRegistryRemoval, registryFolderOf, renderRegistryRemoval } from "./v2/registry-folder.ts";
export { isTrialRemoval, renderTrialRemoval } from "./v2/trial-file.ts";
export { resultErrorCodes } from "./v2/messages.ts";
export type {
  AgentMessage,
  CancelMessage,
  HeartbeatMessage,
  Hello,
  RequestMessage,
  ResultAckMessage,
  ResultError,
  ResultErrorCode,
  ResultMessage,
  ServerMessage,
  Welcome,
} from "./v2/messages.ts";
export { decodeOperation, encodeOperation } from "./v2/operations.ts";
export type {
  ChunkValue,
  EntryValue,
  FileKind,
  Operation,
  OperationKind,
  OperationOf,
  RunOperation,
  StatValue,
  ValueOf,
} from "./v2/operations.ts";
export { decodeValue, encodeValue } from "./v2/operation-values.ts";
export { StreamCredit } from "./v2/stream-credit.ts";
export { decodeStreamFrame, encodeStreamFrame } from "./v2/stream-frames.ts";
export type { OpenedFile, StreamAsk, StreamFrame } from "./v2/stream-frames.ts";
export { StreamInbox } from "./v2/stream-inbox.ts";
export type { StreamInboxParts } from "./v2/stream-inbox.ts";
export { legacyCloseCodes } from "./legacy/legacy-close-codes.ts";
export type { LegacyCloseCode } from "./legacy/legacy-close-codes.ts";
export { decodeLegacyMessage, encodeLegacyMessage } from "./legacy/legacy-codec.ts";
export { legacyLimits } from "./legacy/legacy-limits.ts";
export type { LegacyAgentMessage, LegacyInfo, LegacyServerMessage } from "./legacy/legacy-messages.ts";
export { isLegacyConnectPath, readLegacyConnectPath } from "./legacy/legacy-path.ts";
