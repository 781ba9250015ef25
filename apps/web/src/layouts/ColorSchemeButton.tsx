import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";

export function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme("light");
  const other = current === "light" ? "dark" : "light";
  const name = `Switch to the ${other} colours`;
  return (
    <Tooltip label={name}>
      <ActionIcon aria-label={name} onClick={() => setColorScheme(other)}>
        {other === "dark" ? <IconMoon size={17} /> : <IconSun size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
