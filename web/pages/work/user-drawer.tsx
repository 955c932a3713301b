import { Button, Drawer } from "antd";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { dayText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePerson } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { Person } from "./answers.ts";
import { EndGrant, GiveGrant, RenamePerson, ResetPassword, SwitchPerson, UnlockPerson } from "./user-form.tsx";
import { isInForce, roleWord, stateOf } from "./users.tsx";

/** One person: state, organ, grants, and what the security administrator may do. */
export function PersonDrawer({ person, onClose }: Readonly<{ person: Person; onClose: () => void }>) {
  const [filters, setFilters] = useFilters();
  const me = usePerson();
  const act = (name: string) => setFilters({ do: name });
  const back = () => setFilters({ do: undefined, grant: undefined });
  const ending = person.grants.find((grant) => grant.id === filters.grant);
  return (
    <Drawer
      open
      size={560}
      onClose={onClose}
      rootClassName="work-drawer"
      title={person.name}
      footer={
        <div className="work-drawer-foot">
          {person.locked && <Button onClick={() => act("unlock")}>{t("解锁", "Unlock")}</Button>}
          <Button onClick={() => act("rename")}>{t("修改姓名", "Rename")}</Button>
          <Button onClick={() => act("password")}>{t("重置密码", "Reset password")}</Button>
          <Button danger={!person.disabled} disabled={person.id === me.id} onClick={() => act("switch")}>
            {person.disabled ? t("恢复启用", "Enable") : t("停用账号", "Disable")}
          </Button>
        </div>
      }
    >
      <div className="work-stack">
        <Facts
          facts={[
            { title: t("用户名", "User name"), value: <span className="mono">{person.username}</span> },
            {
              title: t("状态", "State"),
              value: (
                <>
                  <StatusMark status={stateOf(person)} /> <SampleTag sample={person.sample} />
                </>
              ),
            },
            { title: t("单位", "Organ"), value: person.organ.name },
          ]}
        />
        <Section
          flush
          title={t("授权", "Grants")}
          aside={
            <Button size="small" onClick={() => act("grant")}>
              {t("新增授权", "Give a grant")}
            </Button>
          }
        >
          <Grants person={person} onEnd={(grant) => setFilters({ do: "end", grant })} />
        </Section>
      </div>
      {filters.do === "unlock" && <UnlockPerson person={person} onClose={back} />}
      {filters.do === "rename" && <RenamePerson person={person} onClose={back} />}
      {filters.do === "password" && <ResetPassword person={person} onClose={back} />}
      {filters.do === "switch" && <SwitchPerson person={person} onClose={back} />}
      {filters.do === "grant" && <GiveGrant person={person} onClose={back} />}
      {filters.do === "end" && ending && (
        <EndGrant person={person} grant={ending.id} title={titleOf(ending)} onClose={back} />
      )}
    </Drawer>
  );
}

type Grant = Person["grants"][number];

const titleOf = (grant: Grant): string =>
  [roleWord(grant.role), grant.regions.map((region) => region.name).join("、")].filter(Boolean).join(" · ");

function Grants({ person, onEnd }: Readonly<{ person: Person; onEnd: (grant: string) => void }>) {
  if (person.grants.length === 0)
    return <Empty title={t("没有授权，登录后不能办理任何事项", "No grant: nothing can be done")} />;
  const grants = [...person.grants].sort(
    (a, b) => Number(isInForce(b)) - Number(isInForce(a)) || b.from.localeCompare(a.from),
  );
  return (
    <ul className="work-grants">
      {grants.map((grant) => (
        <li key={grant.id} className={isInForce(grant) ? undefined : "work-retired"}>
          <div>
            <strong>{roleWord(grant.role)}</strong>
            <div>{grant.regions.map((region) => region.name).join("、") || t("按单位授权", "by organ")}</div>
            <div className="quiet small">
              {grant.organ.name} · {dayText(grant.from)} {t("起", "on")}
              {grant.to ? t(`，${dayText(grant.to)} 止`, `, until ${dayText(grant.to)}`) : ""}
            </div>
          </div>
          {isInForce(grant) ? (
            <Button size="small" onClick={() => onEnd(grant.id)}>
              {t("终止", "End")}
            </Button>
          ) : (
            <span className="work-tag">{t("已终止", "ended")}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
