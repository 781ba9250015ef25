import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";

/** The server as features see it: schemas are TypeBox, and types follow from them. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module "fastify" {
  interface FastifyInstance {
    /** Whether the caller of an answer that is still being sent would be let in again now. Never rejects. */
    isStillAllowed(request: FastifyRequest): Promise<boolean>;
  }
  interface FastifySchema {
    /** One line for `/openapi.json`. */
    readonly summary?: string;
  }
  interface FastifyContextConfig {
    /** Bodies of Nextflow may hold broken text; they are repaired, because refusing one kills a pipeline. */
    readonly repairsText?: boolean;
  }
}
