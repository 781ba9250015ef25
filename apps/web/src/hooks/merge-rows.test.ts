import { expect, test } from "vitest";
import { mergeRows } from "./merge-rows.ts";

const rows = (ids: string, version = 1) => [...ids].map((id) => ({ id, version }));
const idsOf = (list: readonly { readonly id: string }[]) => list.map((row) => row.id).join("");

test("newer rows wait above; what is shown gets its fresh content", () => {
  const merged = mergeRows(rows("cba"), rows("edcb", 2));

  expect(merged.newCount).toBe(2);
  expect(merged.rows).toEqual([...rows("cb", 2), { id: "a", version: 1 }]);
});

test("a deleted row goes, in the middle and at the end", () => {
  expect(idsOf(mergeRows(rows("dcba"), rows("dca")).rows)).toBe("dca");
  expect(idsOf(mergeRows(rows("dcba"), rows("dcb")).rows)).toBe("dcb");
});

test("an older row that moves up from the next page is not shown as new", () => {
  expect(mergeRows(rows("dcb"), rows("dca"))).toEqual({ rows: rows("dc"), newCount: 0 });
});

test("when nothing is left of what was shown, the fresh page is taken", () => {
  expect(mergeRows(rows("cba"), rows("zyx"))).toEqual({ rows: rows("zyx"), newCount: 0 });
  expect(mergeRows([], rows("ba"))).toEqual({ rows: rows("ba"), newCount: 0 });
});
