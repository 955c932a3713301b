import { Link, useLocation } from "@tanstack/react-router";
import { t } from "#kernel/view/language.view.tsx";
import { usePerson } from "../api.ts";
import { ConnectionLine } from "../pages/field/agent.tsx";
import { Icon } from "./icons.tsx";
import { fieldsFor } from "./pages.ts";

/** The phone's bottom bar and the permanent line that says whether news still arrive and what waits to be sent. */
export function PhoneBar() {
  const { roles } = usePerson();
  const { pathname } = useLocation();
  const mine = new Set(fieldsFor(roles).flatMap((field) => field.pages.map((page) => page.path)));
  const entries = [
    { path: "/", icon: "home", title: t("总览", "Overview") },
    { path: "/inbox", icon: "tasks", title: t("待办", "Tasks") },
    { path: "/field", icon: "field", title: t("现场", "Field") },
    { path: "/map", icon: "map", title: t("地图", "Map") },
    { path: "/me", icon: "person", title: t("我的", "Me") },
  ] as const;
  return (
    <div className="phone-bar">
      <ConnectionLine />
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
