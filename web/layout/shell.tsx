import { Outlet, useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useEffect, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useSession } from "../api.ts";
import { openLive } from "../live.ts";
import { SignInPage } from "../pages/sign-in.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { SearchBox } from "./search-box.tsx";
import { AllPages, SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";

/** The frame around every page. Who is not signed in sees the sign-in page at the address they asked for. */
export function Shell() {
  const session = useSession();
  if (session.isPending) return <BlockSkeleton height={48} />;
  if (session.error) {
    return (
      <main className="shell-alone">
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  return session.data.user ? <SignedIn /> : <SignInPage demo={session.data.settings.demo ?? false} />;
}

function SignedIn() {
  const [searching, setSearching] = useState(false);
  const [menu, setMenu] = useState(false);
  const { pathname } = useLocation();
  useEffect(openLive, []);
  useSearchKey(() => setSearching(true));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("跳到正文", "Skip to content")}
      </a>
      <TopBar onSearch={() => setSearching(true)} onMenu={() => setMenu(true)} />
      <SideNav />
      <main id="main" tabIndex={-1} className={pathname === "/map" ? "main-fixed" : undefined}>
        <Outlet />
      </main>
      <PhoneBar />
      {searching && <SearchBox onClose={() => setSearching(false)} />}
      <Drawer open={menu} onClose={() => setMenu(false)} placement="left" size={280} title={t("全部页面", "All pages")}>
        <AllPages onChoose={() => setMenu(false)} />
      </Drawer>
    </div>
  );
}

/** `/` opens the search from anywhere but an input. */
function useSearchKey(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.key !== "/" ||
        event.ctrlKey ||
        event.metaKey ||
        target.closest("input,textarea,select,[contenteditable]")
      )
        return;
      event.preventDefault();
      open();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
