import { Button, Form, Input, Segmented } from "antd";
import { useState } from "react";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { chooseLanguage, type Language, language, t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, signOut, usePerson, useSession } from "../../api.ts";
import { Delegations } from "../inbox/delegations.tsx";
import { mustFill, useSubmit } from "./form-drawer.tsx";
import { strongPassword } from "./user-form.tsx";
import { roleWord } from "./users.tsx";
import "./work.css";

/** Who I am here, my password, my language, and the way out. */
export function MePage() {
  const person = usePerson();
  const settings = useSession().data?.settings;
  return (
    <div className="page work-me">
      <PageHead
        title={person.name}
        sentence={person.organ.name}
        action={<Button onClick={() => void signOut()}>{t("退出登录", "Sign out")}</Button>}
      />
      <Section title={t("我的登录", "My session")}>
        <Facts
          facts={[
            { title: t("用户名", "User name"), value: <span className="mono">{person.username}</span> },
            { title: t("单位", "Organ"), value: person.organ.name },
            { title: t("角色", "Roles"), value: person.roles.map(roleWord).join("、") },
            {
              title: t("管辖区域", "Territory"),
              value: person.regions.map((region) => region.name).join("、") || t("按单位", "by organ"),
            },
            {
              title: t("界面语言", "Language"),
              value: (
                <Segmented<Language>
                  value={language()}
                  onChange={chooseLanguage}
                  options={[
                    { value: "zh", label: "中文" },
                    { value: "en", label: "English" },
                  ]}
                />
              ),
            },
            { title: t("平台版本", "Version"), value: settings?.version ?? "" },
          ]}
        />
      </Section>
      <Delegations />
      <Section title={t("修改密码", "Change the password")}>
        <PasswordForm />
      </Section>
    </div>
  );
}

type Values = { current: string; next: string; again: string };

function PasswordForm() {
  const [form] = Form.useForm<Values>();
  const [done, setDone] = useState(false);
  const titles = {
    current: t("现密码", "Present password"),
    next: t("新密码", "New password"),
    again: t("再输一次", "Once more"),
  };
  const { busy, problem, run } = useSubmit(form, titles);
  const finish = async ({ current, next }: Values) => {
    setDone(false);
    if (!(await run(() => send("PUT", "/session/password", { current, next })))) return;
    form.resetFields();
    setDone(true);
  };
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      className="work-password"
      onFinish={(values) => void finish(values)}
    >
      {problem && <ProblemNote error={problem} />}
      <Form.Item name="current" label={titles.current} rules={[mustFill(titles.current)]}>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="next"
        label={titles.next}
        extra={t("至少 10 位，含字母和数字", "At least 10 characters with letters and digits")}
        rules={[mustFill(titles.next), strongPassword()]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={titles.again}
        dependencies={["next"]}
        rules={[
          mustFill(titles.again),
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue("next")
                ? Promise.resolve()
                : Promise.reject(new Error(t("两次输入不一致。", "The two differ."))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("修改密码", "Change")}
      </Button>
      {done && (
        <span className="work-done" role="status">
          {t("密码已修改，下次登录请用新密码。", "Changed; use it from the next sign-in on.")}
        </span>
      )}
    </Form>
  );
}
