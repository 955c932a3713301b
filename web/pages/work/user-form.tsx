import { Form, Input, Select } from "antd";
import { roles } from "#kernel/identity/role.ts";
import { t } from "#kernel/view/language.view.tsx";
import { send, useSend } from "../../api.ts";
import type { Named } from "../../contract.ts";
import type { Person } from "./answers.ts";
import { type FieldTitles, FormDrawer, mustChoose, mustFill } from "./form-drawer.tsx";
import { OrganPicker } from "./ref-picker.tsx";
import { RegionsPicker } from "./region-picker.tsx";
import { ReasonItem } from "./register-amend.tsx";

export const personTitles = (): FieldTitles => ({
  username: t("用户名", "User name"),
  name: t("姓名", "Name"),
  organ: t("单位", "Organ"),
  password: t("初始密码", "First password"),
  role: t("角色", "Role"),
  grants: t("角色", "Role"),
  regions: t("管辖区域", "Territory"),
  reason: t("变更原因", "Reason"),
});

export const weak = (value: string): boolean => value.length < 10 || !/[A-Za-z]/.test(value) || !/\d/.test(value);

/** The rule of the platform, said before it has to refuse. */
export const strongPassword = () => ({
  validator: (_: unknown, value?: string) =>
    !value || !weak(value)
      ? Promise.resolve()
      : Promise.reject(
          new Error(t("密码至少 10 位，并含字母和数字。", "At least 10 characters with letters and digits.")),
        ),
});

export function GrantItems() {
  const titles = personTitles();
  return (
    <>
      <Form.Item name="role" label={titles.role} rules={[mustChoose(titles.role ?? "")]}>
        <Select
          options={Object.entries(roles).map(([value, title]) => ({ value, label: t(title) }))}
          placeholder={t("请选择", "Choose")}
        />
      </Form.Item>
      <Form.Item
        name="regions"
        label={titles.regions}
        extra={t(
          "授权的区域及其下属旗县；排污单位与派驻机构按单位授权，可不选",
          "The regions and all below; may be empty for an enterprise",
        )}
      >
        <RegionsPicker />
      </Form.Item>
    </>
  );
}

type NewValues = { username: string; name: string; organ: Named; password: string; role: string; regions?: string[] };

