import { Button, Form, type FormInstance, Input } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { Problem } from "#kernel/view/problem.ts";
import { queries, send, useSend } from "../../api.ts";
import type { Register, Row } from "./answers.ts";
import { changesOf, RegisterFields, toBody, toForm } from "./field-input.tsx";
import { FormDrawer, mustFill, reasonTitle, useOnceKey } from "./form-drawer.tsx";
import { titlesOf } from "./register-new.tsx";
import { Differences, differences, versionText } from "./version-difference.tsx";

type Values = Record<string, unknown>;
type DrawerProps = Readonly<{ register: Register; row: Row; onClose: () => void }>;

function useAmend(register: Register, row: Row) {
  const key = useOnceKey();
  return useSend(
    (body: Values) => send<Row>("PATCH", `/${register.path}/${row.id}`, body, { idempotencyKey: key(body) }),
    {
      stale: [`/${register.path}`, "/subjects", "/map/points"],
      onDone: (now) => queries.setQueryData(["get", `/${register.path}/${row.id}`, {}], now),
    },
  );
}

/** Amends a row: sends what changed, with the version that was read and the reason. A conflict shows both sides before it goes on. */
export function AmendDrawer({ register, row, onClose }: DrawerProps) {
  const [base, setBase] = useState(row);
  const amend = useAmend(register, row);
  const submit = async ({ reason, ...values }: Values) => {
    const changes = changesOf(toBody(register, toForm(register, base)), toBody(register, values));
    for (const field of register.fields) if (field.fixed) delete changes[field.name];
    if (Object.keys(changes).length === 0) return;
    await amend.mutateAsync({ ...changes, baseVersion: base.version, reason });
  };
  const explain = (problem: Problem, form: FormInstance<Values>, dismiss: () => void) => {
    const current = problem.extra.current as Row | undefined;
    if (problem.code !== "version.conflict" || !current || typeof current !== "object") return null;
    const mine = { ...current, ...mineOf(register, base, form.getFieldsValue()) } as Row;
    return (
      <Conflict
        register={register}
        current={current}
        mine={mine}
        onGoOn={() => {
          // Untouched fields follow the version in force; what this person changed stays.
          form.setFieldsValue({ ...toForm(register, mine) });
          setBase(current);
          dismiss();
        }}
      />
    );
  };
  return (
    <FormDrawer<Values>
      title={t(`修改${register.noun.zh}`, `Amend ${register.noun.en}`)}
      submit={t("提交修改", "Submit")}
      size={640}
      titles={titlesOf(register)}
      initial={toForm(register, row)}
      onSubmit={submit}
      onClose={onClose}
      explain={explain}
    >
      {(form) => (
        <>
          <RegisterFields register={register} form={form} amending />
          <ReasonItem />
        </>
      )}
    </FormDrawer>
  );
}

export function ReasonItem({ placeholder }: Readonly<{ placeholder?: string }>) {
  return (
    <Form.Item
      name="reason"
      label={reasonTitle()}
      rules={[mustFill(reasonTitle()), { min: 2, message: t("至少 2 个字。", "At least two characters.") }]}
    >
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={500}
        showCount
        placeholder={
          placeholder ?? t("记入变更记录，例如：依据 2026 年 3 月变更的排污许可证", "Kept in the record of changes")
        }
      />
    </Form.Item>
  );
}

/** What this person changed against the version they opened, as a row holds it. */
function mineOf(register: Register, base: Row, values: Values): Partial<Row> {
  const changes = changesOf(toBody(register, toForm(register, base)), toBody(register, values));
  // what the form does not ask cannot have been changed by it
  for (const field of register.fields) if (field.fixed) delete changes[field.name];
  return Object.fromEntries(
    Object.keys(changes).map((name) => [
      name,
      name === "region" ? { code: String(values.region), name: String(values.region) } : (values[name] ?? null),
    ]),
  );
}

type ConflictProps = Readonly<{ register: Register; current: Row; mine: Row; onGoOn: () => void }>;

function Conflict({ register, current, mine, onGoOn }: ConflictProps) {
  const rows = differences(register, current, mine);
  return (
    <div className="work-conflict">
      <h3>{t("两份内容对照", "Both versions side by side")}</h3>
      {rows.length > 0 ? (
        <Differences
          struck={false}
          rows={rows}
          before={t(`现行内容（${versionText(current)}）`, `In force (${versionText(current)})`)}
          now={t("您的修改", "Your change")}
        />
      ) : (
        <p>
          {t(
            "现行内容与您要改的相同，无需再提交。",
            "What is in force already equals your change; nothing need be sent.",
          )}
        </p>
      )}
      <Button onClick={onGoOn}>{t("以现行内容为基础继续修改", "Go on from the version in force")}</Button>
    </div>
  );
}

/** Takes a row out of use, or back into it. Nothing is deleted. */
export function RetireDrawer({ register, row, title, onClose }: DrawerProps & Readonly<{ title: string }>) {
  const amend = useAmend(register, row);
  const verb = row.retired ? t("恢复使用", "Restore") : t("停用", "Retire");
  return (
    <FormDrawer<{ reason: string }>
      title={`${verb} · ${title}`}
      intro={
        row.retired
          ? t("恢复后，这条记录重新出现在各列表与地图中。", "It will show in lists and on the map again.")
          : t(
              "停用后，这条记录不再出现在列表与地图中；历史数据与变更记录照常保留，并可恢复。",
              "It will leave lists and map; its data and history stay, and it can be restored.",
            )
      }
      submit={verb}
      titles={titlesOf(register)}
      onSubmit={({ reason }) => amend.mutateAsync({ baseVersion: row.version, reason, retired: !row.retired })}
      onClose={onClose}
    >
      <ReasonItem placeholder={t("例如：企业已拆除该排放口", "E.g. the outfall was removed")} />
    </FormDrawer>
  );
}
