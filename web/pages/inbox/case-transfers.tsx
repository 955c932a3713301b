import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import type { TransferItem } from "#kernel/transfer/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { makeStale, queries, useGet, usePerson } from "../../api.ts";
import { dueText } from "../work/marks.tsx";
import { LinkShown } from "./link-shown.tsx";
import { OfferDrawer, type Offered } from "./offer-drawer.tsx";
import { modeWord, outcomeWord, statusOf } from "./transfer-words.ts";
import "./inbox.css";

type CaseTransfersProps = Readonly<{
  caseId: string;
  /** Number and standing of the case, for the drawer that passes it on; without them the block only shows. */
  number?: string;
  mayOffer?: boolean;
}>;

/** Who held the case and since when: every passing of one case, and the act that passes it on. */
export function CaseTransfers({ caseId, number = "", mayOffer = false }: CaseTransfersProps) {
  const { roles } = usePerson();
  const [offering, setOffering] = useState(false);
  const [made, setMade] = useState<Offered | null>(null);
  const works = roles.some((role) => ["region", "league", "banner", "partner"].includes(role));
  const answer = useGet<Readonly<{ items: readonly TransferItem[] }>>(works ? "/transfers" : null, { case: caseId });
  if (!works) return null;
  const items = answer.data?.items ?? [];
  const done = (offered: Offered) => {
    for (const path of ["/transfers", "/cases", "/inbox"]) void makeStale(queries, path);
    if (offered.link) setMade(offered);
  };
  const to = items.find(({ id }) => id === made?.id)?.to.name ?? t("接收单位", "the receiver");
  return (
    <Section
      title={t(`移交（${items.length}）`, `Transfers (${items.length})`)}
      aside={
        mayOffer && (
          <Button size="small" onClick={() => setOffering(true)}>
            {t("移交", "Pass on")}
          </Button>
        )
      }
    >
      {answer.error && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && items.length === 0 && <p className="quiet">{t("未转办、移送、交办或会办", "Not passed on")}</p>}
      {items.map((item) => (
        <Link key={item.id} to="/transfers/$id" params={{ id: item.id }} className="transfer-line">
          <div>
            <span>
              {modeWord(item.mode)} · {item.to.name}
            </span>
            <StatusMark status={statusOf(item.state)} />
          </div>
          <small className="quiet">
            {timeText(item.offered)}
            {item.due &&
              t(
                `，应于 ${dueText(item.due)} 前${item.state === "offered" ? "答复" : "反馈"}`,
                `, due ${dueText(item.due)}`,
              )}
            {item.bounce && t(`，第 ${item.bounce} 次退回`, `, bounce ${item.bounce}`)}
            {item.outcome && `，${outcomeWord(item.outcome.kind)}`}
          </small>
        </Link>
      ))}
      {offering && <OfferDrawer caseId={caseId} number={number} onDone={done} onClose={() => setOffering(false)} />}
      {made?.link && <LinkShown link={made.link} to={to} onClose={() => setMade(null)} />}
    </Section>
  );
}