export function NewPerson({ onClose, onMade }: Readonly<{ onClose: () => void; onMade: (id: string) => void }>) {
  const titles = personTitles();
  const make = useSend(
    ({ organ, role, regions, ...person }: NewValues) =>
      send<{ id: string }>("POST", "/users", {
        ...person,
        organ: organ.id,
        grants: [{ role, regions: regions ?? [] }],
      }),
    { stale: ["/users"] },
  );
  return (
    <FormDrawer<NewValues>
      title={t("新建用户", "New user")}
      submit={t("新建", "Create")}
      titles={titles}
      onSubmit={async (values) => {
        const { id } = await make.mutateAsync(values);
        setTimeout(() => onMade(id));
      }}
      onClose={onClose}
    >
      <Form.Item
        name="username"
        label={titles.username}
        extra={t("小写字母开头，3–40 位，可含数字、点、横线", "Begins with a small letter, 3–40 characters")}
        rules={[
          mustFill(titles.username ?? ""),
          {
            pattern: /^[a-z][a-z0-9._-]{2,39}$/,
            message: t("须以小写字母开头，3–40 位，只含小写字母、数字、. _ -。", "Small letters, digits, . _ - only."),
          },
        ]}
        validateFirst
      >
        <Input className="mono" maxLength={40} autoComplete="off" autoFocus />
      </Form.Item>
      <Form.Item name="name" label={titles.name} rules={[mustFill(titles.name ?? "")]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="organ" label={titles.organ} rules={[mustChoose(titles.organ ?? "")]}>
        <OrganPicker placeholder={t("输入单位名称查找", "Type a name")} />
      </Form.Item>
      <Form.Item
        name="password"
        label={titles.password}
        extra={t("至少 10 位，含字母和数字；请当面或另行告知本人", "At least 10 characters with letters and digits")}
        rules={[mustFill(titles.password ?? ""), strongPassword()]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <GrantItems />
    </FormDrawer>
  );
}

type AmendProps = Readonly<{ person: Person; onClose: () => void }>;

function usePersonChange(person: Person) {
  return useSend(
    (change: Record<string, unknown>) =>
      send("PATCH", `/users/${person.id}`, { baseVersion: person.version, ...change }),
    { stale: ["/users"] },
  );
}

export function RenamePerson({ person, onClose }: AmendProps) {
  const change = usePersonChange(person);
  const titles = personTitles();
  return (
    <FormDrawer<{ name: string; reason: string }>
      title={t(`修改姓名 ${person.name}`, `Rename ${person.name}`)}
      submit={t("提交修改", "Submit")}
      titles={titles}
      initial={{ name: person.name }}
      onSubmit={(values) => change.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="name" label={titles.name} rules={[mustFill(titles.name ?? "")]}>
        <Input maxLength={40} />
      </Form.Item>
      <ReasonItem placeholder={t("例如：登记有误", "E.g. it was misspelt")} />
    </FormDrawer>
  );
}

export function ResetPassword({ person, onClose }: AmendProps) {
  const change = usePersonChange(person);
  const titles = { ...personTitles(), password: t("新密码", "New password") };
  return (
    <FormDrawer<{ password: string; reason: string }>
      title={t(`重置密码 ${person.name}`, `Reset the password of ${person.name}`)}
      intro={t("重置后，此人在各处的登录立即失效，须用新密码登录。", "All sessions of this person end at once.")}
      submit={t("重置密码", "Reset")}
      titles={titles}
      onSubmit={(values) => change.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item
        name="password"
        label={titles.password}
        extra={t("至少 10 位，含字母和数字", "At least 10 characters with letters and digits")}
        rules={[mustFill(titles.password), strongPassword()]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <ReasonItem placeholder={t("例如：本人忘记密码，已核实身份", "E.g. forgotten, identity checked")} />
    </FormDrawer>
  );
}

/** Disabling binds another person, so it asks for the reason; undoing it is the same act the other way. */
export function SwitchPerson({ person, onClose }: AmendProps) {
  const change = usePersonChange(person);
  const verb = person.disabled ? t("恢复启用", "Enable") : t("停用账号", "Disable");
  return (
    <FormDrawer<{ reason: string }>
      title={`${verb} ${person.name}`}
      intro={
        person.disabled
          ? t("恢复后，此人可用原密码登录。", "They may sign in again.")
          : t(
              "停用后，此人立即退出且不能登录；其办理记录与审计记录照常保留，可随时恢复。",
              "They are signed out at once; their records stay.",
            )
      }
      submit={verb}
      danger={!person.disabled}
      titles={personTitles()}
      onSubmit={({ reason }) => change.mutateAsync({ disabled: !person.disabled, reason })}
      onClose={onClose}
    >
      <ReasonItem placeholder={t("例如：已调离本单位", "E.g. left the organ")} />
    </FormDrawer>
  );
}

export function UnlockPerson({ person, onClose }: AmendProps) {
  const change = usePersonChange(person);
  return (
    <FormDrawer<{ reason: string }>
      title={t(`解锁 ${person.name}`, `Unlock ${person.name}`)}
      intro={t("因连续输错密码被锁定。解锁后可立即重试。", "Locked after wrong passwords.")}
      submit={t("解锁", "Unlock")}
      titles={personTitles()}
      onSubmit={({ reason }) => change.mutateAsync({ unlock: true, reason })}
      onClose={onClose}
    >
      <ReasonItem placeholder={t("例如：本人电话申请，已核实身份", "E.g. identity checked")} />
    </FormDrawer>
  );
}

export function GiveGrant({ person, onClose }: AmendProps) {
  const give = useSend(
    (values: { role: string; regions?: string[]; reason: string }) =>
      send("POST", `/users/${person.id}/grants`, { ...values, regions: values.regions ?? [] }),
    { stale: ["/users"] },
  );
  return (
    <FormDrawer<{ role: string; regions?: string[]; reason: string }>
      title={t(`授权 ${person.name}`, `Grant to ${person.name}`)}
      intro={t("授权自提交时起生效。系统、安全、审计三员不得由一人兼任，也不得同时办理业务。", "In force from now on.")}
      submit={t("授权", "Grant")}
      titles={personTitles()}
      onSubmit={(values) => give.mutateAsync(values)}
      onClose={onClose}
    >
      <GrantItems />
      <ReasonItem placeholder={t("例如：依据任职文件", "E.g. by appointment")} />
    </FormDrawer>
  );
}

export function EndGrant({ person, grant, title, onClose }: AmendProps & Readonly<{ grant: string; title: string }>) {
  const end = useSend(
    ({ reason }: { reason: string }) => send("POST", `/users/${person.id}/grants/${grant}/end`, { reason }),
    { stale: ["/users"] },
  );
  return (
    <FormDrawer<{ reason: string }>
      title={t(`终止授权 ${person.name}`, `End a grant of ${person.name}`)}
      intro={t(`“${title}”自提交时起失效，记录保留。`, `“${title}” ends now; its record stays.`)}
      submit={t("终止授权", "End")}
      danger
      titles={personTitles()}
      onSubmit={(values) => end.mutateAsync(values)}
      onClose={onClose}
    >
      <ReasonItem placeholder={t("例如：岗位变动", "E.g. another post")} />
    </FormDrawer>
  );
}
