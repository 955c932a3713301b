import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ImportReply, StagedReply } from "#kernel/import/contract.ts";
import { usePhone } from "#kernel/view/card-list.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import type { Register } from "../work/answers.ts";
import { fieldText } from "../work/field-value.tsx";

type Props = Readonly<{ found: ImportReply; register: Register; kind: StagedReply["kind"] | "refused" }>;

/** Rows of an import of one kind, as many as were asked for. */
export function StagedRows({ found, register, kind }: Props) {
  const { data, error, retry } = usePages<StagedReply>(`/imports/${found.id}/rows`, { kind }, 50);
  const phone = usePhone();
  if (error) return <ProblemNote error={error} onRetry={retry} />;
  if (data.loading) return <RowSkeleton rows={5} />;
  if (data.rows.length === 0) return <Empty title={t("没有这样的行", "There are none")} />;
  const columns = shownColumns(found, kind);
  return (
    <div className="import-scroll">
      <table className="import-rows">
        <thead>
          <tr>
            <th className="import-line">{t("行", "Line")}</th>
            {kind === "bad" ? (
              <>
                <th>{t("列", "Column")}</th>
                <th>{t("值", "Value")}</th>
                <th>{t("原因", "Reason")}</th>
                {!phone && <th>{t("处理办法", "What to do")}</th>}
              </>
            ) : kind === "changed" ? (
              <>
                <th>{t("记录", "Row")}</th>
                <th>{t("变更（原值 → 新值）", "Change (before → after)")}</th>
              </>
            ) : kind === "refused" ? (
              <>
                <th>{t("记录", "Row")}</th>
                <th>{t("为何保留", "Why it stays")}</th>
              </>
            ) : (
              columns.map(({ header, index }) => <th key={index}>{header}</th>)
            )}
          </tr>
        </thead>
        <tbody>{data.rows.map((row) => rowOf(row, { found, register, kind, columns, phone }))}</tbody>
      </table>
      {data.more && (
        <Button type="link" size="small" loading={data.loadingMore} onClick={data.loadMore}>
          {t("再看 50 行", "50 more")}
        </Button>
      )}
    </div>
  );
}

type Shown = Readonly<{ header: string; index: number }>;
const shownColumns = (found: ImportReply, kind: Props["kind"]): Shown[] =>
  kind === "bad"
    ? []
    : found.source.columns
        .map(({ header }, index) => ({ header, index }))
        .filter(({ index }) => found.options?.columns[index] != null)
        .slice(0, 8);

function rowOf(
  row: StagedReply,
  { found, register, kind, columns, phone }: Props & { columns: Shown[]; phone: boolean },
) {
  if (kind === "bad")
    return row.faults.map((fault, index) => (
      <tr key={`${row.line}-${fault.target}-${fault.reason.zh}`}>
        <td className="import-line">{index === 0 ? row.line : ""}</td>
        <td>{fault.column ?? ""}</td>
        <td className="import-value">{fault.value ?? ""}</td>
        <td>
          {t(fault.reason)}
          {phone && <div className="import-quiet">{t(fault.remedy)}</div>}
        </td>
        {!phone && <td className="import-quiet">{t(fault.remedy)}</td>}
      </tr>
    ));
  const name = nameOf(found, register, row);
  const link = row.row ? (
    <Link to="/registers/$id/$row" params={{ id: register.id, row: row.row }}>
      {name}
    </Link>
  ) : (
    name
  );
  if (kind === "refused")
    return (
      <tr key={row.line}>
        <td className="import-line">{row.line}</td>
        <td>{link}</td>
        <td>{row.refused && t(row.refused)}</td>
      </tr>
    );
  if (kind === "changed")
    return (
      <tr key={row.line}>
        <td className="import-line">{row.line}</td>
        <td>{link}</td>
        <td>
          {Object.entries(row.before ?? {}).map(([field, before]) => (
            <div key={field} className="import-change">
              <span className="import-quiet">{titleOf(register, field)}</span>
              <del>{told(register, field, before)}</del>→<ins>{told(register, field, row.given[field])}</ins>
            </div>
          ))}
        </td>
      </tr>
    );
  return (
    <tr key={row.line}>
      <td className="import-line">{row.line}</td>
      {columns.map(({ index }) => (
        <td key={index}>{row.cells[index] ?? ""}</td>
      ))}
    </tr>
  );
}

/** What a person calls the row: its label in the file, else the first cell. */
function nameOf(found: ImportReply, register: Register, row: StagedReply): string {
  const index = found.options?.columns.indexOf(register.label) ?? -1;
  return row.cells[Math.max(index, 0)] || t("打开", "Open");
}

const titleOf = (register: Register, field: string): string => {
  const declared = register.fields.find(({ name }) => name === field);
  return declared ? t(declared.title) : t("行政区划", "Region");
};

function told(register: Register, field: string, value: unknown): string {
  if (value === null || value === undefined) return t("（空）", "(empty)");
  const declared = register.fields.find(({ name }) => name === field);
  // what a reference leads to is not known yet, and of an outline that stands already only its size is told
  if (declared?.type === "area")
    return typeof value === "number" ? t(`${value} 公顷`, `${value} ha`) : t("新边界", "new outline");
  if (declared && declared.type !== "ref") return fieldText(declared, value);
  return Array.isArray(value) ? value.join("；") : String(value);
}
