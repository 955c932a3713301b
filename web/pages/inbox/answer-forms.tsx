import { Button, Upload as Chooser, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { type Mode, outcomesOf } from "#kernel/transfer/mode.ts";
import { t } from "#kernel/view/language.view.tsx";
import { problemText } from "#kernel/view/problem-note.view.tsx";
import { FormDrawer, mustChoose, mustFill } from "../work/form-drawer.tsx";
import type { SentFile, Upload } from "./sent-file.ts";

export type AnswerAct = "accept" | "return" | "outcome";
type Values = {
  note?: string;
  reason?: string;
  kind?: string;
  files?: SentFile[];
  signer?: { name: string; office: string; phone: string };
};

const titlesOf = () => ({
  note: t("说明", "Note"),
  reason: t("退回理由", "Reason"),
  kind: t("处理结果", "Outcome"),
  files: t("附件", "Files"),
  signer: t("答复人", "Who answers"),
});

export const answerTitles: Readonly<Record<AnswerAct, () => string>> = {
  accept: () => t("受理", "Accept"),
  return: () => t("退回", "Return"),
  outcome: () => t("反馈处理结果", "Report the outcome"),
};

type AnswerDrawerProps = Readonly<{
  act: AnswerAct;
  mode: Mode;
  intro: string;
  upload: Upload;
  /** A guest says who answers; an account says it by itself. */
  signed?: boolean;
  remembered?: Values["signer"];
  onSubmit: (values: Values) => Promise<unknown>;
  onClose: () => void;
}>;

/** The answer of the receiver: taken over, returned with a reason, or what became of it. */
export function AnswerDrawer(props: AnswerDrawerProps) {
  const { act, mode, intro, upload, signed, remembered, onSubmit, onClose } = props;
  const titles = titlesOf();
  return (
    <FormDrawer<Values>
      title={answerTitles[act]()}
      intro={intro}
      submit={answerTitles[act]()}
      danger={act === "return"}
      titles={titles}
      initial={{ signer: remembered, files: [] }}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {act === "accept" && (
        <Form.Item name="note" label={titles.note}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={2000} />
        </Form.Item>
      )}
      {act === "return" && (
        <Form.Item name="reason" label={titles.reason} rules={[mustFill(titles.reason)]}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 10 }} maxLength={2000} showCount />
        </Form.Item>
      )}
      {act === "outcome" && (
        <>
          <Form.Item name="kind" label={titles.kind} rules={[mustChoose(titles.kind)]}>
            <OutcomeChoice mode={mode} />
          </Form.Item>
          <Form.Item name="note" label={t("结果说明", "In words")} rules={[mustFill(t("结果说明", "In words"))]}>
            <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={5000} showCount />
          </Form.Item>
          <Form.Item name="files" label={titles.files}>
            <FileInput upload={upload} />
          </Form.Item>
        </>
      )}
      {signed && <SignerFields />}
    </FormDrawer>
  );
}

type ValueProps<T> = Readonly<{ value?: T; onChange?: (value: T) => void }>;

export function OutcomeChoice({ mode, value, onChange }: ValueProps<string> & Readonly<{ mode: Mode }>) {
  return (
    <Radio.Group
      className="work-radios"
      value={value}
      onChange={(event) => onChange?.(event.target.value)}
      options={outcomesOf(mode).map(([id, title]) => ({ value: id, label: t(title) }))}
    />
  );
}

/** Who answers for an organ that has no account: kept with the answer. */
export function SignerFields() {
  const field = (name: "name" | "office" | "phone", title: string, type = "text") => (
    <Form.Item name={["signer", name]} label={title} rules={[mustFill(title)]}>
      <Input
        maxLength={60}
        inputMode={type === "tel" ? "tel" : "text"}
        autoComplete={name === "name" ? "name" : name === "phone" ? "tel" : "organization-title"}
      />
    </Form.Item>
  );
  return (
    <>
      {field("name", t("答复人姓名", "Your name"))}
      {field("office", t("科室、职务", "Office"))}
      {field("phone", t("联系电话", "Telephone"), "tel")}
    </>
  );
}

