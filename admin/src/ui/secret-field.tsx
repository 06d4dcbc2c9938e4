import { ActionIcon, TextInput, type TextInputProps } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";

interface SecretFieldProps extends TextInputProps {
  /** What the button shows and hides: `password`, `key`. */
  readonly secret: string;
  /** Keys are shown as they are pasted, so that a wrong one can be seen. */
  readonly isShownAtFirst?: boolean;
}

/** A field for what others should not read over one's shoulder. */
export function SecretField({ secret, isShownAtFirst = false, ...input }: SecretFieldProps) {
  const [isShown, setShown] = useState(isShownAtFirst);
  const Icon = isShown ? IconEyeOff : IconEye;
  return (
    <TextInput
      {...input}
      type={isShown ? "text" : "password"}
      autoCapitalize="off"
      spellCheck={false}
      rightSectionWidth={44}
      rightSection={
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`${isShown ? "Hide" : "Show"} ${secret}`}
          onClick={() => setShown(!isShown)}
        >
          <Icon size={20} stroke={1.75} />
        </ActionIcon>
      }
    />
  );
}
