import { readFileSync } from "node:fs";

/** Names, types, enums and limits of the public API, as published. */
const shapesFile = new URL("../../fixtures/platform-api-shapes.json", import.meta.url);

/** A schema of OpenAPI 3.0, as far as the file uses it. */
export interface PublishedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, PublishedSchema>>;
  readonly additionalProperties?: PublishedSchema;
  readonly items?: PublishedSchema;
  readonly allOf?: readonly PublishedSchema[];
  readonly oneOf?: readonly PublishedSchema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
  readonly nullable?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

type Content = Readonly<Record<string, { readonly schema: PublishedSchema }>>;

export interface PublishedParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly schema: PublishedSchema;
}

export interface PublishedOperation {
  /** `GET /orgs/{orgId}` */
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly tags: readonly string[];
  readonly parameters: readonly PublishedParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface PublishedApi {
  readonly operations: readonly PublishedOperation[];
  readonly schemas: Readonly<Record<string, PublishedSchema>>;
  /** The operation that a call reaches; `path` is below the root of the API, without a query. */
  find(method: string, path: string): PublishedOperation | undefined;
}

type OperationText = Omit<PublishedOperation, "name" | "method" | "template" | "parameters"> & {
  readonly parameters?: readonly PublishedParameter[];
};

interface ShapesFile {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationText>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, PublishedSchema>> };
}

export function readPublishedApi(): PublishedApi {
  const { paths, components } = JSON.parse(readFileSync(shapesFile, "utf8")) as ShapesFile;
  const operations = Object.entries(paths).flatMap(([template, byMethod]) =>
    Object.entries(byMethod).map(([lower, text]) => toOperation(lower.toUpperCase(), template, text)),
  );
  const matchers = operations.map((operation) => ({ operation, pattern: patternOf(operation.template) }));
  const find = (method: string, path: string) => {
    const fitting = matchers.filter(({ operation, pattern }) => operation.method === method && pattern.test(path));
    // A word of the address goes before a place for an id: `/orgs/validate` is no organization.
    const [best] = fitting.map(({ operation }) => operation).sort((one, other) => placesIn(one.template) - placesIn(other.template));
    return best;
  };
  return { operations, schemas: components.schemas, find };
}

function toOperation(method: string, template: string, text: OperationText): PublishedOperation {
  return { ...text, name: `${method} ${template}`, method, template, parameters: text.parameters ?? [] };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function placesIn(template: string): number {
  return template.split("{").length - 1;
}
