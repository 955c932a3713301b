import { Button, Checkbox, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { CardList, usePhone } from "./card-list.view.tsx";
import { type Column, csvOf } from "./column.ts";
import { DataTable, type Rows } from "./data-table.view.tsx";
import { t } from "./language.view.tsx";
import { PageHead } from "./page-head.view.tsx";
import { ProblemNote } from "./problem-note.view.tsx";
import { saveFile } from "./save-file.view.tsx";

/** A saved filter: one click sets it, another takes it away. */
export type Chip = Readonly<{
  id: string;
  title: string;
  active: boolean;
  onToggle: () => void;
  count?: number;
}>;

type ListPageProps<Row> = Readonly<{
  /** Stable name under which the reader's choice of columns is kept. */
  id: string;
  head: Parameters<typeof PageHead>[0];
  columns: readonly Column<Row>[];
  data: Rows<Row>;
  error?: unknown;
  onRetry?: () => void;
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  chips?: readonly Chip[];
  /** Inputs of the filter bar. */
  filters?: ReactNode;
  /** Given when something filters; offered as 清除筛选. */
  onClear?: () => void;
  /** Actions on marked rows; its presence shows the boxes. */
  bulk?: (rows: readonly Row[], clear: () => void) => ReactNode;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  /** File name of the export, without extension. */
  exportName: string;
  empty?: ReactNode;
  /** What a row shows as a card on a phone; the first columns without it. */
  card?: (row: Row) => ReactNode;
}>;

/** A field's list: saved filters as chips, filter bar, dense table, column choice, bulk bar, export of what is loaded. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const [chosen, setChosen] = useColumns(props.id, props.columns);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const phone = usePhone();
  const columns = props.columns.filter((column) => chosen.includes(column.id));
  const { rows, more } = props.data;
  const markedRows = rows.filter((row) => marked.has(props.rowKey(row)));
  const clear = () => setMarked(new Set());
  return (
    <div className="page page-list">
      <PageHead {...props.head} />
      <div className="list-bar">
        {props.chips && (
          <fieldset className="chips" aria-label={t("常用筛选", "Saved filters")}>
            {props.chips.map((chip) => (
              <button key={chip.id} type="button" aria-pressed={chip.active} onClick={chip.onToggle}>
                {chip.title}
                {chip.count !== undefined && <b>{chip.count}</b>}
              </button>
            ))}
          </fieldset>
        )}
        {phone && props.filters ? <FoldedFilters>{props.filters}</FoldedFilters> : props.filters}
        {props.onClear && (
          <Button type="link" size="small" onClick={props.onClear}>
            {t("清除筛选", "Clear filters")}
          </Button>
        )}
        <div className="list-tools">
          <span className="list-count">
            {more
              ? t(`已载入 ${rows.length} 条`, `${rows.length} loaded`)
              : t(`共 ${rows.length} 条`, `${rows.length} in all`)}
          </span>
          <ColumnChoice columns={props.columns} chosen={chosen} onChange={setChosen} />
          <Button
            size="small"
            disabled={rows.length === 0}
            onClick={() =>
              saveFile(`${props.exportName}.csv`, csvOf(columns, markedRows.length > 0 ? markedRows : rows))
            }
          >
            {markedRows.length > 0 ? t("导出所选", "Export marked") : t("导出", "Export")}
          </Button>
        </div>
      </div>
      {props.bulk && markedRows.length > 0 && (
        <div className="bulk-bar" role="status">
          <span>{t(`已选 ${markedRows.length} 条`, `${markedRows.length} marked`)}</span>
          {props.bulk(markedRows, clear)}
          <Button type="link" size="small" onClick={clear}>
            {t("取消选择", "Clear marks")}
          </Button>
        </div>
      )}
      {props.error ? (
        <ProblemNote error={props.error} onRetry={props.onRetry} />
      ) : phone ? (
        <CardList
          label={typeof props.head.title === "string" ? props.head.title : props.exportName}
          columns={columns}
          data={props.data}
          rowKey={props.rowKey}
          onOpen={props.onOpen}
          card={props.card}
          empty={props.empty}
        />
      ) : (
        <DataTable
          label={typeof props.head.title === "string" ? props.head.title : props.exportName}
          columns={columns}
          data={props.data}
          rowKey={props.rowKey}
          onOpen={props.onOpen}
          marked={marked}
          onMark={props.bulk ? setMarked : undefined}
          sort={props.sort}
          onSort={props.onSort}
          empty={props.empty}
        />
      )}
    </div>
  );
}

/** On a phone the inputs of the filter bar wait behind one word. */
function FoldedFilters({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <details className="list-filters">
      <summary>{t("筛选", "Filter")}</summary>
      <div>{children}</div>
    </details>
  );
}

type ColumnChoiceProps<Row> = Readonly<{
  columns: readonly Column<Row>[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}>;

function ColumnChoice<Row>({ columns, chosen, onChange }: ColumnChoiceProps<Row>) {
  const choice = (
    <Checkbox.Group
      className="column-choice"
      value={[...chosen]}
      onChange={(ids) => onChange(columns.map((column) => column.id).filter((id) => ids.includes(id)))}
      options={columns.map((column, index) => ({
        value: column.id,
        label: column.title,
        disabled: index === 0,
      }))}
    />
  );
  return (
    <Popover content={choice} trigger="click" placement="bottomRight">
      <Button size="small">{t("列", "Columns")}</Button>
    </Popover>
  );
}

/** The chosen columns of a list, kept in this browser. A list that gains a column shows it. */
function useColumns<Row>(id: string, columns: readonly Column<Row>[]): [readonly string[], (ids: string[]) => void] {
  const key = `saihan.columns.${id}`;
  const [hidden, setHidden] = useState<readonly string[]>(() => {
    const stored = localStorage.getItem(key);
    return stored === null ? columns.filter((column) => column.optional).map((column) => column.id) : stored.split(",");
  });
  const choose = (ids: string[]) => {
    const next = columns.map((column) => column.id).filter((each) => !ids.includes(each));
    setHidden(next);
    localStorage.setItem(key, next.join(","));
  };
  return [columns.map((column) => column.id).filter((each) => !hidden.includes(each)), choose];
}
