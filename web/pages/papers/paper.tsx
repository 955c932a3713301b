import { Link, useParams } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { PaperDetail } from "./answers.ts";
import { PaperActs } from "./paper-acts.tsx";
import { PaperEditor } from "./paper-editor.tsx";
import { PaperFlow } from "./paper-flow.tsx";
import { PaperStateMark, UrgencyTag } from "./paper-marks.tsx";
import { Countersigners, Recipients } from "./paper-others.tsx";
import { faceOf, PaperPreview } from "./paper-preview.tsx";
import "./papers.css";

/** One paper: the sheet as it will be printed, its way and who is concerned; while it is a draft, the words beside it. */
export function PaperPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useGet<PaperDetail>(`/papers/${id}`);
  if (answer.data) return <PaperShown key={answer.data.id} paper={answer.data} />;
  return (
    <div className="page">
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={480} />
      )}
    </div>
  );
}

function PaperShown({ paper }: Readonly<{ paper: PaperDetail }>) {
  const [filters, setFilters] = useFilters();
  const mayEdit = paper.acts.some(({ id }) => id === "edit");
  const editing = mayEdit && filters.edit === "1";
  const head = {
    title: paper.title,
    sentence: [paper.number ?? t("未编号", "no number"), t(paper.kind.title), paper.organ.name].join(" · "),
    back: <Link to="/papers">← {t("发文", "Papers")}</Link>,
    marks: (
      <>
        <PaperStateMark state={paper.state} />
        <UrgencyTag urgency={paper.urgency} />
        <SampleTag sample={paper.sample} />
      </>
    ),
    action: editing ? undefined : <PaperActs paper={paper} onEdit={() => setFilters({ edit: "1" })} />,
  };
  if (editing) return <PaperEditor paper={paper} head={head} onClose={() => setFilters({ edit: undefined })} />;
  return (
    <div className="paper-page">
      <DetailPage
        head={head}
        facts={
          <>
            {paper.inside && <PaperFlow paper={paper} />}
            <Section
              title={t("版面", "The sheet")}
              aside={
                <>
                  <Button size="small" href={`/api/v1/papers/${paper.id}/file.pdf`} target="_blank">
                    PDF
                  </Button>{" "}
                  <Button size="small" href={`/api/v1/papers/${paper.id}/file.docx?download=1`}>
                    DOCX
                  </Button>
                </>
              }
            >
              <PaperPreview face={faceOf(paper)} />
            </Section>
          </>
        }
      >
        <Tabs
          activeKey={filters.tab ?? "now"}
          onChange={(tab) => setFilters({ tab: tab === "now" ? undefined : tab })}
          items={[
            { key: "now", label: t("现在怎样", "How it stands"), children: <Standing paper={paper} /> },
            ...(paper.inside
              ? [{ key: "story", label: t("办理经过", "What happened"), children: <Story paper={paper} /> }]
              : []),
          ]}
        />
      </DetailPage>
    </div>
  );
}

function Standing({ paper }: Readonly<{ paper: PaperDetail }>) {
  return (
    <>
      <Section title={t("基本情况", "Facts")}>
        <Facts
          facts={[
            { title: t("发文字号", "Number"), value: paper.number ?? t("签发后编给", "given once issued") },
            { title: t("拟稿", "Drafted"), value: `${paper.draftedBy} ${timeText(paper.draftedAt)}` },
            ...(paper.reviewedBy ? [{ title: t("核稿", "Reviewed"), value: paper.reviewedBy }] : []),
            ...(paper.issued
              ? [
                  {
                    title: t("签发", "Issued"),
                    value: `${paper.issuedBy}（${paper.signed}） ${timeText(paper.issued)}`,
                  },
                ]
              : []),
            ...paper.seals.map((use) => ({
              title: t("用印", "Sealed"),
              value: `${use.seal.name} · ${use.by} ${timeText(use.at)}`,
            })),
            ...(paper.case ? [{ title: t("办件", "Case"), value: <CaseLink paper={paper} /> }] : []),
            ...(paper.corrects
              ? [
                  {
                    title: paper.correction === "revoke" ? t("撤销", "Revokes") : t("更正", "Corrects"),
                    value: <PaperLink to={paper.corrects} />,
                  },
                ]
              : []),
            ...(paper.replacedBy
              ? [{ title: t("已被替换", "Replaced by"), value: <PaperLink to={paper.replacedBy} /> }]
              : []),
          ]}
        />
      </Section>
      <Countersigners paper={paper} />
      <Recipients paper={paper} />
    </>
  );
}

const CaseLink = ({ paper }: Readonly<{ paper: PaperDetail }>) => (
  <Link to="/cases/$id" params={{ id: paper.case?.id ?? "" }}>
    {paper.case?.number}
  </Link>
);

const PaperLink = ({ to }: Readonly<{ to: NonNullable<PaperDetail["corrects"]> }>) => (
  <Link to="/papers/$id" params={{ id: to.id }}>
    {to.number ?? to.title}
  </Link>
);

function Story({ paper }: Readonly<{ paper: PaperDetail }>) {
  if (paper.versions.length === 0) return <Empty title={t("没有经过", "Nothing yet")} />;
  return (
    <Section>
      <Timeline
        entries={[...paper.versions].reverse().map((one) => ({
          key: String(one.version),
          at: one.at,
          what: `${t(one.act)} · ${t(`第 ${one.version} 版`, `version ${one.version}`)}`,
          who: [one.by, one.organ, t(one.to)].filter(Boolean).join(" · "),
          note: (
            <>
              {one.note}
              <div className="quiet">SM3 {one.hash.slice(0, 16)}</div>
            </>
          ),
        }))}
      />
    </Section>
  );
}
