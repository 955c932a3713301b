import { Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import type { Named } from "../../contract.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import "./inbox.css";

type Person = Named & Readonly<{ organ: Named; disabled?: boolean }>;
type Preview = Readonly<{ leaver: Named; items: readonly Readonly<{ kind: string; id: string; title: string }>[] }>;
const kinds: Readonly<Record<string, () => string>> = {
  case: () => t("经办案件", "Cases"),
  draft: () => t("文书草稿", "Drafts"),
  delegation: () => t("委托（将终止）", "Delegations (will end)"),
};

/** 工作移交: what a leaver has open, to whom it goes, in one act. Nothing moves before the list was looked at. */
export function HandOverPage() {
  const { roles } = usePerson();
  const security = roles.includes("secadmin");
  const [leaver, setLeaver] = useState<string>();
  const [successor, setSuccessor] = useState<string>();
  const [reason, setReason] = useState("");
  const [disable, setDisable] = useState(false);
  const key = useOnceKey();
  const people = useGet<Readonly<{ items: readonly Person[] }>>(
    security ? "/users" : "/colleagues",
    security ? { limit: 500 } : { below: "true" },
  );
  const preview = useGet<Preview>(leaver ? "/hand-overs/preview" : null, { leaver });
  const hand = useSend(
    () => {
      const body = { leaver, successor, reason: reason.trim(), disable };
      return send<{ items: number }>("POST", "/hand-overs", body, { idempotencyKey: key(body) });
    },
    { stale: ["/hand-overs", "/users", "/inbox", "/cases"] },
  );
  const all = people.data?.items ?? [];
  const organ = all.find(({ id }) => id === leaver)?.organ.id;
  const options = (list: readonly Person[]) =>
    list.map((one) => ({ value: one.id, label: `${one.name} · ${one.organ.name}` }));
  const items = preview.data?.items ?? [];
  const choose = (id: string) => {
    setLeaver(id);
    setSuccessor(undefined);
    hand.reset();
  };
  return (
    <div className="page">
      <PageHead
        title={t("工作移交", "Hand-over")}
        sentence={t(
          "人员调离时，一次移交其全部在办事项，先看清单再办理。",
          "All open items of a leaver go to another in one act, looked at first.",
        )}
      />
      <Section title={t("谁移交给谁", "From whom to whom")}>
        <div className="hand-over-form">
          {people.error && <ProblemNote error={people.error} />}
          <label htmlFor="leaver">
            <span>{t("移交人", "Leaver")}</span>
            <Select
              id="leaver"
              showSearch
              optionFilterProp="label"
              loading={people.isPending}
              value={leaver}
              onChange={choose}
              options={options(all)}
            />
          </label>
          <label htmlFor="successor">
            <span>{t("接收人（同一单位）", "Successor, of the same organ")}</span>
            <Select
              id="successor"
              showSearch
              optionFilterProp="label"
              disabled={!leaver}
              value={successor}
              onChange={setSuccessor}
              options={options(all.filter((one) => one.organ.id === organ && one.id !== leaver && !one.disabled))}
              notFoundContent={t("该单位没有其他人员", "Nobody else in that organ")}
            />
          </label>
          <label htmlFor="reason">
            <span>{t("移交原因", "Reason")}</span>
            <Input id="reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </label>
          {security && (
            <Checkbox checked={disable} onChange={(event) => setDisable(event.target.checked)}>
              {t("同时停用移交人账号", "Close the leaver's account too")}
            </Checkbox>
          )}
        </div>
      </Section>
      {leaver && (
        <Section title={t(`将移交的事项（${items.length}）`, `What is handed over (${items.length})`)}>
          {preview.error && <ProblemNote error={preview.error} />}
          {preview.data && items.length === 0 && <p className="quiet">{t("没有在办事项", "Nothing is open")}</p>}
          {Object.entries(kinds).map(([kind, title]) => {
            const some = items.filter((item) => item.kind === kind);
            return (
              some.length > 0 && (
                <div key={kind}>
                  <h3>
                    {title()} {some.length}
                  </h3>
                  <ul>
                    {some.map((item) => (
                      <li key={item.id}>{item.title}</li>
                    ))}
                  </ul>
                </div>
              )
            );
          })}
          {hand.error && <ProblemNote error={hand.error} />}
          {hand.data ? (
            <p role="status">
              {t(
                `已移交 ${hand.data.items} 项，并通知接收人。`,
                `${hand.data.items} items handed over; the successor is told.`,
              )}
            </p>
          ) : (
            <Button
              type="primary"
              loading={hand.isPending}
              disabled={!successor || reason.trim().length < 2 || !preview.data}
              onClick={() => hand.mutate(undefined)}
            >
              {t(`移交 ${items.length} 项`, `Hand over ${items.length} items`)}
            </Button>
          )}
        </Section>
      )}
    </div>
  );
}
