import { Button, Form, Input } from "antd";
import { useState } from "react";
import type { ObjectionBody, ObjectionReceipt } from "#kernel/publication/contract.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send } from "../../api.ts";

const fieldTitles = (): Record<string, string> => ({
  name: t("姓名", "Name"),
  contact: t("联系方式", "How to reach you"),
  text: t("异议内容", "Objection"),
});

/** An objection of somebody without an account. The words go to the people who work on the case; name and address to the handling organ. */
export function ObjectionForm({ id }: Readonly<{ id: string }>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [receipt, setReceipt] = useState<ObjectionReceipt>();
  const onFinish = async (typed: ObjectionBody) => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { ...(typed.name?.trim() ? { name: typed.name } : {}), contact: typed.contact, text: typed.text };
      setReceipt(await send<ObjectionReceipt>("POST", `/public/publications/${id}/objections`, body));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (receipt)
    return (
      <section className="publicity-form" role="status">
        <h2>{t("异议已提交", "Your objection was received")}</h2>
        <p>
          {t(
            `${timeText(receipt.at)} 已送达办理单位。请记下编号，询问时使用：`,
            `It reached the handling organ at ${timeText(receipt.at)}. Keep its number:`,
          )}
          <br />
          <code>{receipt.id}</code>
        </p>
      </section>
    );
  const titles = fieldTitles();
  const atLeast = (least: number) => ({
    required: true,
    whitespace: true,
    min: least,
    message: t(`请填写，至少 ${least} 个字`, `At least ${least} characters`),
  });
  return (
    <section className="publicity-form">
      <h2>{t("提出异议", "Object")}</h2>
      <p>
        {t(
          "姓名和联系方式只交给办理单位，用于核实和答复。请不要在异议内容中写个人信息。",
          "Name and contact go to the handling organ alone, to check and to answer. Do not write personal data into the objection.",
        )}
      </p>
      <Form<ObjectionBody> layout="vertical" onFinish={(typed) => void onFinish(typed)} scrollToFirstError>
        <Form.Item name="text" label={titles.text} rules={[atLeast(5)]}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={2000} showCount />
        </Form.Item>
        <div className="publicity-who">
          <Form.Item name="contact" label={titles.contact} rules={[atLeast(5)]}>
            <Input maxLength={100} autoComplete="tel" placeholder={t("电话或邮箱", "Telephone or mail")} />
          </Form.Item>
          <Form.Item name="name" label={t("姓名（可不填）", "Name (optional)")}>
            <Input maxLength={50} autoComplete="name" />
          </Form.Item>
        </div>
        {!!problem && <ProblemNote error={problem} fieldTitle={(field) => titles[field]} />}
        <Button type="primary" htmlType="submit" size="large" loading={busy}>
          {t("提交异议", "Send")}
        </Button>
      </Form>
    </section>
  );
}
