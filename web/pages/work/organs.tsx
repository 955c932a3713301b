import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { Column } from "#kernel/view/column.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { get, usePages } from "../../api.ts";
import type { Page } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import type { Organ } from "./answers.ts";
import { SearchInput } from "./search-input.tsx";
import "./work.css";

const kinds: Readonly<Record<string, Readonly<{ zh: string; en: string }>>> = {
  department: { zh: "自治区厅", en: "Department" },
  bureau: { zh: "盟市局", en: "Bureau" },
  branch: { zh: "旗县分局、派驻机构", en: "Branch" },
  station: { zh: "监测站", en: "Station" },
  park: { zh: "园区局", en: "Park bureau" },
  enterprise: { zh: "企业", en: "Enterprise" },
};
const authorities = ["department", "bureau", "branch", "station", "park"];

type Line = Organ & Readonly<{ depth: number; below: number }>;

/** Organs: the departments as the tree they are, enterprises as a list. */
export function OrgansPage() {
  const [filters, setFilters] = useFilters();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const listed = filters.kind === "enterprise" || !!filters.q;
  const tree = useAuthorities(!listed);
  const list = usePages<Organ>(listed ? "/organs" : null, { kind: filters.kind, q: filters.q });
  const rows: readonly Line[] = listed
    ? list.data.rows.map((organ) => ({ ...organ, depth: 0, below: 0 }))
    : treeLines(tree.organs, folded);
  const fold = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  const data = listed
    ? { ...list.data, rows }
    : { rows, loading: tree.loading, more: false, loadingMore: false, loadMore: () => undefined };
  return (
    <ListPage<Line>
      id="organs"
      head={{
        title: t("机构", "Organs"),
        sentence: data.loading
          ? undefined
          : listed
            ? t(`${data.more ? "已载入" : "共"} ${rows.length} 家`, `${rows.length} ${data.more ? "loaded" : "in all"}`)
            : t(
                `生态环境部门 ${tree.organs.length} 家，按隶属关系列出`,
                `${tree.organs.length} organs by what they belong to`,
              ),
      }}
      columns={columnsOf(folded, fold)}
      data={data}
      error={listed ? list.error : tree.error}
      onRetry={listed ? list.retry : tree.retry}
      rowKey={(organ) => organ.id}
      onOpen={(organ) => organ.below > 0 && fold(organ.id)}
      chips={[
        {
          id: "authorities",
          title: t("生态环境部门", "Authorities"),
          active: filters.kind !== "enterprise",
          onToggle: () => setFilters({ kind: undefined }),
        },
        {
          id: "enterprise",
          title: t("企业", "Enterprises"),
          active: filters.kind === "enterprise",
          onToggle: () => setFilters({ kind: filters.kind ? undefined : "enterprise" }),
        },
      ]}
      filters={
        <SearchInput value={filters.q} onChange={(q) => setFilters({ q })} placeholder={t("机构名称", "Name")} />
      }
      onClear={filters.q ? () => setFilters({ q: undefined }) : undefined}
      exportName={t("机构", "organs")}
      empty={<Empty title={t("没有符合的机构", "None matches")} />}
    />
  );
}

/** All organs of the authorities: some hundreds, so every page of them is read. */
function useAuthorities(wanted: boolean) {
  const answers = useQueries({
    queries: authorities.map((kind) => ({
      queryKey: ["get", "/organs", { kind, all: true }],
      enabled: wanted,
      staleTime: 600_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => allOf(kind, signal),
    })),
  });
  return {
    organs: answers.flatMap((answer) => answer.data ?? []),
    loading: answers.some((answer) => answer.isPending),
    error: answers.find((answer) => answer.error)?.error,
    retry: () => answers.forEach((answer) => void answer.refetch()),
  };
}

async function allOf(kind: string, signal: AbortSignal): Promise<Organ[]> {
  const organs: Organ[] = [];
  let after: string | null | undefined;
  do {
    const page: Page<Organ> = await get("/organs", { kind, limit: 500, after }, signal);
    organs.push(...page.items);
    after = page.next;
  } while (after);
  return organs;
}

/** A station stands before the organs of the places below. */
const place = (organ: Organ): number => (organ.kind === "station" ? 0 : authorities.indexOf(organ.kind) + 1);

function treeLines(organs: readonly Organ[], folded: ReadonlySet<string>): Line[] {
  const ids = new Set(organs.map((organ) => organ.id));
  const children = new Map<string, Organ[]>();
  for (const organ of organs) {
    const parent = organ.parent && ids.has(organ.parent.id) ? organ.parent.id : "";
    children.set(parent, [...(children.get(parent) ?? []), organ]);
  }
  const order = (a: Organ, b: Organ) => place(a) - place(b) || a.region.code.localeCompare(b.region.code);
  const lines: Line[] = [];
  const walk = (parent: string, depth: number) => {
    for (const organ of [...(children.get(parent) ?? [])].sort(order)) {
      lines.push({ ...organ, depth, below: children.get(organ.id)?.length ?? 0 });
      if (!folded.has(organ.id)) walk(organ.id, depth + 1);
    }
  };
  walk("", 0);
  return lines;
}

function columnsOf(folded: ReadonlySet<string>, fold: (id: string) => void): Column<Line>[] {
  return [
    {
      id: "name",
      title: t("名称", "Name"),
      width: 480,
      value: (organ) => organ.name,
      render: (organ) => (
        <span className="work-name" style={{ paddingLeft: organ.depth * 22 }}>
          {organ.below > 0 ? (
            <button
              type="button"
              className="work-fold"
              aria-expanded={!folded.has(organ.id)}
              aria-label={t("展开或收起下级", "Fold")}
              onClick={() => fold(organ.id)}
            >
              {folded.has(organ.id) ? "▸" : "▾"}
            </button>
          ) : (
            <i className="work-fold" aria-hidden />
          )}
          <span>{organ.name}</span>
          {organ.below > 0 && <span className="quiet small">{organ.below}</span>}
          <SampleTag sample={organ.sample ?? false} />
        </span>
      ),
    },
    {
      id: "kind",
      title: t("类别", "Kind"),
      width: 168,
      value: (organ) => (kinds[organ.kind] ? t(kinds[organ.kind] ?? { zh: "", en: "" }) : organ.kind),
    },
    { id: "region", title: t("区划", "Region"), width: 168, value: (organ) => organ.region.name },
    { id: "parent", title: t("上级", "Belongs to"), value: (organ) => organ.parent?.name },
  ];
}
