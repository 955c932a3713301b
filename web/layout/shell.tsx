import { Outlet, useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useEffect, useState } from "react";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { actFor } from "../acting.ts";
import { usePerson, useSession } from "../api.ts";
import { productName } from "../language.ts";
import { openLive } from "../live.ts";
import { FieldAgent, NewerVersion } from "../pages/field/agent.tsx";
import { SignInPage } from "../pages/sign-in.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { SearchBox } from "./search-box.tsx";
import { AllPages, SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";

/** Pages without a session: a guest's link, and what anybody may read. */
const open = /^\/(g\/|publicity(\/|$))/;

/** The frame around every page. Who is not signed in sees the sign-in page at the address they asked for, unless it needs no session. */
export function Shell() {
  const { pathname } = useLocation();
  return open.test(pathname) ? <Outlet /> : <Staff />;
}

function Staff() {
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
      <PrintHead />
      <main id="main" tabIndex={-1} className={pathname === "/map" ? "main-fixed" : undefined}>
        <ActingLine />
        <Outlet />
      </main>
      <PhoneBar />
      <FieldAgent />
      <NewerVersion />
      {searching && <SearchBox onClose={() => setSearching(false)} />}
      <Drawer open={menu} onClose={() => setMenu(false)} placement="left" size={280} title={t("全部页面", "All pages")}>
        <AllPages onChoose={() => setMenu(false)} />
      </Drawer>
    </div>
  );
}

/** While somebody acts in another's name every page says so, on paper too. */
function ActingLine() {
  const { onBehalfOf, name } = usePerson();
  if (!onBehalfOf) return null;
  return (
    <p className="acting-line" role="status">
      <span>
        {t(
          `${name} 正在代 ${onBehalfOf.name} 办理，所办事项均记为“${name}（代 ${onBehalfOf.name}）”。`,
          `${name} is acting for ${onBehalfOf.name}; every act says so.`,
        )}
      </span>
      <button type="button" onClick={() => actFor(undefined)}>
        {t("切换回本人", "Back to my own name")}
      </button>
    </p>
  );
}

/** Stands above the first printed page: whose paper it is and when it was printed; each page says itself from when its data are. */
function PrintHead() {
  const person = usePerson();
  const [at, setAt] = useState(Date.now);
  useEffect(() => {
    const onPrint = () => setAt(Date.now());
    addEventListener("beforeprint", onPrint);
    return () => removeEventListener("beforeprint", onPrint);
  }, []);
  return (
    <p className="print-head">
      <b>{person.organ.name}</b>
      <span>{t(productName.long)}</span>
      <span>{t(`${person.name} 打印于 ${timeText(at)}`, `Printed ${timeText(at)} by ${person.name}`)}</span>
    </p>
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
