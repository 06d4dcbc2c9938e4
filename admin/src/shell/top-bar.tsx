import { ActionIcon, Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { BrandMark } from "../ui/brand.tsx";
import { ButtonLink } from "../ui/links.tsx";
import { useBusiness, useCan } from "../ui/use-business.ts";
import { Rail } from "./rail.tsx";

/** On a phone: the rail behind a button; search and New invoice stay in reach. */
export function TopBar({
  onSearch,
  onShortcuts,
}: {
  onSearch: () => void;
  onShortcuts: () => void;
}) {
  const { name } = useBusiness();
  const can = useCan();
  const [isOpen, menu] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useEffect(menu.close, [pathname, menu.close]);
  return (
    <header className="top-bar">
      <Burger opened={isOpen} onClick={menu.toggle} size="sm" aria-label="Menu" />
      <span className="name">
        <BrandMark size={26} />
        <span>{name}</span>
      </span>
      <ActionIcon variant="subtle" color="gray" size={40} aria-label="Search" onClick={onSearch}>
        <IconSearch size={20} />
      </ActionIcon>
      {can.changeInvoices && (
        <ButtonLink to="/invoices/draft/{-$id}" params={{}} px={11} aria-label="New invoice">
          <IconPlus size={18} aria-hidden />
        </ButtonLink>
      )}
      <Drawer
        opened={isOpen}
        onClose={menu.close}
        size={272}
        padding={12}
        title="Menu"
        classNames={{ content: "rail-drawer" }}
      >
        <Rail onSearch={onSearch} onShortcuts={onShortcuts} />
      </Drawer>
    </header>
  );
}
