import { Button, Checkbox, Popover } from "antd";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { CardList, usePhone } from "./card-list.view.tsx";
import { type Column, csvOf, fitting } from "./column.ts";
import { DataTable, type Rows } from "./data-table.view.tsx";
import { t } from "./language.view.tsx";
import { PageHead } from "./page-head.view.tsx";
import { ProblemNote } from "./problem-note.view.tsx";
import { SampleTag } from "./sample-tag.view.tsx";
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
  /** Stands in the place of the rows, e.g. a map of the same; the bar above it stays. */
  instead?: ReactNode;
  /** What a row shows as a card on a phone; the first columns without it. */
  card?: (row: Row) => ReactNode;
  isFresh?: (row: Row) => boolean;
}>;

const isSample = (row: unknown): boolean => (row as { sample?: boolean }).sample === true;

/** The mark of synthetic rows in a file that leaves the platform. */
const sampleColumn = <Row,>(): Column<Row> => ({
  id: "sample",
  title: t("数据性质", "Nature"),
  value: (row) => (isSample(row) ? t("示例数据", "sample data") : ""),
});

/** A field's list: saved filters as chips, filter bar, dense table, column choice, bulk bar, export of what is loaded. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const page = useRef<HTMLDivElement>(null);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const phone = usePhone();
  const [chosen, setChosen] = useColumns(props.id, props.columns, phone ? null : page);
  const columns = props.columns.filter((column) => chosen.includes(column.id));
  const { rows, more } = props.data;
  const markedRows = rows.filter((row) => marked.has(props.rowKey(row)));
  const clear = () => setMarked(new Set());
  const samples = rows.filter(isSample).length;
  const mixed = samples > 0 && samples < rows.length;
  const tagOf = mixed ? (row: Row) => <SampleTag sample={isSample(row)} /> : undefined;
  // Nothing was read: then nothing is counted.
  const unread = !!props.error && rows.length === 0;
  const exported = samples > 0 ? [...columns, sampleColumn<Row>()] : columns;
  return (
    <div className="page page-list" ref={page}>
      <PageHead
        {...props.head}
        sentence={unread ? undefined : props.head.sentence}
        marks={
          samples > 0 ? (
            <>
              {props.head.marks}
              <SampleTag some={mixed} />
            </>
          ) : (
            props.head.marks
          )
        }
      />
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
            {unread
              ? ""
              : more
                ? t(`已载入 ${rows.length} 条`, `${rows.length} loaded`)
                : t(`共 ${rows.length} 条`, `${rows.length} in all`)}
          </span>
          <ColumnChoice columns={props.columns} chosen={chosen} onChange={setChosen} />
          <Button
            size="small"
            disabled={rows.length === 0}
            onClick={() =>
              saveFile(`${props.exportName}.csv`, csvOf(exported, markedRows.length > 0 ? markedRows : rows))
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
      {!!props.error && <ProblemNote error={props.error} onRetry={props.onRetry} />}
      {props.instead ??
        (unread ? null : phone ? (
          <CardList
            label={typeof props.head.title === "string" ? props.head.title : props.exportName}
            columns={columns}
            data={props.data}
            rowKey={props.rowKey}
            onOpen={props.onOpen}
            card={props.card}
            tagOf={tagOf}
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
            isFresh={props.isFresh}
            tagOf={tagOf}
            empty={props.empty}
          />
        ))}
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
      <Button size="small">
        {t("列", "Columns")}
        {chosen.length < columns.length && (
          <span className="quiet">
            {chosen.length}/{columns.length}
          </span>
        )}
      </Button>
    </Popover>
  );
}

/**
 * The columns of a list. Until the reader chooses, those that fit the width, in the order of the declaration, which begins with what
 * matters most; a choice is kept in this browser and scrolls sideways when it is wider than the page.
 */
function useColumns<Row>(
  id: string,
  columns: readonly Column<Row>[],
  /** The element that columns must fit; none where rows are cards. */
  page: Readonly<{ current: HTMLElement | null }> | null,
): [readonly string[], (ids: string[]) => void] {
  const key = `saihan.columns.${id}`;
  const [hidden, setHidden] = useState(() => localStorage.getItem(key)?.split(",") ?? null);
  const width = useInnerWidth(page);
  const choose = (ids: string[]) => {
    const next = columns.map((column) => column.id).filter((each) => !ids.includes(each));
    setHidden(next);
    localStorage.setItem(key, next.join(","));
  };
  const shown = hidden
    ? columns.filter((column) => !hidden.includes(column.id))
    : fitting(
        columns.filter((column) => !column.optional),
        width,
      );
  return [shown.map((column) => column.id), choose];
}

/** Room for columns in px: the page without its padding, the frame of the table and a scroll bar. */
function useInnerWidth(page: Readonly<{ current: HTMLElement | null }> | null): number {
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = page?.current;
    if (!element) return setWidth(Number.POSITIVE_INFINITY);
    const style = getComputedStyle(element);
    const around = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight) + 2 + 15;
    // A sheet of paper is wide enough for what the screen shows.
    const measure = () => !matchMedia("print").matches && setWidth(element.clientWidth - around);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [page]);
  return width;
}
