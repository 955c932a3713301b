import { Button, Dropdown, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { Problem } from "#kernel/view/problem.ts";
import { makeStale, queries, send, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { ActField, CaseAct, CaseDetail } from "./answers.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "./form-drawer.tsx";

/** How many acts stand as buttons of their own; the rest is behind 更多. */
const shown = 3;
/** Acts that end the matter or stop it are not what a person came for first. */
const quiet = new Set(["void", "return"]);

/** The acts that this person may do now, the expected one first and alone in colour. */
export function CaseActs({ item }: Readonly<{ item: CaseDetail }>) {
  const [filters, setFilters] = useFilters();
  const acts = [...item.acts].sort((a, b) => Number(quiet.has(a.id)) - Number(quiet.has(b.id)));
  const [primary, ...others] = acts;
  const plain = others.slice(0, shown - 1);
  const more = others.slice(shown - 1);
  const act = useKept(item.acts, filters.act);
  const open = (id: string) => setFilters({ act: id });
  return (
    <>
      {more.length > 0 && (
        <Dropdown
          menu={{ items: more.map((one) => ({ key: one.id, label: t(one.title) })), onClick: ({ key }) => open(key) }}
          trigger={["click"]}
        >
          <Button>{t("更多", "More")}</Button>
        </Dropdown>
      )}
      {[...plain].reverse().map((one) => (
        <Button key={one.id} onClick={() => open(one.id)}>
          {t(one.title)}
        </Button>
      ))}
      {primary && (
        <Button type="primary" onClick={() => open(primary.id)}>
          {t(primary.title)}
        </Button>
      )}
      {act && <ActDrawer key={act.id} item={item} act={act} onClose={() => setFilters({ act: undefined })} />}
    </>
  );
}

/**
 * The act that is being filled in. When another person moves the case on meanwhile the act is no longer offered, yet the form stays with
 * what was written in it: the platform's refusal then says why.
 */
function useKept(acts: readonly CaseAct[], id: string | undefined): CaseAct | undefined {
  const offered = acts.find((one) => one.id === id);
  const [kept, setKept] = useState(offered);
  if (offered && offered.id !== kept?.id) setKept(offered);
  return offered ?? (kept?.id === id ? kept : undefined);
}

type Values = Record<string, string | undefined>;
type ActDrawerProps = Readonly<{ item: CaseDetail; act: CaseAct; onClose: () => void }>;

function ActDrawer({ item, act, onClose }: ActDrawerProps) {
  // The version that this person read; a newer one is taken over only when they say so.
  const [base, setBase] = useState(item.version);
  const key = useOnceKey();
  const perform = useSend(
    (values: Values) => {
      const body = { ...values, baseVersion: base };
      return send<CaseDetail>("POST", `/cases/${item.id}/acts/${act.id}`, body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/cases", "/alarms", "/overview", "/subjects"],
      onDone: (now) => queries.setQueryData(["get", `/cases/${item.id}`, {}], now),
    },
  );
  const explain = (problem: Problem, _form: unknown, dismiss: () => void) => {
    if (problem.code === "case.transition" || problem.code === "case.closed" || problem.code === "access.role") {
      return <Button onClick={onClose}>{t("关闭并查看最新经过", "Close and read what happened")}</Button>;
    }
    if (problem.code !== "version.conflict") return null;
    const current = Number(problem.extra.current);
    return (
      <div className="work-conflict">
        <p>
          {t(
            "这件办件在您填写期间有了新的办理经过，已在左侧页面更新。您填写的内容仍在下方，请对照后再提交。",
            "Something happened to this case while you were writing; the page behind shows it. What you wrote is kept below.",
          )}
        </p>
        <Button
          onClick={() => {
            setBase(Number.isFinite(current) ? current : item.version);
            void makeStale(queries, "/cases");
            dismiss();
          }}
        >
          {t("已对照，继续办理", "I compared; go on")}
        </Button>
      </div>
    );
  };
  return (
    <FormDrawer<Values>
      title={`${t(act.title)} · ${item.number}`}
      intro={item.title}
      submit={t(act.title)}
      danger={act.id === "void"}
      titles={Object.fromEntries(act.fields.map((field) => [field.name, t(field.title)]))}
      onSubmit={(values) => perform.mutateAsync(values)}
      onClose={onClose}
      explain={explain}
    >
      {act.fields.length === 0 && (
        <p className="work-intro">
          {t(
            "此项无需填写内容，提交后记入办理经过，并计入相应时限。",
            "Nothing need be filled in; the act is kept with its time.",
          )}
        </p>
      )}
      {act.fields.map((field) => (
        <ActItem key={field.name} field={field} />
      ))}
    </FormDrawer>
  );
}

function ActItem({ field }: Readonly<{ field: ActField }>) {
  const title = t(field.title);
  const rules = field.required ? [field.type === "choice" ? mustChoose(title) : mustFill(title)] : [];
  return (
    <Form.Item name={field.name} label={title} rules={rules} required={field.required}>
      {inputOf(field)}
    </Form.Item>
  );
}

function inputOf(field: ActField) {
  const options = (field.choices ?? []).map((choice) => ({ value: choice.value, label: t(choice.title) }));
  if (field.type === "choice")
    return options.length <= 5 ? (
      <Radio.Group className="work-radios" options={options} />
    ) : (
      <Select options={options} />
    );
  if (field.type === "longtext")
    return <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={5000} showCount />;
  return <Input maxLength={500} />;
}
