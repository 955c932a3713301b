import { civilDate, clockText, endText } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { caseFacts } from "./case-facts.server.ts";
import type { CaseFacts } from "./case-facts.ts";
import type { Block } from "./content.ts";
import { type Composed, providePaperTemplate } from "./template.server.ts";

/** The papers that every kind of case has, composed from the case's own facts, and those that are written freely. */
const fromCase =
  (compose: (facts: CaseFacts) => Composed) =>
  async (tx: Tx, caseId: string): Promise<Composed> =>
    compose(await caseFacts(tx, caseId, Date.now()));

/** 2026-11-24 → 2026年11月24日 */
export const dateText = (epoch: number): string => {
  const [year, month, day] = civilDate(epoch).split("-").map(Number);
  return `${year}年${month}月${day}日`;
};

const paragraph = (text: string): Block => ({ type: "paragraph", text });
const aboutLines = (facts: CaseFacts): Block[] =>
  facts.facts.length === 0
    ? []
    : [
        paragraph(
          facts.facts
            .map(({ title, value }) => `${title}：${value}`)
            .join("；")
            .concat("。"),
        ),
      ];

const story = (facts: CaseFacts): Block => ({
  type: "table",
  head: ["时间", "事项", "办理人", "说明"],
  widths: [3, 2, 4, 5],
  rows: facts.lines.map((line) => [
    clockText(line.at),
    line.act,
    line.who,
    [...line.filled.map(({ title, value }) => `${title}：${value}`), line.note].filter(Boolean).join("；"),
  ]),
});

providePaperTemplate({
  kind: "closure-form",
  title: { zh: "办结审批表", en: "Closure form" },
  layout: "form",
  series: "form",
  mark: "表",
  compose: fromCase((facts) => ({
    title: "办结审批表",
    content: {
      blocks: [
        {
          type: "fields",
          rows: [
            { title: "办件编号", value: facts.number },
            { title: "事由", value: facts.title },
            { title: "办件类型", value: facts.definition.zh },
            { title: "对象", value: [facts.party?.name, facts.subject].filter(Boolean).join(" ") },
            { title: "所在区划", value: facts.region },
            { title: "承办单位", value: facts.organ.name },
            { title: "立案时间", value: clockText(facts.openedAt) },
            { title: "办理期限", value: facts.dueAt === null ? "未设期限" : endText(facts.dueAt) },
            { title: "当前环节", value: facts.state },
            ...facts.facts,
          ],
        },
        { type: "heading", level: 3, text: "办理经过" },
        story(facts),
        { type: "opinion", title: "承办人意见", text: facts.lines.findLast(({ note }) => note !== "")?.note ?? "" },
        { type: "opinion", title: "审核意见", text: "" },
        { type: "opinion", title: "负责人审批意见", text: "" },
      ],
    },
  })),
});

providePaperTemplate({
  kind: "rectification-notice",
  title: { zh: "整改通知书", en: "Notice to put right" },
  layout: "letter",
  series: "notice",
  mark: "改",
  compose: fromCase((facts) => ({
    title: `关于${facts.title}的整改通知书`,
    content: {
      addressee: facts.party ? [facts.party.name] : [],
      blocks: [
        paragraph(
          `${dateText(facts.openedAt)}，我单位就“${facts.title}”立案办理（编号：${facts.number}），涉及对象为${facts.subject}，位于${facts.region}。`,
        ),
        ...aboutLines(facts),
        { type: "heading", level: 1, text: "一、整改要求" },
        paragraph("请你单位立即查明原因，采取有效措施完成整改，并保留全部整改记录备查。"),
        { type: "heading", level: 1, text: "二、整改期限" },
        paragraph(
          facts.dueAt === null
            ? "请按规定时限完成整改，并书面报告整改情况。"
            : `请于${endText(facts.dueAt)}前完成整改，并书面报告整改情况。`,
        ),
        { type: "heading", level: 1, text: "三、其他事项" },
        paragraph("逾期未整改或整改不到位的，我单位将依法处理。如有异议，可在收到本通知书后向我单位书面陈述、申辩。"),
      ],
    },
  })),
});

providePaperTemplate({
  kind: "transfer-letter",
  title: { zh: "移送函", en: "Letter of transfer" },
  layout: "letter",
  series: "letter",
  mark: "函",
  compose: fromCase((facts) => ({
    title: `关于移送${facts.title}的函`,
    content: {
      blocks: [
        paragraph(
          `我单位在办理“${facts.title}”（编号：${facts.number}）过程中，发现该事项属于贵单位职责范围。根据职责分工，现将有关情况及材料移送贵单位，请依法处理。`,
        ),
        { type: "heading", level: 1, text: "一、基本情况" },
        paragraph(
          `对象：${[facts.party?.name, facts.subject].filter(Boolean).join(" ")}；所在区划：${facts.region}；立案时间：${clockText(facts.openedAt)}。`,
        ),
        ...aboutLines(facts),
        { type: "heading", level: 1, text: "二、已办事项" },
        story(facts),
        { type: "heading", level: 1, text: "三、有关要求" },
        paragraph(
          "请在收到后及时告知是否接收；接收办理的，请将办理结果函告我单位；不属于贵单位职责范围的，请说明理由并退回。",
        ),
      ],
    },
  })),
});

providePaperTemplate({
  kind: "transmittal",
  title: { zh: "材料报送函", en: "Transmittal" },
  layout: "letter",
  series: "letter",
  mark: "函",
  compose: fromCase((facts) => ({
    title: `关于报送${facts.title}办理情况的函`,
    content: {
      blocks: [
        paragraph(
          `现将“${facts.title}”（编号：${facts.number}）办理情况报送如下。该办件由${facts.organ.name}承办，目前环节为“${facts.state}”。`,
        ),
        ...aboutLines(facts),
        story(facts),
        paragraph("以上情况，请审阅。"),
      ],
    },
  })),
});

for (const [kind, zh, en] of [
  ["notice", "通知", "Notice"],
  ["report", "报告", "Report"],
  ["request", "请示", "Request for instructions"],
] as const)
  providePaperTemplate({ kind, title: { zh, en }, layout: "document", series: "document", mark: "发" });

providePaperTemplate({
  kind: "letter",
  title: { zh: "函", en: "Letter" },
  layout: "letter",
  series: "letter",
  mark: "函",
});
