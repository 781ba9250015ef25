import "./NameCell.css";

export interface NameCellProps {
  /** Short, unlike that of every other row. */
  readonly name: string;
  /** What it is called in full; empty when nobody said. */
  readonly fullName: string;
}

/** The first cell of a row with two names: the short one, and the full one beside or, on a phone, below it. */
export function NameCell({ name, fullName }: NameCellProps) {
  return (
    <td className="wide name-cell">
      <span className="strong">{name}</span>
      {fullName === "" ? undefined : <span className="quiet">{fullName}</span>}
    </td>
  );
}
