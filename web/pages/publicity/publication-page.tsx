import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import type { PublicationDetail } from "#kernel/publication/contract.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { ObjectionForm } from "./objection-form.tsx";
import { PublicityFrame, standingOf } from "./publicity-frame.tsx";
import { daysOf } from "./publicity-page.tsx";

/** One publication: what was chosen to be shown, and a form while objections are taken. */
export function PublicationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useGet<PublicationDetail>(`/public/publications/${id}`);
  return (
    <PublicityFrame>
      <Link className="publicity-back" to="/publicity">
        {t("全部公示", "All publications")}
      </Link>
      {error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Shown item={data} />
      ) : (
        <BlockSkeleton height={320} />
      )}
    </PublicityFrame>
  );
}

function Shown({ item }: Readonly<{ item: PublicationDetail }>) {
  return (
    <>
      <article className="publicity-item">
        <h1>{t(item.title)}</h1>
        <div className="publicity-line">
          <StatusMark status={standingOf(item)} />
          <SampleTag sample={item.sample} />
          <span>{item.number}</span>
        </div>
        {item.tombstone && <p className="publicity-gone">{t(item.tombstone)}</p>}
        <dl>
          {item.facts.map(({ title, value }) => (
            <Fact key={title.zh} title={t(title)} value={t(value)} />
          ))}
          <Fact title={t("办理单位", "Handled by")} value={item.organ} />
          <Fact title={t("公示时间", "Public")} value={daysOf(item)} />
        </dl>
        <p className="publicity-print">
          <Button onClick={() => print()}>{t("打印", "Print")}</Button>
          <span className="print-only">{t(`打印于 ${timeText(Date.now())}`, `Printed ${timeText(Date.now())}`)}</span>
        </p>
      </article>
      {item.objectionsOpen && <ObjectionForm id={item.id} />}
    </>
  );
}

const Fact = ({ title, value }: Readonly<{ title: string; value: string }>) => (
  <div>
    <dt>{title}</dt>
    <dd>{value}</dd>
  </div>
);
