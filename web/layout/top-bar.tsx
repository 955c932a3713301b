import { Link } from "@tanstack/react-router";
import { Dropdown } from "antd";
import { clockText, shortTimeText } from "#kernel/view/format.ts";
import { chooseLanguage, language, t } from "#kernel/view/language.view.tsx";
import { connection } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { signOut, useGet, usePerson } from "../api.ts";
import { productName } from "../language.ts";
import { useLive } from "../live.ts";
import { Icon, Mark } from "./icons.tsx";
import { useNavigation } from "./navigation.ts";
import { homeOf } from "./pages.ts";

/** Name, fields of work, search, region and time of the data, language, person. */
export function TopBar({ onSearch, onMenu }: Readonly<{ onSearch: () => void; onMenu: () => void }>) {
  const person = usePerson();
  const { fields, here } = useNavigation();
  return (
    <header className="top-bar">
      <button type="button" className="top-menu" onClick={onMenu} aria-label={t("全部页面", "All pages")}>
        <Icon name="menu" />
      </button>
      <Link to={homeOf(person.roles)} className="top-name">
        <Mark />
        <b>{t(productName.short)}</b>
        <span>{t(productName.long)}</span>
      </Link>
      <nav className="top-fields" aria-label={t("业务领域", "Fields of work")}>
        {fields.map((field) => (
          <Link
            key={field.id}
            to={field.pages[0]?.path ?? "/"}
            aria-current={field.id === here?.field.id ? "true" : undefined}
          >
            {t(field.title)}
          </Link>
        ))}
      </nav>
      <button type="button" className="top-search" onClick={onSearch} aria-label={t("搜索", "Search")}>
        <Icon name="search" size={16} />
        <span>{t("搜索企业、点位、设备", "Search")}</span>
        <kbd>/</kbd>
      </button>
      <InForce regions={person.regions.map((region) => region.name)} />
      <button
        type="button"
        className="top-language"
        onClick={() => chooseLanguage(language() === "zh" ? "en" : "zh")}
        aria-label={t("Switch to English", "切换为中文")}
      >
        <span aria-hidden className={language() === "zh" ? "on" : undefined}>
          中
        </span>
        <span aria-hidden className={language() === "en" ? "on" : undefined}>
          EN
        </span>
      </button>
      <NoticeBell />
      <PersonMenu name={person.name} organ={person.organ.name} />
    </header>
  );
}

/** How many notices wait unread; told by the live stream, and asked each minute besides. */
function NoticeBell() {
  const unread = useGet<Readonly<{ unread: number }>>("/notices/count", {}, { refreshMs: 60_000 }).data?.unread ?? 0;
  return (
    <Link to="/notices" className="top-bell" aria-label={t(`通知，${unread} 条未读`, `Notices, ${unread} unread`)}>
      <Icon name="bell" size={18} />
      {unread > 0 && <b>{unread > 99 ? "99+" : unread}</b>}
    </Link>
  );
}

/** Whose territory and which moment the page speaks of, and whether news still arrive. */
function InForce({ regions }: Readonly<{ regions: readonly string[] }>) {
  const live = useLive();
  const shown =
    regions.length > 2
      ? t(`${regions[0]} 等 ${regions.length} 地`, `${regions[0]} +${regions.length - 1}`)
      : regions.join("、");
  const today = live.lastReading !== null && Date.now() - live.lastReading < 86_400_000;
  const time =
    live.lastReading === null
      ? null
      : today
        ? clockText(live.lastReading, "second")
        : shortTimeText(live.lastReading, Date.now());
  return (
    <div className="top-force">
      {shown && <span title={regions.join("、")}>{shown}</span>}
      {time && (
        <span className="top-time" title={t("最近一次收到数据的时间", "When data last arrived")}>
          {t("数据", "Data")} {time}
        </span>
      )}
      <StatusMark status={live.online ? connection.online : connection.offline} />
    </div>
  );
}

function PersonMenu({ name, organ }: Readonly<{ name: string; organ: string }>) {
  const items = [
    { key: "organ", label: organ, disabled: true },
    { key: "me", label: <Link to="/me">{t("我的账号", "My account")}</Link> },
    { type: "divider" as const },
    {
      key: "out",
      label: t("退出登录", "Sign out"),
      onClick: () => void signOut(),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <button type="button" className="top-person" aria-label={t(`${name}，账号菜单`, `${name}, account`)}>
        <Icon name="person" size={18} />
        <span>{name}</span>
      </button>
    </Dropdown>
  );
}
