import { ActionIcon, Button, Kbd, Tooltip } from "@mantine/core";
import { IconKeyboard, IconSearch } from "@tabler/icons-react";
import { LiveMark } from "../live/LiveMark.tsx";
import { ColorSchemeButton } from "./ColorSchemeButton.tsx";
import { PlaceSwitcher } from "./PlaceSwitcher.tsx";
import { UserMenu } from "./UserMenu.tsx";

export interface TopBarProps {
  readonly onGoTo: () => void;
  readonly onKeys: () => void;
  readonly isPlacesOpen: boolean;
  readonly onPlaces: (isOpen: boolean) => void;
}

export function TopBar({ onGoTo, onKeys, isPlacesOpen, onPlaces }: TopBarProps) {
  return (
    <div className="top-bar" role="banner">
      <div className="top-bar-place">
        <PlaceSwitcher isOpen={isPlacesOpen} onOpen={onPlaces} />
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
