import { initialsOf } from "../format/initials.ts";
import type { Named } from "../format/initials.ts";
import "./PersonMark.css";

export interface PersonMarkProps {
  readonly person: Named;
  readonly avatarUrl: string | null;
  /** The one who reads. */
  readonly isSelf?: boolean;
}

/** A person in a list: picture or initials, name, user name. */
export function PersonMark({ person, avatarUrl, isSelf = false }: PersonMarkProps) {
  const name = fullNameOf(person);
  return (
    <span className="person-mark">
      {avatarUrl === null ? (
        <span className="person-mark-initials" aria-hidden>
          {initialsOf(person)}
        </span>
      ) : (
        <img src={avatarUrl} alt="" width={22} height={22} />
      )}
      <span className="person-mark-names">
        <span className="strong">{name === "" ? person.userName : name}</span>
        {name === "" ? undefined : <span className="quiet">{person.userName}</span>}
      </span>
      {isSelf ? <span className="primary-mark">you</span> : undefined}
    </span>
  );
}

const fullNameOf = ({ firstName, lastName }: Named): string =>
  [firstName, lastName].filter((part) => part !== null && part !== "").join(" ");
