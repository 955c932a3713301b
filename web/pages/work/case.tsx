import { Link, useParams } from "@tanstack/react-router";
import { Tabs } from "antd";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, usePerson } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { subjectKinds, words } from "../../language.ts";
import { EvidencePanel } from "../evidence/evidence-panel.tsx";
import { CaseTransfers } from "../inbox/case-transfers.tsx";
import { Comments } from "../inbox/comments.tsx";
import { CasePapers } from "../papers/case-papers.tsx";
import { AlarmLines } from "../subject/alarm-lines.tsx";
import type { CaseDetail } from "./answers.ts";
import { CaseActs } from "./case-acts.tsx";
import { ClockBox } from "./case-clocks.tsx";
import { CaseLinks } from "./case-links.tsx";
import { CaseParticipants } from "./case-participants.tsx";
import { CaseStory } from "./case-story.tsx";
import { isOver } from "./cases.tsx";
import { CaseStateMark, ClockMark, SupervisedTag } from "./marks.tsx";
import "../subject/subject.css";
import "./work.css";

/** One case: what it is about and how much time is left at the left, what happened at the right, the acts at the top. */
export function CasePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useGet<CaseDetail>(`/cases/${id}`);
  if (answer.data) return <CaseShown item={answer.data} />;
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

function CaseShown({ item }: Readonly<{ item: CaseDetail }>) {
  const [filters, setFilters] = useFilters();
  // what departments write to each other is not for the enterprise that it is about
  const works = usePerson().roles.some((role) => role !== "enterprise");
  return (
    <div className="work-case">
      <DetailPage
        head={{
          title: item.number,
          sentence: item.title,
          back: <Link to="/cases">← {t("办件", "Cases")}</Link>,
          marks: (
            <>
              <CaseStateMark state={item.state} />
              {!isOver(item) && <ClockMark clock={item.clock} />}
              {item.supervised && <SupervisedTag since={item.supervised} by={item.supervisedBy?.name} />}
              <SampleTag sample={item.sample} />
            </>
          ),
          action: <CaseActs item={item} />,
        }}
        facts={
          <>
            {item.clocks.length > 0 && <ClockBox item={item} over={isOver(item)} />}
            <CaseParticipants item={item} />
            <CaseLinks item={item} />
            <CaseFacts item={item} />
          </>
        }
      >
        <Tabs
          activeKey={filters.tab ?? "now"}
          onChange={(tab) => setFilters({ tab: tab === "now" ? undefined : tab })}
          items={[
            {
              key: "now",
              label: t("办理经过", "What happened"),
              children: (
                <Section>
                  {item.acts.length === 0 && <p className="work-intro">{whyNoActs(item)}</p>}
                  <CaseStory events={item.timeline} />
                </Section>
              ),
            },
            {
              key: "evidence",
              label: t("证据", "Evidence"),
              children: <EvidencePanel owner={{ kind: "case", id: item.id }} canAdd={!isOver(item)} />,
            },
            {
              key: "papers",
              label: t("文书", "Papers"),
              children: <CasePapers caseId={item.id} definition={item.definition.id} />,
            },
            ...(works
              ? [
                  {
                    key: "transfers",
                    label: t("移交", "Transfers"),
                    children: <CaseTransfers caseId={item.id} number={item.number} mayOffer={item.may.extend} />,
                  },
                  {
                    key: "comments",
                    label: t("内部评议", "Comments"),
                    children: <Comments owner={{ kind: "case", id: item.id }} />,
                  },
                ]
              : []),
            ...(item.alarms.length > 0
              ? [
                  {
                    key: "from",
                    label: t(`因何立案（${item.alarms.length}）`, `Why it opened (${item.alarms.length})`),
                    children: (
                      <Section title={t("并入的报警", "Alarms joined")}>
                        <AlarmLines alarms={item.alarms} empty={t("没有并入的报警", "No alarms")} where />
                      </Section>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </DetailPage>
    </div>
  );
}

function whyNoActs(item: CaseDetail): string {
  if (isOver(item)) return t("已办结，内容不再变动。", "Closed; nothing more can be done.");
  if (item.state.category === "waiting")
    return t("正等待对方办理，您现在无需操作。", "Waiting for the other side; nothing for you to do now.");
  return t("当前环节不由您的单位或角色办理。", "This step is not for your organ or role.");
}

function CaseFacts({ item }: Readonly<{ item: CaseDetail }>) {
  const { subject } = item;
  const facts = [
    ...(subject
      ? [
          {
            title: t(subjectKinds[subject.kind] ?? { zh: "对象", en: "About" }),
            value: <SubjectLink subject={subject} />,
          },
        ]
      : []),
    ...(item.enterprise
      ? [
          {
            title: t("企业", "Enterprise"),
            value: (
              <Link to="/registers/$id/$row" params={{ id: "base.enterprise", row: item.enterprise.id }}>
                {item.enterprise.name}
              </Link>
            ),
          },
        ]
      : []),
    { title: t("区划", "Region"), value: item.region.name },
    ...(item.assignee ? [{ title: t("经办人", "Given to"), value: item.assignee.name }] : []),
    { title: t("承办单位", "Organ"), value: item.organ?.name ?? <span className="absent">{t("未指定", "none")}</span> },
    ...(item.supervisedBy ? [{ title: t("督办单位", "Supervised by"), value: item.supervisedBy.name }] : []),
    { title: t("类型", "Kind"), value: words(item.definition.title) },
    { title: t("立案时间", "Opened"), value: timeText(item.opened) },
    ...(item.closed ? [{ title: t("办结时间", "Closed"), value: timeText(item.closed) }] : []),
    ...item.facts.map((fact) => ({ title: words(fact.title), value: factText(fact.value) })),
  ];
  return (
    <Section title={t("基本情况", "Facts")}>
      <Facts facts={facts} />
    </Section>
  );
}

/** Points of monitoring have a page of their own, rows of a register theirs. */
function SubjectLink({ subject }: Readonly<{ subject: NonNullable<CaseDetail["subject"]> }>) {
  const { kind, id, name } = subject;
  if (kind in subjectKinds)
    return (
      <Link to="/subjects/$kind/$id" params={{ kind, id }}>
        {name}
      </Link>
    );
  if (String(kind).includes("."))
    return (
      <Link to="/registers/$id/$row" params={{ id: kind, row: id }}>
        {name}
      </Link>
    );
  return <>{name}</>;
}

function factText(value: CaseDetail["facts"][number]["value"]): string {
  if (value === null) return t("无数据", "no data");
  return typeof value === "number" ? numberText(value) : words(value);
}
