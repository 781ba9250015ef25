import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from "fastify";

/** The server as features see it: schemas are TypeBox, and types follow from them. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module "fastify" {
  interface FastifySchema {
    /** One line for `/openapi.json`. */
    readonly summary?: string;
  }
  interface FastifyContextConfig {
    /** Bodies of Nextflow may hold broken text; they are repaired, because refusing one kills a pipeline. */
    readonly repairsText?: boolean;
  }
}
