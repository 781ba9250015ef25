import type { CreateLabelRequest, Label, UpdateEnvironmentLabelsRequest, UpdateLabelRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { noContent, ok, searched } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { putEnvironment } from "./environment-edits.ts";
import { outdated } from "./organizations.ts";

export const labelRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/labels",
    answer: ({ query }) => {
      const all = state.labels.filter(({ isDefault }) => isDefault || query.get("isDefault") !== "true");
      const { page, totalSize } = searched(all, query, ({ name, value }) => `${name}\n${value ?? ""}`);
      return ok({ labels: page, totalSize });
    },
  },
  {
    method: "POST",
    path: "/api/labels",
    answer: ({ body }) => {
      const { name, value, isDefault } = body as CreateLabelRequest;
      const made = label(state, { id: state.labels.length + 100, name, value: value ?? null, isDefault: isDefault ?? false });
      refuseTaken(state, made);
      state.labels = sorted([...state.labels, made]);
      return ok(made);
    },
  },
  {
    method: "PUT",
    path: "/api/labels/:labelId",
    answer: ({ params, body }) => {
      const wanted = body as UpdateLabelRequest;
      const one = getLabel(state, params["labelId"]);
      const next = {
        ...one,
        name: wanted.name ?? one.name,
        value: wanted.value ?? one.value,
        isDefault: wanted.isDefault ?? one.isDefault,
      };
      refuseTaken(state, next);
      state.labels = sorted(state.labels.map((each) => (each === one ? next : each)));
      onEnvironments(state, (labels) => labels.map((each) => (each.id === one.id ? next : each)));
      return ok(next);
    },
  },
  {
    method: "DELETE",
    path: "/api/labels/:labelId",
    answer: ({ params }) => {
      const one = getLabel(state, params["labelId"]);
      state.labels = state.labels.filter((each) => each !== one);
      onEnvironments(state, (labels) => labels.filter(({ id }) => id !== one.id));
      return noContent;
    },
  },
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id/labels",
    answer: ({ params, body }) => {
      const { labelIds, lastUpdated } = body as UpdateEnvironmentLabelsRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      putEnvironment(state, { ...one, labels: state.labels.filter(({ id }) => labelIds.includes(id)) });
      return noContent;
    },
  },
];

export function label(state: Pick<MockState, "now">, given: Pick<Label, "id" | "name" | "value" | "isDefault">): Label {
  return { ...given, resource: given.value !== null, isDynamic: false, isInterpolated: false, dateCreated: isoAt(state.now()) };
}

const sorted = (labels: readonly Label[]): Label[] => labels.toSorted((one, other) => one.name.localeCompare(other.name));

function refuseTaken(state: MockState, { id, name, value }: Label): void {
  if (!state.labels.some((one) => one.id !== id && one.name === name && one.value === value)) return;
  const text = value === null ? name : `${name}=${value}`;
  throw new AppError("label.exists", `The label ${text} already exists.`, { fields: ["name"] });
}

function getLabel(state: MockState, id: string | undefined): Label {
  const one = state.labels.find((each) => String(each.id) === id);
  if (one === undefined) throw new AppError("label.not_found", `Label ${id ?? ""} not found.`);
  return one;
}

function onEnvironments(state: MockState, change: (labels: readonly Label[]) => Label[]): void {
  state.environments = state.environments.map((one) => ({ ...one, labels: change(one.labels) }));
}
