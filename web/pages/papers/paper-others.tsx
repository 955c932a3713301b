import { Button } from "antd";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, usePerson, useSend } from "../../api.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import type { PaperDetail } from "./answers.ts";

const answers = {
  planned: { zh: "提交后送会签", en: "will be asked" },
  asked: { zh: "待会签", en: "asked" },
  agreed: { zh: "同意", en: "agreed" },
  refused: { zh: "不同意", en: "refused" },
} as const;

/** 会签: whom the paper waits for, and what each answered. */
export function Countersigners({ paper }: Readonly<{ paper: PaperDetail }>) {
  if (paper.countersigners.length === 0) return null;
  return (
    <Section title={t("会签", "Countersignatures")}>
      <ul className="paper-lines">
        {paper.countersigners.map((one) => (
          <li key={one.organ}>
            <div>
              {one.name}
              {one.answeredAt && (
                <small>
                  {one.answeredBy} {timeText(one.answeredAt)}
                  {one.onPaper && t("（书面会签，代为登记）", " (on paper, written down)")}
                </small>
              )}
              {one.opinion && <small>{one.opinion}</small>}
            </div>
            <span>{t(answers[one.state])}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** 分发: who was sent it, and who signed for it when. */
export function Recipients({ paper }: Readonly<{ paper: PaperDetail }>) {
  const person = usePerson();
  const key = useOnceKey();
  const sign = useSend(
    (recipient: string) =>
      send("POST", `/papers/${paper.id}/recipients/${recipient}/receipt`, {}, { idempotencyKey: key({ recipient }) }),
    { stale: ["/papers", "/incoming-papers", "/inbox"] },
  );
  if (paper.recipients.length === 0) return null;
  return (
    <Section title={t("分发与签收", "Sent and signed for")}>
      {sign.error && <ProblemNote error={sign.error} />}
      <ul className="paper-lines">
        {paper.recipients.map((one) => {
          const own = one.organ === person.organ.id;
          const outside = one.organ === null && paper.inside;
          return (
            <li key={one.id}>
              <div>
                {one.name}
                <small>
                  {one.role === "main" ? t("主送", "addressee") : t("抄送", "copy")}
                  {one.organ === null && t(" · 平台外单位", " · outside the platform")}
                </small>
              </div>
              {one.received ? (
                <span>
                  {one.onPaper ? t("已登记回执 ", "receipt kept ") : t("已签收 ", "received ")}
                  {timeText(one.received)} {one.receivedBy}
                </span>
              ) : own || outside ? (
                <Button size="small" loading={sign.isPending} onClick={() => sign.mutate(one.id)}>
                  {own ? t("签收", "Sign for it") : t("登记回执", "Keep the receipt")}
                </Button>
              ) : (
                <span className="quiet">{t("未签收", "not yet")}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
