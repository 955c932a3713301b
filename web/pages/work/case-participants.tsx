import { Button, Form, Input, Radio } from "antd";
import { useState } from "react";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { usePerson } from "../../api.ts";
import type { Named } from "../../contract.ts";
import type { CaseDetail, CaseParticipant } from "./answers.ts";
import { useCaseSend } from "./case-send.ts";
import { FormDrawer, mustChoose, mustFill } from "./form-drawer.tsx";
import { OrganPicker } from "./ref-picker.tsx";
import "./case.css";

type Role = "supporter" | "countersigner";
const roles = {
  lead: { zh: "主办", en: "Leads" },
  supporter: { zh: "会办", en: "Helps" },
  countersigner: { zh: "会签", en: "Countersigns" },
} as const;
const states: Readonly<Record<CaseParticipant["state"], Status>> = {
  asked: { title: { zh: "待答复", en: "Asked" }, hue: "blue", shape: "half" },
  agreed: { title: { zh: "同意", en: "Agreed" }, hue: "green", shape: "dot" },
  refused: { title: { zh: "不同意", en: "Refused" }, hue: "red", shape: "cross" },
  done: { title: { zh: "已办", en: "Done" }, hue: "green", shape: "square" },
  withdrawn: { title: { zh: "已撤回", en: "Withdrawn" }, hue: "grey", shape: "bar" },
};

type Open = Readonly<{ does: "ask" | "answer" | "withdraw"; role: Role; organ?: string }>;

/** Who handles the case with whom, and what each was asked and answered. */
export function CaseParticipants({ item }: Readonly<{ item: CaseDetail }>) {
  const [open, setOpen] = useState<Open>();
  const { may, participants } = item;
  const person = usePerson();
  if (participants.length === 0 && may.ask.length === 0) return null;
  const close = () => setOpen(undefined);
  return (
    <Section
      title={t("会办与会签", "Joint handling")}
      flush
      aside={may.ask.map((role) => (
        <Button key={role} size="small" onClick={() => setOpen({ does: "ask", role })}>
          {role === "supporter" ? t("请会办", "Ask for help") : t("请会签", "Ask to countersign")}
        </Button>
      ))}
    >
      {gatesOf(item).map(({ acts, sentence }) => (
        <p key={sentence} className="case-gate">
          {t(`${acts}之前：`, `Before ${acts}: `)}
          {sentence}
        </p>
      ))}
      {participants.length === 0 && (
        <p className="case-gate">{t("尚未请其他单位参与。", "No other organ was asked.")}</p>
      )}
      {participants.map((one) => (
        <Participant
          key={one.id}
          one={one}
          mine={one.organ === person.organ.id && one.role !== "lead" && may.answer.includes(one.role)}
          mayWithdraw={may.ask.length > 0 && one.role !== "lead" && one.state !== "withdrawn"}
          onOpen={setOpen}
        />
      ))}
      {open?.does === "ask" && <AskDrawer item={item} role={open.role} onClose={close} />}
      {open?.does === "answer" && <AnswerDrawer item={item} role={open.role} onClose={close} />}
      {open?.does === "withdraw" && (
        <WithdrawDrawer item={item} role={open.role} organ={open.organ ?? ""} onClose={close} />
      )}
    </Section>
  );
}

/** What shut gates wait for; acts that wait for the same are named together. */
function gatesOf({ gates }: CaseDetail): { acts: string; sentence: string }[] {
  const bySentence = new Map<string, string[]>();
  for (const { title, met, sentence } of gates) {
    const text = met ? t("会办、会签已齐。", "all answers are there.") : t(sentence);
    bySentence.set(text, [...(bySentence.get(text) ?? []), t(`“${title.zh}”`, `“${title.en}”`)]);
  }
  return [...bySentence].map(([sentence, acts]) => ({ acts: acts.join(t("", ", ")), sentence }));
}

type ParticipantProps = Readonly<{
  one: CaseParticipant;
  mine: boolean;
  mayWithdraw: boolean;
  onOpen: (open: Open) => void;
}>;

