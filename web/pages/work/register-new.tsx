import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button, Form } from "antd";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { Register, Row } from "./answers.ts";
import { RegisterFields, toBody } from "./field-input.tsx";
import { type FieldTitles, requiredMark, useOnceKey, useSubmit } from "./form-drawer.tsx";
import { useRegisters } from "./ref-picker.tsx";
import { NoRegister } from "./register.tsx";

/** A new row of a register. */
export function RegisterNewPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const registers = useRegisters();
  const register = registers.list.find((one) => one.id === id);
  if (!register)
    return <div className="page">{registers.loading ? <BlockSkeleton height={320} /> : <NoRegister />}</div>;
  return <NewRow key={register.id} register={register} />;
}

/** Names of all fields that a refusal may point at. */
export function titlesOf(register: Register): FieldTitles {
  return {
    ...Object.fromEntries(register.fields.map((field) => [field.name, t(field.title)])),
    region: t("行政区划", "Region"),
    reason: t("变更原因", "Reason"),
  };
}

function NewRow({ register }: Readonly<{ register: Register }>) {
  const [form] = Form.useForm<Record<string, unknown>>();
  const [given] = useFilters();
  const navigate = useNavigate();
  const titles = titlesOf(register);
  const key = useOnceKey();
  const { busy, problem, run } = useSubmit(form, titles);
  const make = useSend(
    (body: Record<string, unknown>) => send<Row>("POST", `/${register.path}`, body, { idempotencyKey: key(body) }),
    {
      stale: [`/${register.path}`, "/map/points", "/overview"],
      onDone: (row) => void navigate({ to: "/registers/$id/$row", params: { id: register.id, row: row.id } }),
    },
  );
  const noun = t(register.noun);
  return (
    <div className="page">
      <PageHead
        title={t(`新增${register.noun.zh}`, `Add ${register.noun.en}`)}
        back={
          <Link to="/registers/$id" params={{ id: register.id }}>
            ← {t(register.title)}
          </Link>
        }
      />
      {!register.canWrite && (
        <ProblemNote error={new TypeError(t(`您的角色不能新增${noun}。`, `Your role may not add: ${noun}.`))} />
      )}
      {problem && <ProblemNote error={problem} fieldTitle={(field) => titles[field] ?? ""} />}
      <Section>
        <Form
          form={form}
          layout="vertical"
          className="work-form"
          requiredMark={requiredMark}
          initialValues={startOf(register, given)}
          onFinish={(values) => void run(() => make.mutateAsync(toBody(register, values)))}
          scrollToFirstError
        >
          <RegisterFields register={register} form={form} amending={false} />
          <div className="work-form-foot">
            <Button type="primary" htmlType="submit" loading={busy} disabled={!register.canWrite}>
              {t("提交", "Submit")}
            </Button>
            <Link to="/registers/$id" params={{ id: register.id }}>
              <Button>{t("取消", "Cancel")}</Button>
            </Link>
          </div>
        </Form>
      </Section>
    </div>
  );
}

/** A link may hand over what is already known: `?outfall=<id>&outfall.name=<name>`. */
function startOf(register: Register, given: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const start: Record<string, unknown> = {};
  for (const field of register.fields) {
    const value = given[field.name];
    if (value)
      start[field.name] = field.type === "ref" ? { id: value, name: given[`${field.name}.name`] ?? value } : value;
    else if (field.type === "boolean" && field.required) start[field.name] = false;
  }
  if (given.region) start.region = given.region;
  return start;
}
