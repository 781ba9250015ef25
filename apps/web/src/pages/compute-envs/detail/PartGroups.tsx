import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { StateMark } from "../../../ui/StateMark.tsx";
import type { GroupMarks } from "./group-marks.ts";
import { groupOfHash, partGroups } from "./part-groups.ts";
import type { PartGroupId } from "./part-groups.ts";
import "./PartGroups.css";

export interface PartGroupsProps {
  /** The column that comes first, and the one beside it. */
  readonly main: Readonly<Record<Exclude<PartGroupId, "settings">, ReactNode>>;
  readonly side: ReactNode;
  readonly marks: GroupMarks;
}

/**
 * The parts of an environment: all of them on a wide screen, one group at a time on a narrow one. The hash of the address names a group, or the
 * heading of any part: both can be shared.
 */
export function PartGroups({ main, side, marks }: PartGroupsProps) {
  const hash = useLocation({ select: (location) => location.hash });
  const shown = groupOfHash(hash);
  useScrollTo(hash);
  const group = (id: PartGroupId, content: ReactNode) => (
    <div key={id} id={id} className="part-group" data-shown={id === shown ? "" : undefined}>
      {content}
    </div>
  );
  return (
    <>
      <nav className="part-links" aria-label="Parts of the environment">
        {partGroups.map(({ id, name }) => (
          <Link
            key={id}
            {...{ to: ".", hash: id, search: true, hashScrollIntoView: false, activeOptions: { includeHash: true } }}
            aria-current={id === shown ? "true" : undefined}
          >
            {name}
            {marks[id] === undefined ? undefined : <StateMark look={marks[id]} isShapeOnly />}
          </Link>
        ))}
      </nav>
      <div className="detail-columns part-columns">
        <div>{partGroups.map(({ id }) => (id === "settings" ? undefined : group(id, main[id])))}</div>
        <div>{group("settings", side)}</div>
      </div>
    </>
  );
}

/** Also when the page is only now there. Who changes groups at its top stays there. */
function useScrollTo(hash: string): void {
  useEffect(() => {
    const target = hash === "" ? null : document.getElementById(hash);
    if (target !== null && (!target.matches(".part-group") || isAbove(target))) target.scrollIntoView();
  }, [hash]);
}

const isAbove = (target: HTMLElement): boolean =>
  target.getBoundingClientRect().top < Number.parseFloat(getComputedStyle(target).scrollMarginTop);
