import { Form, Input, Radio } from "antd";
import type { Signed } from "#kernel/signature/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { send, useSend } from "../../api.ts";
import { FormDrawer, mustFill, useOnceKey } from "../work/form-drawer.tsx";

type SignFormProps = Readonly<{
  object: string;
  version: number;
  title: string;
  /** The connected service for strong signatures; null where there is none. */
  strong: string | null;
  onSigned: (signed: Signed) => void;
  onClose: () => void;
}>;
type Values = { method: "quick" | "strong"; capacity?: string; password: string };

/** Asks for the password and says what such a signature is and is not. */
export function SignForm({ object, version, title, strong, onSigned, onClose }: SignFormProps) {
  const key = useOnceKey();
  const sign = useSend(
    ({ capacity, ...values }: Values) => {
      const body = { object, version, ...values, ...(capacity?.trim() ? { capacity: capacity.trim() } : {}) };
      return send<Signed>("POST", "/signatures", body, { idempotencyKey: key(body) });
    },
    { stale: ["/signatures"], onDone: onSigned },
  );
  const titles = {
    method: t("签名方式", "Method"),
    capacity: t("以何身份签名", "As what"),
    password: t("登录密码", "Password"),
  };
  return (
    <FormDrawer<Values>
      title={t("签名", "Sign")}
      intro={`${title} · ${t(`第 ${version} 版`, `version ${version}`)}`}
      submit={t("签名", "Sign")}
      titles={titles}
      initial={{ method: "quick" }}
      onSubmit={(values) => sign.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="method" label={titles.method} required>
        <Radio.Group className="sign-methods">
          <Radio value="quick">
            {t("快捷签名", "Quick")}
            <span className="quiet">
              {t(
                "凭登录密码启用您存于平台的 SM2 密钥。证明由您的账号签署且内容此后未变；未使用 UKey 或第三方 CA 证书，文书上会注明。",
                "Your password opens your SM2 key on the platform. It proves that your account signed and that nothing changed since; no UKey and no CA certificate are used, and the paper says so.",
              )}
            </span>
          </Radio>
          <Radio value="strong" disabled={strong === null}>
            {t("强签名（UKey 或电子签章）", "Strong (UKey or seal)")}
            <span className="quiet">
              {strong ?? t("未接入：本平台尚未连接 UKey 或电子签章服务。", "Not connected: no UKey or seal service.")}
            </span>
          </Radio>
        </Radio.Group>
      </Form.Item>
      <Form.Item name="capacity" label={titles.capacity}>
        <Input maxLength={40} placeholder={t("如：勘验人、见证人、当事人", "e.g. inspector, witness, party")} />
      </Form.Item>
      <Form.Item name="password" label={titles.password} rules={[mustFill(titles.password)]} required>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}
