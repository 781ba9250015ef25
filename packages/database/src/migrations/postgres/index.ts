import type { Migration } from "../migration.ts";
import { sql as firstLine } from "./0001-first-line.ts";

export const postgresMigrations: readonly Migration[] = [{ number: 1, name: "first-line", sql: firstLine }];
