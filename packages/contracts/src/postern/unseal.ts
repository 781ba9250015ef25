import { Type } from "typebox";
import type { Static } from "typebox";
import { text } from "../schema.ts";

/** `GET /api/postern/v1/vault`: whether somebody has to say the passphrase before anything can be done here. */
export const VaultStateResponse = Type.Object({ isSealed: Type.Boolean() });
export type VaultStateResponse = Static<typeof VaultStateResponse>;

/** `POST /api/postern/v1/vault/unseal`. Nobody can be signed in before, so the passphrase alone is asked for. */
export const UnsealRequest = Type.Object({ passphrase: text(1024, 1) });
export type UnsealRequest = Static<typeof UnsealRequest>;
