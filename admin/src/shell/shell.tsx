import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { MaskedBar } from "./masked-bar.tsx";
import { PauseBar } from "./pause-bar.tsx";
import { Rail } from "./rail.tsx";
import { SearchDialog } from "./search-dialog.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { TestBar } from "./test-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** The frame around every screen: rail (or top bar on a phone), test bar, content. */
export function Shell() {
  const [isListOpen, list] = useDisclosure(false);
  const [isSearchOpen, search] = useDisclosure(false);
  useShortcuts({ onList: list.open, onSearch: search.open });
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <div className="shell">
        <Rail onSearch={search.open} onShortcuts={list.open} />
        <TopBar onSearch={search.open} onShortcuts={list.open} />
        <div className="content">
          <MaskedBar />
          <PauseBar />
          <TestBar />
          <main id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <ShortcutsDialog isOpen={isListOpen} onClose={list.close} />
      <SearchDialog isOpen={isSearchOpen} onClose={search.close} />
    </>
  );
}
