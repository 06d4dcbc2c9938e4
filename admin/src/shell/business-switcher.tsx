import { Menu } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { chooseBusiness } from "../api/client.ts";
import { BrandMark } from "../ui/brand.tsx";
import { useBusiness, useSession } from "../ui/use-business.ts";

/** Names the business; for people with several it is the way from one to another. */
export function BusinessSwitcher() {
  const { businesses, business } = useSession();
  const { name } = useBusiness();
  if (businesses.length < 2) {
    return (
      <div className="rail-business">
        <BrandMark />
        <span>{name}</span>
      </div>
    );
  }
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className="rail-business">
          <BrandMark />
          <span>{name}</span>
          <IconSelector size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {businesses.map((one) => (
          <Menu.Item
            key={one.id}
            rightSection={one.id === business.id ? <IconCheck size={16} aria-label="Open" /> : null}
            onClick={() => switchTo(one.id)}
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Starts afresh, so that nothing of the other business stays on screen or in memory. */
function switchTo(id: string): void {
  chooseBusiness(id);
  location.assign("/");
}
