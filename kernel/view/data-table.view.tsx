import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Column, visibleRange } from "./column.ts";
import { t } from "./language.view.tsx";
import { Empty, RowSkeleton } from "./waiting.view.tsx";

export type Rows<Row> = Readonly<{
  rows: readonly Row[];
  /** First page still under way. */
  loading: boolean;
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
}>;

type DataTableProps<Row> = Readonly<{
  columns: readonly Column<Row>[];
  data: Rows<Row>;
  rowKey: (row: Row) => string;
  /** Enter or click. Without it rows are only read. */
  onOpen?: (row: Row) => void;
  /** Marked rows, for a bulk bar; x or the box toggles. */
  marked?: ReadonlySet<string>;
  onMark?: (marked: ReadonlySet<string>) => void;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  empty?: ReactNode;
  label: string;
  /** New in the last minute: a bar at the edge of the row. */
  isFresh?: (row: Row) => boolean;
  /** Stands after the first cell, e.g. 示例数据 where rows of both kinds are mixed. */
  tagOf?: (row: Row) => ReactNode;
  /** Fixed height of the scrolling field; without it the table fills its parent. */
  height?: number | string;
}>;

const rowHeight = 36;

/**
 * A dense table that scrolls ten thousand rows: only the rows in sight exist, the head and the first column stay, and the keyboard
 * walks it (↑ ↓ Home End, Enter opens, x marks). It asks for more when its end comes near. In print all loaded rows appear.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, data, rowKey } = props;
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ scrollTop: 0, viewHeight: 720, cut: false });
  const [at, setAt] = useState(-1);
  const printing = usePrinting();
  const count = data.rows.length;
  const range = printing ? { from: 0, to: count } : visibleRange({ ...view, rowHeight, count });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView(sightOf(element));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const near = view.scrollTop + view.viewHeight > count * rowHeight - 12 * rowHeight;
    if (near && data.more && !data.loadingMore && !data.loading) data.loadMore();
  }, [view, count, data]);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    setAt(next);
    const element = box.current;
    if (!element) return;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight * 2 > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight * 2 - element.clientHeight;
  };
  const toggle = (row: Row) => {
    if (!props.onMark) return;
    const next = new Set(props.marked);
    const key = rowKey(row);
    if (!next.delete(key)) next.add(key);
    props.onMark(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.viewHeight / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: count - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const row = data.rows[at];
    if (event.key in steps && count > 0) move(steps[event.key] ?? 0);
    else if (event.key === "Enter" && row) props.onOpen?.(row);
    else if (event.key === "x" && row) toggle(row);
    else return;
    event.preventDefault();
  };

  const allMarked = count > 0 && props.marked?.size === count;
  return (
    <section
      ref={box}
      className={view.cut ? "data-table data-table-cut" : "data-table"}
      style={{ height: props.height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the scrolling field takes the arrow keys for its rows
      tabIndex={0}
      aria-label={props.label}
      onScroll={(event) => setView(sightOf(event.currentTarget))}
      onKeyDown={onKey}
    >
      <table aria-rowcount={data.more ? -1 : count}>
        <colgroup>
          {props.onMark && <col style={{ width: 36 }} />}
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {props.onMark && (
              <th className="data-table-box">
                <input
                  type="checkbox"
                  aria-label={t("选中已载入的全部", "Mark all that are loaded")}
                  checked={allMarked}
                  onChange={() => props.onMark?.(allMarked ? new Set() : new Set(data.rows.map(rowKey)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {range.from > 0 && <tr aria-hidden style={{ height: range.from * rowHeight }} className="data-table-space" />}
          {data.rows.slice(range.from, range.to).map((row, offset) => {
            const index = range.from + offset;
            const key = rowKey(row);
            const marked = props.marked?.has(key);
            return (
              <tr
                key={key}
                aria-rowindex={index + 1}
                aria-selected={marked}
                className={[
                  index === at && "at",
                  marked && "marked",
                  props.onOpen && "opens",
                  props.isFresh?.(row) && "fresh",
                ]
                  .filter(Boolean)
                  .join(" ")}
                onClick={(event) => {
                  setAt(index);
                  // A click on a link, box or button inside the row is that thing's own.
                  if (!(event.target as Element).closest("a,button,input,label")) props.onOpen?.(row);
                }}
              >
                {props.onMark && (
                  <td className="data-table-box">
                    <input
                      type="checkbox"
                      aria-label={t("选中", "Mark")}
                      checked={marked ?? false}
                      onChange={() => toggle(row)}
                    />
                  </td>
                )}
                {columns.map((column, place) => (
                  <BodyCell key={column.id} column={column} row={row} tag={place === 0 && props.tagOf?.(row)} />
                ))}
              </tr>
            );
          })}
          {range.to < count && (
            <tr aria-hidden style={{ height: (count - range.to) * rowHeight }} className="data-table-space" />
          )}
        </tbody>
      </table>
      {data.loading && <RowSkeleton rows={12} />}
      {!data.loading && count === 0 && (props.empty ?? <Empty title={t("没有记录", "No records")} />)}
      {data.loadingMore && <div className="data-table-more">{t("正在读取更多…", "Loading more…")}</div>}
    </section>
  );
}

/** What of the table is in sight; `cut` while columns lie beyond the right edge. */
function sightOf(element: HTMLElement): { scrollTop: number; viewHeight: number; cut: boolean } {
  return {
    scrollTop: element.scrollTop,
    viewHeight: element.clientHeight,
    cut: element.scrollLeft + element.clientWidth < element.scrollWidth - 1,
  };
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: Readonly<{
  column: Column<Row>;
  sort?: string;
  onSort?: DataTableProps<Row>["onSort"];
}>) {
  const up = column.sort !== undefined && sort === column.sort;
  const down = column.sort !== undefined && sort === `-${column.sort}`;
  if (!column.sort || !onSort) return <th className={column.align}>{column.title}</th>;
  const next = up ? `-${column.sort}` : down ? undefined : column.sort;
  return (
    <th className={column.align} aria-sort={up ? "ascending" : down ? "descending" : "none"}>
      <button type="button" onClick={() => onSort(next)}>
        {column.title}
        <span aria-hidden>{up ? "↑" : down ? "↓" : "↕"}</span>
      </button>
    </th>
  );
}

function BodyCell<Row>({ column, row, tag }: Readonly<{ column: Column<Row>; row: Row; tag?: ReactNode }>) {
  const value = column.value(row);
  return (
    <td className={column.align} title={typeof value === "string" ? value : undefined}>
      {column.render ? column.render(row) : (value ?? "")}
      {tag}
    </td>
  );
}

/** True while the page is printed: windowed rows would print as empty space. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => setPrinting(true);
    const end = () => setPrinting(false);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}
