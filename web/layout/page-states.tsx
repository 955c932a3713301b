import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";

export function PageWaiting() {
  return (
    <div className="page">
      <BlockSkeleton height={44} />
      <BlockSkeleton height={320} />
    </div>
  );
}

/** A page that broke says so in its place; the rest of the application stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="page">
      <PageHead title={t("这一页打不开", "This page cannot be shown")} />
      <ProblemNote error={error} onRetry={reset} />
    </div>
  );
}

export function MissingPage() {
  return (
    <div className="page">
      <PageHead title={t("没有这一页", "There is no such page")} />
      <Empty title={t("地址可能已更改，或抄写有误。", "The address may have changed, or was miscopied.")}>
        <Link to="/">{t("回到总览", "Back to the overview")}</Link>
      </Empty>
    </div>
  );
}
