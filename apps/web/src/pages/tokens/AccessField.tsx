import { Radio, Stack } from "@mantine/core";
import type { TokenAccess } from "@postern/domain";
import { accessChoices, accessWords } from "./token-access-words.ts";

export interface AccessFieldProps {
  readonly value: TokenAccess;
  readonly onChange: (access: TokenAccess) => void;
}

export function AccessField({ value, onChange }: AccessFieldProps) {
  const choose = (text: string): void => {
    const access = accessChoices.find((one) => one === text);
    if (access !== undefined) onChange(access);
  };
  return (
    <Radio.Group label="May" value={value} onChange={choose}>
      <Stack gap="xs" mt={6}>
        {accessChoices.map((access) => (
          <Radio key={access} value={access} label={accessWords(access).name} description={accessWords(access).means} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
