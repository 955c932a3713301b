import { Checkbox, Form, Input, Radio, Select } from "antd";
import type { LinkReply } from "#kernel/transfer/contract.ts";
import { modes, offeredModes } from "#kernel/transfer/mode.ts";
import { t } from "#kernel/view/language.view.tsx";
import { send, useGet } from "../../api.ts";
import type { Named } from "../../contract.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import { OrganPicker } from "../work/ref-picker.tsx";

type Values = {
  mode: (typeof offeredModes)[number];
  to: Named;
  reason: string;
  basis?: string;
  evidence: string[];
  link: boolean;
};
type Exhibit = Readonly<{ id: string; label: string; name: string; covered?: boolean; withdrawn?: unknown }>;
export type Offered = Readonly<{ id: string; link: LinkReply | null }>;

/** Passes a case on: how, to whom, why, and which exhibits go with it. */
export function OfferDrawer(
  props: Readonly<{ caseId: string; number: string; onDone: (offered: Offered) => void; onClose: () => void }>,
) {
  const key = useOnceKey();
  const titles = {
    mode: t("移交方式", "How"),
    to: t("接收单位", "To"),
    reason: t("移交理由和要求", "Reason"),
    basis: t("法律依据", "Legal basis"),
    evidence: t("随案证据", "Evidence"),
    link: t("答复方式", "Answer"),
  };
  const submit = async (values: Values) => {
    const body = { ...values, to: values.to.id, evidence: values.evidence ?? [], link: values.link ?? false };
    props.onDone(await send<Offered>("POST", `/cases/${props.caseId}/transfers`, body, { idempotencyKey: key(body) }));
  };
  return (
    <FormDrawer<Values>
      title={t(`移交 · ${props.number}`, `Pass on · ${props.number}`)}
      submit={t("提交移交", "Pass on")}
      size={560}
      titles={titles}
      initial={{ mode: "transfer", evidence: [], link: false }}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {(form) => (
        <>
          <Form.Item name="mode" label={titles.mode} rules={[mustChoose(titles.mode)]}>
            <Radio.Group
              optionType="button"
              options={offeredModes.map((mode) => ({ value: mode, label: t(modes[mode].title) }))}
            />
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() => <p className="work-intro">{t(modes[form.getFieldValue("mode") as Values["mode"]].says)}</p>}
          </Form.Item>
          <Form.Item name="to" label={titles.to} rules={[mustChoose(titles.to)]}>
            <OrganPicker placeholder={t("输入单位名称查找", "Type a part of its name")} />
          </Form.Item>
          <Form.Item name="reason" label={titles.reason} rules={[mustFill(titles.reason)]}>
            <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} showCount />
          </Form.Item>
          <Form.Item name="basis" label={titles.basis}>
            <Input maxLength={500} />
          </Form.Item>
          <Form.Item name="evidence" label={titles.evidence}>
            <EvidenceChoice caseId={props.caseId} />
          </Form.Item>
          <Form.Item name="link" valuePropName="checked">
            <Checkbox>
              {t(
                "接收单位没有账号：生成链接和验证码（只显示一次，请分别告知）",
                "The receiver has no account: make a link and a code (shown once)",
              )}
            </Checkbox>
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

type ChoiceProps = Readonly<{ caseId: string; value?: string[]; onChange?: (value: string[]) => void }>;

/** The exhibits of the case; what was redacted is not offered, its copy is. */
function EvidenceChoice({ caseId, value = [], onChange }: ChoiceProps) {
  const answer = useGet<Readonly<{ items: readonly Exhibit[] }>>("/evidence", { owner: caseId });
  const items = (answer.data?.items ?? []).filter((one) => !one.covered && !one.withdrawn);
  if (answer.data && items.length === 0) return <p className="quiet small">{t("本案还没有证据", "No evidence yet")}</p>;
  return (
    <Select
      mode="multiple"
      loading={answer.isPending}
      value={value}
      onChange={onChange}
      placeholder={t("选择随案移交的证据", "Choose exhibits")}
      optionFilterProp="label"
      options={items.map((one) => ({
        value: one.id,
        label: t(`证据 ${one.label} ${one.name}`, `${one.label} ${one.name}`),
      }))}
    />
  );
}
