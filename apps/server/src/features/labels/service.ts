import type { CreateLabelRequest, LabelType, UpdateLabelRequest } from "@postern/contracts";
import { isUniqueViolation } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { AppError, nameKey, toLabelId } from "@postern/domain";
import type { Clock, LabelId } from "@postern/domain";
import { homeOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { Page, PageOf } from "../../read-page.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { laterThan } from "../../refuse-outdated.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditService } from "../audit/service.ts";
import { announceLabels } from "./announce-labels.ts";
import { labelText, toStoredLabel } from "./label.ts";
import type { StoredLabel } from "./label.ts";
import { invalid, refuseBadLabel } from "./read-label.ts";
import type { WantedLabel } from "./read-label.ts";
import * as store from "./store.ts";

export { announceLabels } from "./announce-labels.ts";
export { labelsImage, labelsOfEnvironment, labelsOfEnvironments, namedLabels, putEnvironmentLabels } from "./environment-labels.ts";

/** The most of one place. */
export const maxLabels = 1000;

export interface LabelParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Pick<AuditService, "record">;
  readonly places: Pick<AccessService, "holdHome">;
  readonly live: Pick<LiveEvents, "publish">;
}

export interface ListedLabels extends Page {
  readonly search?: string | undefined;
  readonly type?: LabelType | undefined;
  readonly isDefault?: boolean | undefined;
}

/** The labels of a workspace, or of one person: words, and names with values, that people put on things. */
export class LabelService {
  readonly #parts: LabelParts;

  constructor(parts: LabelParts) {
    this.#parts = parts;
  }

  /** In the order of their names. `search`: part of a name or a value. */
  async list(actor: Actor, { search = "", type = "all", isDefault, ...page }: ListedLabels): Promise<PageOf<StoredLabel>> {
    const isResource = type === "all" ? undefined : type === "resource";
    const found = await store.listLabels(this.#parts.database.query, homeOf(actor), { search, isResource, isDefault, ...page });
    return { rows: found.rows.map(toStoredLabel), total: found.total };
  }

  /** @throws label.invalid naming the member · label.exists · label.limit_reached */
  async create(actor: Actor, { name, value, resource, isDefault }: CreateLabelRequest): Promise<StoredLabel> {
    const wanted = readNew({ name: name.trim(), value: value?.trim() ?? "", isResource: resource ?? false });
    const home = homeOf(actor);
    return this.#change(actor, wanted, async (query) => {
      if ((await store.countLabels(query, home)) >= maxLabels) {
        throw new AppError("label.limit_reached", `There are ${String(maxLabels)} labels already; more cannot be made.`);
      }
      const at = this.#parts.clock.now();
      const id = await store.insertLabel(query, {
        ...{ user_id: actor.userId, workspace_id: actor.place.workspaceId },
        ...columnsOf(wanted),
        ...{ is_resource: wanted.value === null ? 0 : 1, is_default: isDefault === true ? 1 : 0, created_at: at, updated_at: at },
      });
      const label = await getLabel(query, home, toLabelId(id));
      await this.#record(query, actor, { action: "label.create", label, after: imageOf(label) });
      return label;
    });
  }

  /** What is left out or null stays. A word stays a word. @throws as `create`, and label.not_found */
  async update(actor: Actor, id: LabelId, request: UpdateLabelRequest): Promise<StoredLabel> {
    const home = homeOf(actor);
    const known = await getLabel(this.#parts.database.query, home, id);
    return this.#change(actor, merge(known, request), async (query) => {
      // What is left out stays as it is now: another edit may have come first.
      const old = await this.#hold(query, home, id);
      const wanted = merge(old, request);
      const next = { ...old, ...wanted, isDefault: request.isDefault ?? old.isDefault };
      const [before, after] = [imageOf(old), imageOf(next)];
      if (JSON.stringify(before) === JSON.stringify(after)) return old;
      const updatedAt = laterThan(old.updatedAt, this.#parts.clock.now());
      await store.updateLabel(query, id, { ...columnsOf(wanted), is_default: next.isDefault ? 1 : 0, updated_at: updatedAt });
      await this.#record(query, actor, { action: "label.update", label: old, before, after });
      return { ...next, updatedAt };
    });
  }

  /** Takes it off everything that has it. @throws label.not_found */
  async remove(actor: Actor, id: LabelId): Promise<void> {
    const { database, live, places } = this.#parts;
    const home = homeOf(actor);
    await database.transaction(async ({ query }) => {
      await places.holdHome(query, home);
      const label = await this.#hold(query, home, id);
      const detail = { environments: await store.countUses(query, id) };
      await store.deleteLabel(query, id);
      await this.#record(query, actor, { action: "label.delete", label, before: imageOf(label), detail });
    });
    announceLabels(live, home);
  }

  /** For a place that goes, after its environments have been marked deleted: inside its transaction. May be repeated. */
  async removeAll(query: Query, home: Home): Promise<void> {
    await store.deleteLabelsOf(query, home);
  }

  async #hold(query: Query, home: Home, id: LabelId): Promise<StoredLabel> {
    return presentLabel(await store.holdLabel(query, this.#parts.database.engine, { home, id }), id);
  }

  // The place stays. Some who come at once may pass the limit together, which hurts nobody.
  async #change<Result>(actor: Actor, wanted: WantedLabel, change: (query: Query) => Promise<Result>): Promise<Result> {
    const { database, live, places } = this.#parts;
    const home = homeOf(actor);
    try {
      const changed = await database.transaction(async ({ query }) => {
        await places.holdHome(query, home);
        return change(query);
      });
      announceLabels(live, home);
      return changed;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("label.exists", `The label ${labelText(wanted)} already exists.`, { fields: ["name"], cause: error });
    }
  }

  async #record(query: Query, actor: Actor, act: LabelAct): Promise<void> {
    const { label, ...entry } = act;
    const { organizationId, workspaceId } = actor.place;
    const target = { targetKind: "label", targetId: String(label.id), targetName: labelText(label) };
    await this.#parts.audit.record(query, { actor: actor.userId, ...target, organizationId, workspaceId, ...entry });
  }
}

interface LabelAct {
  readonly action: string;
  readonly label: StoredLabel;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly detail?: Readonly<Record<string, number>>;
}

async function getLabel(query: Query, home: Home, id: LabelId): Promise<StoredLabel> {
  return presentLabel(await store.findLabel(query, home, id), id);
}

function presentLabel(row: store.LabelRead | undefined, id: LabelId): StoredLabel {
  if (row === undefined) throw new AppError("label.not_found", `Label ${String(id)} not found.`);
  return toStoredLabel(row);
}

function readNew({
  name,
  value,
  isResource,
}: {
  readonly name: string;
  readonly value: string;
  readonly isResource: boolean;
}): WantedLabel {
  if (isResource && value === "") throw invalid("A resource label needs a value.", "value");
  if (!isResource && value !== "") throw invalid("Only a resource label has a value: send resource: true with it.", "value");
  const wanted = { name, value: isResource ? value : null };
  refuseBadLabel(wanted);
  return wanted;
}

function merge(old: StoredLabel, { name, value }: UpdateLabelRequest): WantedLabel {
  const isResource = old.value !== null;
  return readNew({ name: name?.trim() ?? old.name, value: value?.trim() ?? old.value ?? "", isResource });
}

function columnsOf({ name, value }: WantedLabel) {
  return { name, name_key: nameKey(name), value: value ?? "" };
}

function imageOf({ name, value, isDefault }: StoredLabel) {
  return { name, value, isDefault };
}
