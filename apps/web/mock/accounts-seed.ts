import type { Account, OwnSession } from "@postern/contracts";
import { isoAt } from "./state.ts";

const hour = 3_600_000;
const day = 24 * hour;

export function makeAccount(nowMs: number, given: Partial<Account>): Account {
  return {
    id: 0,
    userName: "",
    email: `${given.userName ?? ""}@example.org`,
    firstName: null,
    lastName: null,
    state: "active",
    isAdministrator: false,
    organizationCount: 0,
    createdAt: isoAt(nowMs - 90 * day),
    lastAccessAt: null,
    ...given,
  };
}

const names = [
  "Ada Lovelace",
  "Bo Bakker",
  "Chidi Anagonye",
  "Dana Novak",
  "Emil Berg",
  "Fatima Haddad",
  "Goran Ilic",
  "Hana Sato",
  "Ivo Horvat",
];

/** More than one page of people, in every state. */
export function seedAccounts(nowMs: number): Account[] {
  const others = Array.from({ length: 27 }, (_, place) => {
    const [firstName = "", lastName = ""] = (names[place % names.length] ?? "").split(" ");
    const userName = `${firstName.toLowerCase()}-${String(place + 1)}`;
    const lastAccessAt = isoAt(nowMs - (place + 1) * 7 * hour);
    return makeAccount(nowMs, { id: 10 + place, userName, firstName, lastName, organizationCount: 1 + (place % 3), lastAccessAt });
  });
  return [
    makeAccount(nowMs, {
      ...{ id: 1, userName: "jane", email: "jane.smith@example.org", firstName: "Jane", lastName: "Smith" },
      ...{ isAdministrator: true, organizationCount: 2, lastAccessAt: isoAt(nowMs - 4000) },
    }),
    makeAccount(nowMs, {
      ...{ id: 2, userName: "amir", email: "amir.khan@example.org", firstName: "Amir", lastName: "Khan" },
      ...{ isAdministrator: true, organizationCount: 2, lastAccessAt: isoAt(nowMs - 3 * hour) },
    }),
    makeAccount(nowMs, {
      id: 3,
      userName: "li",
      email: "li.wei@elsewhere.example",
      firstName: "Li",
      lastName: "Wei",
      organizationCount: 1,
      state: "disabled",
      lastAccessAt: isoAt(nowMs - 60 * day),
    }),
    makeAccount(nowMs, {
      id: 4,
      userName: "rosa",
      firstName: "Rosa",
      lastName: "Diaz",
      state: "invited",
      createdAt: isoAt(nowMs - 2 * day),
    }),
    makeAccount(nowMs, { id: 5, userName: "old-postdoc", state: "removed", lastAccessAt: isoAt(nowMs - 400 * day) }),
    ...others,
  ];
}

export function seedSessions(nowMs: number): OwnSession[] {
  return [
    {
      id: "s-phone",
      createdAt: isoAt(nowMs - 12 * day),
      lastSeenAt: isoAt(nowMs - 5 * hour),
      address: "198.51.100.23",
      userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1",
      isCurrent: false,
    },
    {
      id: "s-here",
      createdAt: isoAt(nowMs - 2 * hour),
      lastSeenAt: isoAt(nowMs - 1000),
      address: "192.0.2.40",
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0",
      isCurrent: true,
    },
    {
      id: "s-old",
      createdAt: isoAt(nowMs - 29 * day),
      lastSeenAt: isoAt(nowMs - 20 * day),
      address: null,
      userAgent: null,
      isCurrent: false,
    },
  ];
}
