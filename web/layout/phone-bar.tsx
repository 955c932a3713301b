import { Link, useLocation } from "@tanstack/react-router";
import { t } from "#kernel/view/language.view.tsx";
import { usePerson } from "../api.ts";
import { useLive } from "../live.ts";
import { Icon } from "./icons.tsx";
import { fieldsFor } from "./pages.ts";

/** The phone's bottom bar and the permanent line that says whether news still arrive. */
export function PhoneBar() {
  const { roles } = usePerson();
  const { pathname } = useLocation();
  const { online } = useLive();
  const mine = new Set(fieldsFor(roles).flatMap((field) => field.pages.map((page) => page.path)));
  const entries = [
    { path: "/", icon: "home", title: t("总览", "Overview") },
    { path: "/cases", icon: "tasks", title: t("待办", "Tasks") },
    { path: "/map", icon: "map", title: t("地图", "Map") },
    { path: "/me", icon: "person", title: t("我的", "Me") },
  ] as const;
  return (
    <div className="phone-bar">
      {!online && (
        <div className="phone-offline">
          {t("离线 · 显示的是已读到的数据", "Offline · showing what was read before")}
        </div>
      )}
      <nav aria-label={t("常用", "Main")}>
        {entries
          .filter((entry) => entry.path === "/me" || mine.has(entry.path))
          .map((entry) => (
            <Link key={entry.path} to={entry.path} aria-current={pathname === entry.path ? "page" : undefined}>
              <Icon name={entry.icon} size={22} />
              <span>{entry.title}</span>
            </Link>
          ))}
      </nav>
    </div>
  );
}
