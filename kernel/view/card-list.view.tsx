import { type ReactNode, useEffect, useRef, useSyncExternalStore } from "react";
import type { Column } from "./column.ts";
import type { Rows } from "./data-table.view.tsx";
import { t } from "./language.view.tsx";
import { Empty, RowSkeleton } from "./waiting.view.tsx";

const narrow = matchMedia("screen and (max-width: 767px)");

/** True on a phone, where lists become cards. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener("change", listener);
      return () => narrow.removeEventListener("change", listener);
    },
    () => narrow.matches,
  );
}

type CardListProps<Row> = Readonly<{
  label: string;
  columns: readonly Column<Row>[];
  data: Rows<Row>;
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** What a card shows; the first columns without it. */
  card?: (row: Row) => ReactNode;
  empty?: ReactNode;
  tagOf?: (row: Row) => ReactNode;
}>;

/** The phone's face of a list: one card under the other; more are read when the end comes near. */
export function CardList<Row>({ label, columns, data, rowKey, onOpen, card, empty, tagOf }: CardListProps<Row>) {
  const end = useEndInSight(data);
  return (
    <section className="card-list" aria-label={label}>
      <ul>
        {data.rows.map((row) => {
          const content = (
            <>
              {card ? card(row) : <ColumnCard columns={columns} row={row} />}
              {tagOf?.(row)}
            </>
          );
          return (
            <li key={rowKey(row)} className={onOpen ? "card opens" : "card"}>
              {onOpen ? (
                // biome-ignore lint/a11y/useSemanticElements: a card may hold links and marks, which a button element may not
                <div
                  role="button"
                  tabIndex={0}
                  onClick={(event) => !(event.target as Element).closest("a,button,input") && onOpen(row)}
                  onKeyDown={(event) => event.key === "Enter" && event.target === event.currentTarget && onOpen(row)}
                >
                  {content}
                </div>
              ) : (
                content
              )}
            </li>
          );
        })}
      </ul>
      {data.loading && <RowSkeleton />}
      {!data.loading && data.rows.length === 0 && (empty ?? <Empty title={t("没有记录", "No records")} />)}
      <div ref={end}>
        {data.loadingMore && <div className="data-table-more">{t("正在读取更多…", "Loading more…")}</div>}
      </div>
    </section>
  );
}

/** The first column as the title, the next few as lines. */
function ColumnCard<Row>({ columns, row }: Readonly<{ columns: readonly Column<Row>[]; row: Row }>) {
  const [first, ...rest] = columns;
  const shown = (column: Column<Row>) => (column.render ? column.render(row) : column.value(row));
  return (
    <>
      {first && <div className="card-title">{shown(first)}</div>}
      <dl>
        {rest.slice(0, 5).map((column) => (
          <div key={column.id}>
            <dt>{column.title}</dt>
            <dd>{shown(column)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function useEndInSight<Row>(data: Rows<Row>) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        const { more, loadingMore, loading, loadMore } = latest.current;
        if (entry?.isIntersecting && more && !loadingMore && !loading) loadMore();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return end;
}
