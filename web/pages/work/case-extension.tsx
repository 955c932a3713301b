import { Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { usePerson } from "../../api.ts";
import { words } from "../../language.ts";
import type { CaseClock, CaseDetail } from "./answers.ts";
import { useCaseSend } from "./case-send.ts";
import { FormDrawer, mustChoose, mustFill } from "./form-drawer.tsx";
import "./case.css";

const units = {
  "working-day": { zh: "个工作日", en: "working days" },
  "natural-day": { zh: "日", en: "days" },
  hour: { zh: "小时", en: "hours" },
} as const;
const outcomes = {
  asked: { zh: "待批准", en: "waiting" },
  granted: { zh: "已批准", en: "granted" },
  refused: { zh: "未批准", en: "refused" },
} as const;

/** What was granted beyond the term, what waits for a decision, and the ways to ask and to decide. */
export function ClockExtension({ item, clock }: Readonly<{ item: CaseDetail; clock: CaseClock }>) {
  const [open, setOpen] = useState<"ask" | "grant" | "refuse">();
  const person = usePerson();
  const { extension: rule, extensions } = clock;
  const waiting = extensions.find(({ state }) => state === "asked");
  const left = rule ? rule.cap - clock.extended : 0;
  const mayAsk = item.may.extend && !waiting && left > 0 && clock.state !== "met" && clock.state !== "overdue";
  const mayDecide = item.may.extend && waiting && (!rule?.fourEyes || waiting.askedBy !== person.id);
  const close = () => setOpen(undefined);
  return (
    <>
      {extensions.map((one) => (
        <p key={one.id} className="case-extension">
          {t(
            `申请延长 ${one.amount} ${units[clock.unit].zh}（${outcomes[one.state].zh}）：`,
            `${one.amount} more ${units[clock.unit].en} (${outcomes[one.state].en}): `,
          )}
          {one.reason}
          <span className="quiet">
            {" "}
            {one.askedByName}
            {one.decidedByName && t(`，${one.decidedByName} 决定`, `, decided by ${one.decidedByName}`)}
            {one.note && `：${one.note}`}
          </span>
        </p>
      ))}
      {waiting && item.may.extend && !mayDecide && (
        <p className="case-extension">
          {t("您提出的延期须由他人批准。", "Somebody else must decide on what you asked.")}
        </p>
      )}
      {(mayAsk || mayDecide) && (
        <div className="case-row-acts">
          {mayAsk && (
            <Button type="link" onClick={() => setOpen("ask")}>
              {t("申请延期", "Ask for more time")}
            </Button>
          )}
          {mayDecide && (
            <>
              <Button type="link" onClick={() => setOpen("grant")}>
                {t("批准延期", "Grant")}
              </Button>
              <Button type="link" danger onClick={() => setOpen("refuse")}>
                {t("不予延期", "Refuse")}
              </Button>
            </>
          )}
        </div>
      )}
      {open === "ask" && rule && <AskDrawer item={item} clock={clock} left={left} onClose={close} />}
      {(open === "grant" || open === "refuse") && waiting && (
        <DecideDrawer item={item} clock={clock} waiting={waiting} grant={open === "grant"} onClose={close} />
      )}
    </>
  );
}

type DrawerProps = Readonly<{ item: CaseDetail; clock: CaseClock; onClose: () => void }>;

function AskDrawer({ item, clock, left, onClose }: DrawerProps & Readonly<{ left: number }>) {
  const perform = useCaseSend(item.id, "extensions");
  const unit = t(units[clock.unit]);
  const [amount, reason] = [t(`延长（${unit}）`, `More ${unit}`), t("理由", "Reason")];
  const rule = clock.extension;
  return (
    <FormDrawer<{ amount: number; reason: string }>
      title={t(`申请延期 · ${words(clock.title)}`, `More time · ${words(clock.title)}`)}
      intro={
        <>
          {t(`最多还可延长 ${left} ${unit}。`, `${left} ${unit} are left.`)}
          {rule?.fourEyes &&
            t("须由他人批准，批准前时限照常计算。", " Somebody else decides; until then the clock runs.")}
          {rule && (
            <>
              {t("依据：", " Basis: ")}
              {rule.law}
              {rule.article} <Unverified verified={rule.verified} />
            </>
          )}
        </>
      }
      submit={t("提交申请", "Ask")}
      titles={{ amount, reason }}
      onSubmit={(values) => perform.mutateAsync({ ...values, clock: clock.kind })}
      onClose={onClose}
    >
      <Form.Item name="amount" label={amount} required rules={[mustChoose(amount)]}>
        <InputNumber min={1} max={left} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="reason" label={reason} required rules={[mustFill(reason)]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} showCount />
      </Form.Item>
    </FormDrawer>
  );
}

function DecideDrawer({
  item,
  clock,
  waiting,
  grant,
  onClose,
}: DrawerProps & Readonly<{ waiting: CaseClock["extensions"][number]; grant: boolean }>) {
  const perform = useCaseSend(item.id, "extension-decisions");
  const note = t("意见", "Opinion");
  return (
    <FormDrawer<{ note?: string }>
      title={`${grant ? t("批准延期", "Grant more time") : t("不予延期", "Refuse more time")} · ${words(clock.title)}`}
      intro={t(
        `${waiting.askedByName}申请延长 ${waiting.amount} ${units[clock.unit].zh}：${waiting.reason}`,
        `${waiting.askedByName} asks for ${waiting.amount} more ${units[clock.unit].en}: ${waiting.reason}`,
      )}
      submit={grant ? t("批准", "Grant") : t("不予延期", "Refuse")}
      danger={!grant}
      titles={{ note }}
      onSubmit={(values) => perform.mutateAsync({ ...values, extension: waiting.id, grant })}
      onClose={onClose}
    >
      <Form.Item name="note" label={note} required={!grant} rules={grant ? [] : [mustFill(note)]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} />
      </Form.Item>
    </FormDrawer>
  );
}
