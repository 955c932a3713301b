import { Button, Form, Input } from "antd";
import { useState } from "react";
import { roleIds, roles } from "#kernel/identity/role.ts";
import { chooseLanguage, language, t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { signIn } from "../api.ts";
import { productName } from "../language.ts";
import { Mark } from "../layout/icons.tsx";
import { WaitingRecords } from "./field/agent.tsx";
import { Hills } from "./hills.tsx";
import "./sign-in.css";

type Typed = Readonly<{ username: string; password: string }>;

/** The way in. It says what the platform is, and when it refuses, why and what to do. */
export function SignInPage({ demo }: Readonly<{ demo: boolean }>) {
  const [form] = Form.useForm<Typed>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const onFinish = async (typed: Typed) => {
    setBusy(true);
    setError(null);
    try {
      await signIn(typed.username.trim(), typed.password);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="sign-in">
      <section className="sign-in-name">
        <div>
          <Mark size={44} />
          <h1>{t(productName.short)}</h1>
          <p className="sign-in-long">{t(productName.long)}</p>
          <p>
            {t(
              "一个数从设备的原始数据包，到超标报警、办件和时限，每一步都能查回去。",
              "Every number walks back: from the device's raw packet to alarm, case and deadline.",
            )}
          </p>
        </div>
        <Hills />
      </section>
      <main className="sign-in-form">
        <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={(typed) => void onFinish(typed)}>
          <h2>{t("登录", "Sign in")}</h2>
          <WaitingRecords />
          <Form.Item
            name="username"
            label={t("用户名", "User name")}
            rules={[
              {
                required: true,
                message: t("请输入用户名", "Enter the user name"),
              },
            ]}
          >
            <Input size="large" autoComplete="username" autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("密码", "Password")}
            rules={[
              {
                required: true,
                message: t("请输入密码", "Enter the password"),
              },
            ]}
          >
            <Input.Password size="large" autoComplete="current-password" maxLength={200} />
          </Form.Item>
          {error !== null && <ProblemNote error={error} />}
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>
            {t("登录", "Sign in")}
          </Button>
          <p className="sign-in-help">
            {t(
              "连续输错 5 次，账号锁定 15 分钟。忘记密码请联系本单位安全管理员。",
              "Five wrong attempts lock the account for 15 minutes. If you forgot the password, ask your security administrator.",
            )}
          </p>
          {demo && <DemoHint onChoose={(username) => form.setFieldsValue({ username })} />}
        </Form>
        <a href="/publicity" className="sign-in-public">
          {t("查看正在公示的事项", "What is before the public")}
        </a>
        <button
          type="button"
          className="sign-in-language"
          onClick={() => chooseLanguage(language() === "zh" ? "en" : "zh")}
        >
          {t("English", "中文")}
        </button>
      </main>
    </div>
  );
}

/** Which accounts a demonstration has. The password is not here: who started the platform has seen it. */
function DemoHint({ onChoose }: Readonly<{ onChoose: (username: string) => void }>) {
  return (
    <div className="sign-in-demo">
      <p>
        <SampleTag />{" "}
        {t(
          "可用账号（密码见平台启动时的终端输出）：",
          "Accounts (the password was printed when the platform started):",
        )}
      </p>
      <ul>
        {roleIds.map((role) => (
          <li key={role}>
            <button type="button" onClick={() => onChoose(role)}>
              {role}
            </button>
            <span>{t(roles[role])}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
