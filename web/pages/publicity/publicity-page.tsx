import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import type { PublicationItem, PublicationList } from "#kernel/publication/contract.ts";
import { endText } from "#kernel/time.ts";
import { dayText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { get } from "../../api.ts";
import { PublicityFrame, standingOf } from "./publicity-frame.tsx";

/** 公示: what is and was made public, for anybody, newest first. */
export function PublicityPage() {
  const { region } = useSearch({ strict: false }) as { region?: string };
  const navigate = useNavigate();
  const query = useInfiniteQuery({
    queryKey: ["pages", "/public/publications", { region }],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      get<PublicationList>("/public/publications", { region, after: pageParam }, signal),
    getNextPageParam: (last) => last.next || undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const leagues = query.data?.pages[0]?.leagues ?? [];
  return (
    <PublicityFrame>
      <div className="publicity-title">
        <h1>{t("问题整改销号公示", "Problems put right")}</h1>
        {leagues.length > 0 && (
          <Select
            className="publicity-region"
            aria-label={t("盟市", "League")}
            allowClear
            value={region}
            placeholder={t("全部盟市", "All leagues")}
            options={leagues.map(({ code, name }) => ({ value: code, label: name }))}
            onChange={(code: string | undefined) =>
              void navigate({ to: "/publicity", search: code ? { region: code } : {}, replace: true })
            }
          />
        )}
      </div>
      {query.error ? (
        <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <BlockSkeleton height={320} />
      ) : items.length === 0 ? (
        <Empty title={t("目前没有公示。", "Nothing is public now.")} />
      ) : (
        <ol className="publicity-list">
          {items.map((item) => (
            <Line key={item.id} item={item} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <Button
          className="publicity-more"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("更多", "More")}
        </Button>
      )}
    </PublicityFrame>
  );
}

function Line({ item }: Readonly<{ item: PublicationItem }>) {
  return (
    <li>
      <Link to="/publicity/$id" params={{ id: item.id }}>
        {t(item.title)}
      </Link>
      <div className="publicity-line">
        <StatusMark status={standingOf(item)} />
        <SampleTag sample={item.sample} />
        <span>{item.organ}</span>
        <span>{daysOf(item)}</span>
      </div>
    </li>
  );
}

/** From when to when it was before the public: its days, or until it was taken down. */
export function daysOf(item: Pick<PublicationItem, "published" | "ends" | "state" | "left">): string {
  const from = dayText(item.published);
  const until = item.state === "withdrawn" && item.left ? timeText(item.left) : endText(Date.parse(item.ends));
  return t(`${from} 至 ${until}`, `${from} to ${until}`);
}
