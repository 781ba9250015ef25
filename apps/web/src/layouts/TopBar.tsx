import { ActionIcon, Button, Kbd, Tooltip } from "@mantine/core";
import { IconKeyboard, IconSearch } from "@tabler/icons-react";
import { useSession } from "../hooks/use-scope.ts";
import { LiveMark } from "../live/LiveMark.tsx";
import { ColorSchemeButton } from "./ColorSchemeButton.tsx";
import { UserMenu } from "./UserMenu.tsx";

export interface TopBarProps {
  readonly onGoTo: () => void;
  readonly onKeys: () => void;
}

export function TopBar({ onGoTo, onKeys }: TopBarProps) {
  const { user } = useSession();
  return (
    <div className="top-bar" role="banner">
      <div className="top-bar-place" title="Your personal workspace">
        {user.userName}
        <span className="top-bar-kind"> / personal</span>
      </div>
      <LiveMark />
      <Button
        variant="default"
        className="top-bar-search"
        leftSection={<IconSearch size={15} />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={onGoTo}
      >
        Go to
      </Button>
      <ActionIcon className="top-bar-search-icon" onClick={onGoTo} aria-label="Go to …">
        <IconSearch size={17} />
      </ActionIcon>
      <Tooltip label="Keys">
        <ActionIcon className="top-bar-keys" onClick={onKeys} aria-label="Show the keys">
          <IconKeyboard size={17} />
        </ActionIcon>
      </Tooltip>
      <ColorSchemeButton />
      <UserMenu />
    </div>
  );
}
