import fc from "fast-check";
import { expect, test } from "vitest";
import { builtInRoles } from "./built-in-roles.ts";
import { canGrant, effectivePermissions, missingToGrant, permissionsOf } from "./effective-permissions.ts";
import type { GrantedRole } from "./effective-permissions.ts";
import { allPermissions, isCovered, noPermissions, permissions } from "./permissions.ts";
import type { PermissionSet } from "./permissions.ts";

const customRole = fc
  .uniqueArray(fc.constantFrom(...permissions), { maxLength: 12 })
  .map((some): GrantedRole => ({ name: "custom", permissions: new Set(some) }));
const anyRole: fc.Arbitrary<GrantedRole> = fc.oneof(fc.constantFrom(...builtInRoles), customRole);

test("of a direct role and the role of a team, the higher one wins", () => {
  const may = effectivePermissions({ isOrganizationOwner: false, roles: ["view", "maintain", "launch"] });

  expect(may).toEqual(permissionsOf("maintain"));
});

test("custom roles add up with built-in ones", () => {
  const may = effectivePermissions({
    isOrganizationOwner: false,
    roles: ["view", { name: "key-keeper", permissions: new Set(["credentials:write"]) }],
  });

  expect(may).toEqual(new Set([...permissionsOf("view"), "credentials:write"]));
});

test("without a role there is no permission, and an owner of the organization has all", () => {
  expect(effectivePermissions({ isOrganizationOwner: false, roles: [] })).toEqual(noPermissions);
  expect(effectivePermissions({ isOrganizationOwner: true, roles: ["view"] })).toEqual(allPermissions);
});

test("a refused grant says what is missing", () => {
  expect(missingToGrant(permissionsOf("admin"), "owner")).toEqual(["workspace:admin", "workspace:delete"]);
  expect(missingToGrant(permissionsOf("admin"), "admin")).toEqual([]);
});

interface Grant {
  readonly actor: number;
  readonly target: number;
  readonly role: GrantedRole;
}

/** A little workspace: whoever may write it gives roles to others and themselves, if the rule lets them. */
function play(start: readonly GrantedRole[], grants: readonly Grant[]): PermissionSet[] {
  const roles = [...start];
  for (const { actor, target, role } of grants) {
    const own = permissionsOf(roles[actor] ?? noRole);
    const old = roles[target] ?? noRole;
    if (own.has("workspace:write") && canGrant(own, role) && canGrant(own, old)) roles[target] = role;
  }
  return roles.map(permissionsOf);
}

const noRole: GrantedRole = { name: "none", permissions: noPermissions };
const people = 4;

test("no sequence of grants gives anybody what nobody had who could grant", () => {
  const grant = fc.record({ actor: fc.nat(people - 1), target: fc.nat(people - 1), role: anyRole });
  const start = fc.array(anyRole, { minLength: people, maxLength: people });

  fc.assert(
    fc.property(start, fc.array(grant, { maxLength: 30 }), (roles, grants) => {
      const before = roles.map(permissionsOf);
      const granters = before.filter((own) => own.has("workspace:write"));
      const reachable = new Set(granters.flatMap((own) => [...own]));
      const after = play(roles, grants);
      for (const [person, may] of after.entries()) {
        const allowed = new Set([...(before[person] ?? noPermissions), ...reachable]);
        expect(isCovered(may, allowed)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("grants by people without the right change nothing at all", () => {
  const powerless = anyRole.filter((role) => !permissionsOf(role).has("workspace:write"));
  const grant = fc.record({ actor: fc.nat(people - 1), target: fc.nat(people - 1), role: anyRole });

  fc.assert(
    fc.property(fc.array(powerless, { minLength: people, maxLength: people }), fc.array(grant, { maxLength: 30 }), (roles, grants) => {
      expect(play(roles, grants)).toEqual(roles.map(permissionsOf));
    }),
    { numRuns: 500 },
  );
});