/** Files that are sent at once, each with how far it has come. */
export function FileInput({
  upload,
  value = [],
  onChange,
  single,
}: ValueProps<SentFile[]> & Readonly<{ upload: Upload; single?: boolean }>) {
  const [state, setState] = useState<{ name: string; share: number } | { error: string } | null>(null);
  const take = async (file: File) => {
    setState({ name: file.name, share: 0 });
    try {
      const sent = await upload(file, (share) => setState({ name: file.name, share }));
      onChange?.(single ? [sent] : [...value.filter(({ hash }) => hash !== sent.hash), sent]);
      setState(null);
    } catch (error) {
      setState({ error: problemText(error) });
    }
  };
  return (
    <div className="file-input">
      <Chooser showUploadList={false} beforeUpload={(file) => void take(file) as never} customRequest={() => undefined}>
        <Button>{single && value.length > 0 ? t("更换文件", "Another file") : t("选择文件", "Choose a file")}</Button>
      </Chooser>
      {state && "share" in state && (
        <p className="quiet small" role="status">
          {t(`正在上传 ${state.name}`, `Sending ${state.name}`)} {Math.round(state.share * 100)}%
        </p>
      )}
      {state && "error" in state && (
        <p className="file-error" role="alert">
          {state.error}
        </p>
      )}
      <ul>
        {value.map((file) => (
          <li key={file.hash}>
            <span>{file.name}</span>
            <Button type="link" size="small" onClick={() => onChange?.(value.filter(({ hash }) => hash !== file.hash))}>
              {t("移除", "Remove")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

type LetterValues = {
  act: AnswerAct;
  letterNumber: string;
  letterDate: string;
  signer: { name: string; office: string; phone: string };
  note?: string;
  outcome?: string;
  scan: SentFile[];
};

/** The receiver answered on stamped paper: the sender records what it says, with the scan. */
export function LetterDrawer(
  props: Readonly<{
    to: string;
    mode: Mode;
    acts: readonly AnswerAct[];
    upload: Upload;
    onSubmit: (body: unknown) => Promise<unknown>;
    onClose: () => void;
  }>,
) {
  const titles = {
    act: t("回函内容", "What it says"),
    letterNumber: t("回函文号", "Its number"),
    letterDate: t("回函日期", "Its date"),
    note: t("内容摘要", "In words"),
    outcome: t("处理结果", "Outcome"),
    scan: t("扫描件", "Scan"),
    signer: t("签发或联系人", "Signed by"),
    files: t("扫描件", "Scan"),
  };
  return (
    <FormDrawer<LetterValues>
      title={t("登记盖章回函", "Record a stamped letter")}
      intro={t(
        `${props.to}以盖章纸质函答复的，在此登记并附扫描件，与在线答复同等计入。`,
        `An answer of ${props.to} on stamped paper, recorded with its scan, counts like one given here.`,
      )}
      submit={t("登记", "Record")}
      titles={titles}
      initial={{ act: props.acts[0] }}
      onSubmit={({ scan, ...values }) => props.onSubmit({ ...values, scan: scan[0] })}
      onClose={props.onClose}
    >
      {(form) => (
        <>
          <Form.Item name="act" label={titles.act} rules={[mustChoose(titles.act)]}>
            <Select options={props.acts.map((act) => ({ value: act, label: answerTitles[act]() }))} />
          </Form.Item>
          <Form.Item name="letterNumber" label={titles.letterNumber} rules={[mustFill(titles.letterNumber)]}>
            <Input maxLength={60} placeholder="〔2026〕12号" />
          </Form.Item>
          <Form.Item name="letterDate" label={titles.letterDate} rules={[mustFill(titles.letterDate)]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() =>
              form.getFieldValue("act") === "outcome" && (
                <Form.Item name="outcome" label={titles.outcome} rules={[mustChoose(titles.outcome)]}>
                  <OutcomeChoice mode={props.mode} />
                </Form.Item>
              )
            }
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() => (
              <Form.Item
                name="note"
                label={titles.note}
                rules={form.getFieldValue("act") === "accept" ? [] : [mustFill(titles.note)]}
              >
                <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={2000} />
              </Form.Item>
            )}
          </Form.Item>
          <SignerFields />
          <Form.Item
            name="scan"
            label={titles.scan}
            rules={[
              { required: true, type: "array", min: 1, message: t("须附盖章回函的扫描件。", "Attach the scan.") },
            ]}
          >
            <FileInput upload={props.upload} single />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
