import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import type { NoticeReply, PortReply } from "#kernel/notice/contract.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePages, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import "./inbox.css";

/** What was told to this person or to their organ, newest first, and by which ways it leaves the platform. */
export function NoticesPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const { data, error, retry } = usePages<NoticeReply>("/notices", { unread: filters.unread });
  const unread = useGet<Readonly<{ unread: number }>>("/notices/count").data?.unread ?? 0;
  const read = useSend((body: unknown) => send("POST", "/notices/read", body), { stale: ["/notices"] });
  const open = (notice: NoticeReply) => {
    if (!notice.read) read.mutate({ ids: [notice.id] });
    void navigate({ to: notice.link });
  };
  return (
    <div className="page">
      <PageHead
        title={t("通知", "Notices")}
        sentence={unread > 0 ? t(`${unread} 条未读`, `${unread} unread`) : t("没有未读通知", "Nothing unread")}
        action={
          unread > 0 && (
            <Button loading={read.isPending} onClick={() => read.mutate({ all: true })}>
              {t("全部标为已读", "Mark all as read")}
            </Button>
          )
        }
      />
      <div className="list-bar">
        <fieldset className="chips">
          <button type="button" aria-pressed={!filters.unread} onClick={() => setFilters({ unread: undefined })}>
            {t("全部", "All")}
          </button>
          <button type="button" aria-pressed={!!filters.unread} onClick={() => setFilters({ unread: "true" })}>
            {t("未读", "Unread")}
            <b>{unread}</b>
          </button>
        </fieldset>
      </div>
      {!!error && <ProblemNote error={error} onRetry={retry} />}
      <section className="block">
        <div className="block-body">
          {data.loading && <RowSkeleton />}
          {!data.loading && data.rows.length === 0 && !error && (
            <Empty title={t("没有通知", "No notices")}>
              {t(
                "有案件移交、督办、提及或委托时会在这里告诉您。",
                "Transfers, supervision, mentions and delegations are told here.",
              )}
            </Empty>
          )}
          <ul className="notice-list">
            {data.rows.map((notice) => (
              <li key={notice.id} className={notice.read ? undefined : "unread"}>
                <button type="button" onClick={() => open(notice)}>
                  <i aria-hidden />
                  <strong>
                    {!notice.read && <span className="visually-hidden">{t("未读：", "Unread: ")}</span>}
                    {t(notice.title)}
                  </strong>
                  <time dateTime={notice.at}>{timeText(notice.at)}</time>
                  <small>
                    {notice.to === "organ" && t("〔本单位〕", "[organ] ")}
                    {notice.body && t(notice.body)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
          {data.more && (
            <Button loading={data.loadingMore} onClick={data.loadMore}>
              {t("更早的通知", "Older")}
            </Button>
          )}
        </div>
      </section>
      <PortsLine />
    </div>
  );
}

/** By which ways notices leave the platform, and which of them nobody has set up. */
function PortsLine() {
  const ports = useGet<Readonly<{ items: readonly PortReply[] }>>("/notices/ports", {}, { staleMs: 10 * 60_000 }).data
    ?.items;
  if (!ports) return null;
  return (
    <p className="ports-line">
      {t("送达方式：应用内通知", "Ways: in the application")}
      {ports.map((port) => (
        <span key={port.id} title={t(port.hint)}>
          {"；"}
          {t(port.title)}
          {port.configured ? t("已启用", " on") : t(`未配置（${t(port.hint)}）`, ` not set up (${t(port.hint)})`)}
        </span>
      ))}
    </p>
  );
}
