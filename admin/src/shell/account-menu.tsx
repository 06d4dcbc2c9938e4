import { Menu, useMantineColorScheme } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserShield,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { chooseBusiness } from "../api/client.ts";
import { signOut } from "../api/session.ts";
import { useSession } from "../ui/use-business.ts";

const schemes = {
  light: { word: "Light", icon: IconSun, next: "dark" },
  dark: { word: "Dark", icon: IconMoon, next: "auto" },
  auto: { word: "As the device", icon: IconDeviceDesktop, next: "light" },
} as const;

export function AccountMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = schemes[colorScheme];
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <button type="button" className="rail-account">
          <span className="initials" aria-hidden>
            {initialsOf(user.name || user.email)}
          </span>
          <span className="grow">{user.name || user.email}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item
          component={Link}
          to="/settings/sign-in"
          leftSection={<IconUserShield size={16} />}
        >
          Your sign-in
        </Menu.Item>
        <Menu.Item
          leftSection={<scheme.icon size={16} />}
          closeMenuOnClick={false}
          onClick={() => setColorScheme(scheme.next)}
        >
          Colours: {scheme.word}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("")
    .toUpperCase();
}

/** Loads the page anew, so that nothing of this person stays in memory. */
async function leave(): Promise<void> {
  await signOut();
  chooseBusiness(null);
  location.assign("/sign-in");
}
