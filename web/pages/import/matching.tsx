import { Button, Checkbox, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { ImportOptions, ImportReply } from "#kernel/import/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useSend } from "../../api.ts";
import type { Register } from "../work/answers.ts";
import { datumChoices } from "./words.ts";

type Props = Readonly<{ found: ImportReply; register: Register; retry: () => void }>;

/** The second step: what each column carries, the coordinate system, and what an empty cell means. Everything was guessed; all can be changed. */
export function Matching({ found, register, retry }: Props) {
  const { source } = found;
  const before = found.options;
  const [columns, setColumns] = useState<(string | null)[]>(
    before?.columns ?? source.columns.map(({ target }) => target),
  );
  const [datum, setDatum] = useState<string | undefined>(
    before?.datum ?? (source.datum?.sure ? (source.datum.id ?? undefined) : undefined),
  );
  const [empty, setEmpty] = useState<ImportOptions["empty"]>(before?.empty ?? "keep");
  const [oldSystem, setOldSystem] = useState(before?.oldSystem ?? "");
  const check = useSend((body: ImportOptions) => send<ImportReply>("POST", `/imports/${found.id}/check`, body), {
    stale: ["/imports"],
    onDone: retry,
  });
  const places = register.fields.filter(({ type }) => type === "point" || type === "area").map(({ name }) => name);
  const placed =
    places.length > 0 &&
    (source.geometry || columns.some((name) => name !== null && places.includes(name.split(".")[0] ?? "")));
  const missing = found.targets.filter(
    ({ name, required }) =>
      required && !columns.includes(name) && !(source.geometry && places.includes(name.split(".")[0] ?? "")),
  );
  const submit = () =>
    check.mutate({
      columns,
      empty,
      ...(placed && datum ? { datum } : {}),
      ...(oldSystem.trim() ? { oldSystem: oldSystem.trim() } : {}),
    });
  return (
    <>
      {found.problem && (
        <div className="import-note import-bad" role="alert">
          {t(found.problem)}
        </div>
      )}
      {check.error && <ProblemNote error={check.error} fieldTitle={() => ""} />}
      {!found.own && (
        <div className="import-note">
          {t(`这是${found.by.name}的导入，只有本人可以继续。`, `This is ${found.by.name}'s import.`)}
        </div>
      )}
      <Section
        title={t("列对应", "Columns")}
        aside={
          <span className="import-quiet">
            {t(
              `${columns.filter((name) => name !== null).length} / ${columns.length} 列已对应`,
              `${columns.filter((name) => name !== null).length} of ${columns.length} matched`,
            )}
          </span>
        }
        flush
      >
        <Columns found={found} columns={columns} onChange={setColumns} />
      </Section>
      {missing.length > 0 && (
        <div className="import-note">
          {t(
            `新增记录还需要：${missing.map(({ title }) => title.zh).join("、")}。只更新已有记录时可以不给。`,
            `New rows also need: ${missing.map(({ title }) => title.en).join(", ")}. Not needed to update rows that stand.`,
          )}
        </div>
      )}
      {placed && (
        <Section title={t("坐标系", "Coordinate system")}>
          <div className="import-options">
            <Select
              showSearch
              optionFilterProp="label"
              value={datum}
              placeholder={t("请选择，不确定时问数据提供方", "Choose; ask whoever gave the data")}
              onChange={setDatum}
              options={[
                ...(source.datum?.id === "prj"
                  ? [{ value: "prj", label: t("按 .prj 文件的投影", "As the .prj says") }]
                  : []),
                ...datumChoices(),
              ]}
              style={{ width: "min(420px, 100%)" }}
            />
            {source.datum && (
              <p className="import-quiet">
                {source.datum.sure ? t("已识别：", "Recognised: ") : ""}
                {t(source.datum.because)}{" "}
                {t(
                  "全部换算为 CGCS2000 存储，本次选择记入导入记录。",
                  "All is stored as CGCS2000; the choice is kept with the import.",
                )}
              </p>
            )}
          </div>
        </Section>
      )}
      <Section title={t("其他", "More")}>
        <div className="import-options">
          <Radio.Group
            value={empty}
            onChange={(event) => setEmpty(event.target.value as ImportOptions["empty"])}
            options={[
              { value: "keep", label: t("空单元格：保留台账原值", "Empty cells keep what stands") },
              { value: "clear", label: t("空单元格：清空台账原值", "Empty cells clear what stands") },
            ]}
          />
          {columns.includes("oldNumber") && (
            <Input
              value={oldSystem}
              onChange={(event) => setOldSystem(event.target.value)}
              maxLength={60}
              addonBefore={t("旧编号来自", "Old numbers from")}
              placeholder={t("如：污染源普查系统", "e.g. the former system")}
              style={{ maxWidth: 420 }}
            />
          )}
        </div>
      </Section>
      <div className="import-foot">
        <Button type="primary" loading={check.isPending} disabled={!found.own || (placed && !datum)} onClick={submit}>
          {t("检查（不写入）", "Check (writes nothing)")}
        </Button>
        {placed && !datum && (
          <span className="import-quiet">{t("请先选择坐标系。", "Choose the coordinate system first.")}</span>
        )}
      </div>
    </>
  );
}

function Columns({
  found,
  columns,
  onChange,
}: Readonly<{
  found: ImportReply;
  columns: readonly (string | null)[];
  onChange: (columns: (string | null)[]) => void;
}>) {
  const put = (index: number, name: string | null) =>
    onChange(columns.map((old, at) => (at === index ? name : old === name && name !== null ? null : old)));
  return (
    <ul className="import-columns">
      {found.source.columns.map((column, index) => (
        <li key={`${column.header}|${column.samples.join("|")}|${column.target}`}>
          <div className="import-header">
            <b>{column.header || t(`第 ${index + 1} 列（无表头）`, `Column ${index + 1}`)}</b>
            <span className="import-quiet">
              {column.samples.filter((text) => text !== "").join(" · ") || t("（空）", "(empty)")}
            </span>
          </div>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            aria-label={column.header}
            value={columns[index] ?? undefined}
            placeholder={t("不导入这一列", "Leave out")}
            onChange={(name?: string) => put(index, name ?? null)}
            options={found.targets.map(({ name, title, required }) => ({
              value: name,
              label: `${t(title)}${required ? " *" : ""}`,
            }))}
          />
        </li>
      ))}
      {found.source.geometry && (
        <li>
          <div className="import-header">
            <b>{t("几何图形", "Geometry")}</b>
          </div>
          <Checkbox checked disabled>
            {t("写入位置或边界", "Becomes position or outline")}
          </Checkbox>
        </li>
      )}
    </ul>
  );
}
