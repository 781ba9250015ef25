import type { PersonalToken } from "@postern/contracts";
import { isoAt } from "./state.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Tokens of every kind and every state. */
export function seedTokens(nowMs: number): PersonalToken[] {
  return [
    makeToken(nowMs, {
      id: 1,
      name: "agent-gadi",
      access: "agent",
      createdAt: isoAt(nowMs - 40 * day),
      lastUsedAt: isoAt(nowMs - 9000),
      lastUsedFrom: "203.0.113.17",
    }),
    makeToken(nowMs, {
      id: 2,
      name: "my-laptop",
      createdAt: isoAt(nowMs - 85 * day),
      expiresAt: isoAt(nowMs + 5 * day + hour),
      lastUsedAt: isoAt(nowMs - 26 * hour),
      lastUsedFrom: "192.0.2.40",
      warning: "The token my-laptop expires in 5 days.",
    }),
    makeToken(nowMs, {
      id: 3,
      name: "nightly-sarek",
      access: "launch",
      workspaces: [
        { id: 11, name: "genomics", orgName: "alpha-lab" },
        { id: 12, name: "clinical", orgName: "alpha-lab" },
      ],
      expiresAt: isoAt(nowMs + 200 * day),
      lastUsedAt: isoAt(nowMs - 8 * hour),
      lastUsedFrom: "2001:db8::42",
      previousWorksUntil: isoAt(nowMs + 20 * hour),
    }),
    makeToken(nowMs, {
      id: 4,
      name: "grafana",
      access: "read",
      createdAt: isoAt(nowMs - 100 * day),
      expiresAt: isoAt(nowMs - 10 * day),
      isExpired: true,
      lastUsedAt: isoAt(nowMs - 10 * day),
      lastUsedFrom: "198.51.100.9",
      warning: "The token grafana expired 10 days ago.",
    }),
    makeToken(nowMs, { id: 5, name: "terraform", createdAt: isoAt(nowMs - 2 * hour), expiresAt: isoAt(nowMs + 90 * day) }),
  ];
}

export function makeToken(nowMs: number, given: Partial<PersonalToken>): PersonalToken {
  return {
    id: 0,
    name: "",
    access: "full",
    workspaces: null,
    createdAt: isoAt(nowMs),
    expiresAt: null,
    isExpired: false,
    lastUsedAt: null,
    lastUsedFrom: null,
    previousWorksUntil: null,
    warning: null,
    ...given,
  };
}
