import { Link, useParams } from "@tanstack/react-router";
import { Button, Dropdown, Form, Input, Select } from "antd";
import { useState } from "react";
import type { IncomingActId } from "#kernel/paper/incoming.ts";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { queries, send, useGet, useSend } from "../../api.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import type { Colleague, IncomingDetail, List } from "./answers.ts";
import { IncomingStateMark, UrgencyTag } from "./paper-marks.tsx";
import "./papers.css";

/** One incoming paper: what came, the scan, who instructed and who has read. */
export function IncomingPaperPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useGet<IncomingDetail>(`/incoming-papers/${id}`);
  if (answer.data) return <Shown paper={answer.data} />;
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

function Shown({ paper }: Readonly<{ paper: IncomingDetail }>) {
  return (
    <DetailPage
      head={{
        title: paper.title,
        sentence: [paper.number, paper.source.name].join(" · "),
        back: <Link to="/papers/incoming">← {t("收文", "Incoming")}</Link>,
        marks: (
          <>
            <IncomingStateMark state={paper.state} />
            <UrgencyTag urgency={paper.urgency} />
            <SampleTag sample={paper.sample} />
          </>
        ),
        action: <Acts paper={paper} />,
      }}
      facts={
        <>
          <Section title={t("来文", "What came")}>
            <Facts
              facts={[
                { title: t("来文单位", "From"), value: paper.source.name },
                { title: t("来文字号", "Its number"), value: paper.source.number ?? t("无", "none") },
                { title: t("成文日期", "Dated"), value: paper.source.date ?? t("未登记", "not written down") },
                { title: t("收到", "Received"), value: timeText(paper.received) },
                { title: t("收文单位", "Received by"), value: paper.organ.name },
                ...(paper.dueOn ? [{ title: t("要求办结", "Wanted by"), value: paper.dueOn }] : []),
                ...(paper.case
                  ? [
                      {
                        title: t("办件", "Case"),
                        value: (
                          <Link to="/cases/$id" params={{ id: paper.case.id }}>
                            {paper.case.number}
                          </Link>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </Section>
          <Readers paper={paper} />
          <Section title={t("办理经过", "What happened")}>
            <Timeline
              entries={[...paper.story].reverse().map((one, n) => ({
                key: `${one.at}-${n}`,
                at: one.at,
                what: t(one.act),
                who: [one.by, one.organ].filter(Boolean).join(" · "),
                note: one.note,
              }))}
            />
          </Section>
        </>
      }
    >
      <Original paper={paper} />
    </DetailPage>
  );
}

function Original({ paper }: Readonly<{ paper: IncomingDetail }>) {
  const source = paper.scan
    ? `/api/v1/incoming-papers/${paper.id}/scan`
    : paper.paper
      ? `/api/v1/papers/${paper.paper}/file.pdf`
      : undefined;
  return (
    <Section
      title={t("原文", "The paper")}
      aside={
        source && (
          <a href={source} target="_blank" rel="noreferrer">
            {t("另开查看", "Open")}
          </a>
        )
      }
    >
      {!source && <Empty title={t("没有扫描件", "No scan")} />}
      {source &&
        (paper.scan?.type.startsWith("image/") ? (
          <img className="paper-scan" src={source} alt={paper.scan.name} />
        ) : (
          <iframe className="paper-scan" src={source} title={paper.title} />
        ))}
    </Section>
  );
}

function Readers({ paper }: Readonly<{ paper: IncomingDetail }>) {
  if (paper.readers.length === 0) return null;
  return (
    <Section title={t("传阅", "Readers")}>
      <ul className="paper-lines">
        {paper.readers.map((one) => (
          <li key={one.id}>
            <div>
              {one.name}
              {one.opinion && <small>{one.opinion}</small>}
            </div>
            <span className={one.read ? undefined : "quiet"}>
              {one.read ? t(`已阅 ${timeText(one.read)}`, `read ${timeText(one.read)}`) : t("未阅", "not yet")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The expected step of each state, shown in colour. */
const expected: Readonly<Record<string, IncomingActId>> = {
  registered: "propose",
  proposed: "instruct",
  instructed: "circulate",
  reading: "read",
};

function Acts({ paper }: Readonly<{ paper: IncomingDetail }>) {
  const [open, setOpen] = useState<IncomingActId>();
  const first =
    paper.acts.find(({ id }) => id === "read") ?? paper.acts.find(({ id }) => id === expected[paper.state.id]);
  const others = paper.acts.filter(({ id }) => id !== first?.id);
  return (
    <>
      {others.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: others.map(({ id, title }) => ({ key: id, label: t(title) })),
            onClick: ({ key }) => setOpen(key as IncomingActId),
          }}
        >
          <Button>{t("更多", "More")}</Button>
        </Dropdown>
      )}
      {first && (
        <Button type="primary" onClick={() => setOpen(first.id)}>
          {t(first.title)}
        </Button>
      )}
      {open && <ActDrawer key={open} paper={paper} act={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

type Values = Readonly<{ note?: string; readers?: string[] }>;
type ActDrawerProps = Readonly<{ paper: IncomingDetail; act: IncomingActId; onClose: () => void }>;

function ActDrawer({ paper, act, onClose }: ActDrawerProps) {
  const key = useOnceKey();
  const title = t(paper.acts.find(({ id }) => id === act)?.title ?? { zh: "办理", en: "Act" });
  const perform = useSend(
    (values: Values) => {
      const body = { ...values, baseVersion: paper.version };
      return send<IncomingDetail>("POST", `/incoming-papers/${paper.id}/acts/${act}`, body, {
        idempotencyKey: key(body),
      });
    },
    {
      stale: ["/incoming-papers", "/cases", "/inbox"],
      onDone: (now) => queries.setQueryData(["get", `/incoming-papers/${paper.id}`, {}], now),
    },
  );
  const noteTitle =
    act === "propose"
      ? t("拟办意见", "Proposal")
      : act === "instruct"
        ? t("批示内容", "Instruction")
        : t("意见", "Opinion");
  return (
    <FormDrawer<Values>
      title={`${title} · ${paper.title}`}
      intro={
        act === "case"
          ? t("转为办件后按时限办理，来文内容自动带入。", "It becomes a case with its clock; what came is taken over.")
          : undefined
      }
      submit={title}
      titles={{ note: noteTitle, readers: t("传阅人", "Readers") }}
      onSubmit={(values) => perform.mutateAsync(values)}
      onClose={onClose}
    >
      {act === "circulate" && <ReaderChoice />}
      <Form.Item
        name="note"
        label={noteTitle}
        rules={act === "propose" || act === "instruct" ? [mustFill(noteTitle)] : []}
      >
        <Input.TextArea autoSize={{ minRows: 3 }} maxLength={2000} />
      </Form.Item>
    </FormDrawer>
  );
}

function ReaderChoice() {
  const people = useGet<List<Colleague>>("/paper-readers", {}, { staleMs: 300_000 });
  const title = t("传阅人（按选择的先后传阅）", "Readers, in the order in which they are chosen");
  return (
    <Form.Item name="readers" label={title} rules={[mustChoose(t("传阅人", "Readers"))]}>
      <Select
        mode="multiple"
        loading={people.isPending}
        showSearch={{ optionFilterProp: "label" }}
        options={(people.data?.items ?? []).map((one) => ({
          value: one.id,
          label: `${one.name}（${one.organ.name}）`,
        }))}
      />
    </Form.Item>
  );
}
