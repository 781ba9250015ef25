import { Kbd, Modal } from "@mantine/core";
import "./KeysDialog.css";

const keys = [
  { key: "Ctrl K", does: "go to a page or a run (⌘ K on a Mac)" },
  { key: "w", does: "switch the workspace" },
  { key: "/", does: "search in the list" },
  { key: "j", does: "next row" },
  { key: "k", does: "previous row" },
  { key: "Enter", does: "open the marked row" },
  { key: "Esc", does: "close what is open" },
  { key: "?", does: "show this list" },
] as const;

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys">
      <dl className="keys">
        {keys.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