function Participant({ one, mine, mayWithdraw, onOpen }: ParticipantProps) {
  const role = one.role === "lead" ? undefined : one.role;
  return (
    <div className="case-row">
      <div className="case-row-head">
        <span>
          <strong>{one.organName}</strong> <span className="quiet">{t(roles[one.role])}</span>
        </span>
        {role && <StatusMark status={states[one.state]} word={wordOf(one)} />}
      </div>
      {one.askedFor && (
        <p>
          {t("请求：", "Asked for: ")}
          {one.askedFor}
        </p>
      )}
      {one.opinion && (
        <p>
          {t("意见：", "Opinion: ")}
          {one.opinion}
        </p>
      )}
      {one.at && (
        <p className="quiet">
          {one.person} {timeText(one.at)}
        </p>
      )}
      {role && (mine || mayWithdraw) && (
        <div className="case-row-acts">
          {mine && (
            <Button type="link" onClick={() => onOpen({ does: "answer", role })}>
              {one.state === "asked" ? t("答复", "Answer") : t("更改答复", "Change the answer")}
            </Button>
          )}
          {mayWithdraw && (
            <Button type="link" onClick={() => onOpen({ does: "withdraw", role, organ: one.organ })}>
              {t("撤回", "Withdraw")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const wordOf = ({ role, state }: CaseParticipant): string =>
  role === "supporter" && state === "agreed" ? t("已接办", "taken up") : t(states[state].title);

type DrawerProps = Readonly<{ item: CaseDetail; role: Role; onClose: () => void }>;

function AskDrawer({ item, role, onClose }: DrawerProps) {
  const perform = useCaseSend(item.id, "asks");
  const note = role === "supporter" ? t("请其办理的事项", "What to do") : t("会签事项", "What to agree to");
  return (
    <FormDrawer<{ organ: Named; note: string }>
      title={role === "supporter" ? t("请其他单位会办", "Ask for help") : t("请其他单位会签", "Ask to countersign")}
      intro={t(
        "该单位将看到本办件的全部内容，并收到通知。答复计入办理经过。",
        "The organ will see this case and is told. Its answer stands in the story.",
      )}
      submit={t("发出", "Send")}
      titles={{ organ: t("单位", "Organ"), note }}
      onSubmit={({ organ, note: text }) => perform.mutateAsync({ organ: organ.id, role, note: text })}
      onClose={onClose}
    >
      <Form.Item name="organ" label={t("单位", "Organ")} required rules={[mustChoose(t("单位", "Organ"))]}>
        <OrganPicker />
      </Form.Item>
      <Form.Item name="note" label={note} required rules={[mustFill(note)]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} showCount />
      </Form.Item>
    </FormDrawer>
  );
}

function AnswerDrawer({ item, role, onClose }: DrawerProps) {
  const perform = useCaseSend(item.id, "answers");
  const supporter = role === "supporter";
  const opinion = t("意见", "Opinion");
  const options = [
    { value: "agreed", label: supporter ? t("接办", "Take it up") : t("同意", "Agree") },
    ...(supporter ? [{ value: "done", label: t("已办结", "Done") }] : []),
    { value: "refused", label: supporter ? t("不属本单位职责", "Not ours") : t("不同意", "Refuse") },
  ];
  return (
    <FormDrawer<{ state: string; opinion?: string }>
      title={supporter ? t("答复会办", "Answer") : t("答复会签", "Countersign")}
      intro={item.title}
      submit={t("提交答复", "Answer")}
      titles={{ state: t("答复", "Answer"), opinion }}
      initial={{ state: supporter ? "done" : "agreed" }}
      onSubmit={(values) => perform.mutateAsync({ ...values, role })}
      onClose={onClose}
    >
      <Form.Item name="state" label={t("答复", "Answer")} required>
        <Radio.Group options={options} className="work-radios" />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before, after) => before.state !== after.state}>
        {({ getFieldValue }) => {
          const required = getFieldValue("state") !== "agreed";
          return (
            <Form.Item name="opinion" label={opinion} required={required} rules={required ? [mustFill(opinion)] : []}>
              <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={5000} showCount />
            </Form.Item>
          );
        }}
      </Form.Item>
    </FormDrawer>
  );
}

function WithdrawDrawer({ item, role, organ, onClose }: DrawerProps & Readonly<{ organ: string }>) {
  const perform = useCaseSend(item.id, "withdrawals");
  const reason = t("撤回原因", "Reason");
  return (
    <FormDrawer<{ reason: string }>
      title={t("撤回请求", "Withdraw the request")}
      intro={t("撤回后不再等待该单位答复，已有的经过保留。", "It is no longer waited for; what happened stays.")}
      submit={t("撤回", "Withdraw")}
      danger
      titles={{ reason }}
      onSubmit={(values) => perform.mutateAsync({ ...values, organ, role })}
      onClose={onClose}
    >
      <Form.Item name="reason" label={reason} required rules={[mustFill(reason)]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={5000} />
      </Form.Item>
    </FormDrawer>
  );
}
