import { Button } from "antd";
import { type Role, roles } from "#kernel/identity/role.ts";
import type { Column } from "#kernel/view/column.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { Person } from "./answers.ts";
import { SearchInput } from "./search-input.tsx";
import { PersonDrawer } from "./user-drawer.tsx";
import { NewPerson } from "./user-form.tsx";
import "./work.css";

/** People and what they may do; the security administrator's page. */
export function UsersPage() {
  const [filters, setFilters] = useFilters();
  const { data, error, retry } = usePages<Person>("/users", { q: filters.q });
  const locked = data.rows.filter((person) => person.locked).length;
  const disabled = data.rows.filter((person) => person.disabled).length;
  const open = data.rows.find((person) => person.id === filters.open);
  return (
    <>
      <ListPage<Person>
        id="users"
        head={{
          title: t("人员与授权", "People and grants"),
          sentence: data.loading
            ? undefined
            : t(
                `${data.more ? "已载入" : "共"} ${data.rows.length} 人，锁定 ${locked} 人，停用 ${disabled} 人。系统、安全、审计三员须由不同的人担任。`,
                `${data.rows.length} people, ${locked} locked, ${disabled} disabled.`,
              ),
          action: (
            <Button type="primary" onClick={() => setFilters({ do: "new" })}>
              {t("新建用户", "New user")}
            </Button>
          ),
        }}
        columns={columnsOf()}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(person) => person.id}
        onOpen={(person) => setFilters({ open: person.id })}
        filters={
          <SearchInput
            value={filters.q}
            onChange={(q) => setFilters({ q })}
            placeholder={t("姓名、用户名", "Name, user name")}
          />
        }
        onClear={filters.q ? () => setFilters({ q: undefined }) : undefined}
        exportName={t("人员与授权", "people")}
        empty={<Empty title={t("没有符合的人员", "Nobody matches")} />}
      />
      {open && (
        <PersonDrawer person={open} onClose={() => setFilters({ open: undefined, do: undefined, grant: undefined })} />
      )}
      {filters.do === "new" && (
        <NewPerson
          onClose={() => setFilters({ do: undefined })}
          onMade={(id) => setFilters({ do: undefined, open: id })}
        />
      )}
    </>
  );
}

const states = {
  active: { title: { zh: "正常", en: "Active" }, hue: "green", shape: "dot" },
  locked: { title: { zh: "已锁定", en: "Locked" }, hue: "orange", shape: "diamond" },
  disabled: { title: { zh: "已停用", en: "Disabled" }, hue: "grey", shape: "cross" },
} as const satisfies Record<string, Status>;

export const stateOf = (person: Person): Status =>
  person.disabled ? states.disabled : person.locked ? states.locked : states.active;

export const roleWord = (role: string): string => (roles[role as Role] ? t(roles[role as Role]) : role);
export const isInForce = (grant: Person["grants"][number]): boolean =>
  grant.to === null || Date.parse(grant.to) > Date.now();

function columnsOf(): Column<Person>[] {
  return [
    {
      id: "name",
      title: t("姓名", "Name"),
      width: 240,
      value: (person) => person.name,
    },
    {
      id: "username",
      title: t("用户名", "User name"),
      width: 140,
      value: (person) => person.username,
      render: (person) => <span className="mono">{person.username}</span>,
    },
    {
      id: "state",
      title: t("状态", "State"),
      width: 92,
      value: (person) => t(stateOf(person).title),
      render: (person) => <StatusMark status={stateOf(person)} />,
    },
    { id: "organ", title: t("单位", "Organ"), width: 300, value: (person) => person.organ.name },
    {
      id: "roles",
      title: t("角色", "Roles"),
      width: 180,
      value: (person) =>
        person.grants
          .filter(isInForce)
          .map((grant) => roleWord(grant.role))
          .join("、") || t("无有效授权", "no grant in force"),
    },
    {
      id: "regions",
      title: t("管辖区域", "Territory"),
      value: (person) =>
        [
          ...new Set(person.grants.filter(isInForce).flatMap((grant) => grant.regions.map((region) => region.name))),
        ].join("、") || t("按单位", "by organ"),
    },
  ];
}
