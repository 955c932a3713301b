import { Button, Drawer, Form, type FormInstance } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { uuidv7 } from "#kernel/id.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { type Problem, problemFrom } from "#kernel/view/problem.ts";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import "./work.css";

type Told = Readonly<{ field: string; zh: string; en: string }>;
/** Name of a field in the form and how people call it. */
export type FieldTitles = Readonly<Record<string, string>>;

/**
 * Puts the sentences of a refusal under the fields that it names. What cannot be placed is given back, to stand above the form: nothing
 * that the platform said may be lost.
 */
export function placeRefusal(form: FormInstance, error: unknown, titles: FieldTitles): Problem | null {
  const problem = problemFrom(error);
  const told = toldBy(problem);
  const inputs = form.getFieldsValue();
  const placed = told.filter((one) => fieldOf(one) in titles && fieldOf(one) in inputs);
  if (placed.length === 0) return problem;
  const names = [...new Set(placed.map(fieldOf))];
  form.setFields(
    names.map((name) => ({
      name,
      errors: placed.filter((one) => fieldOf(one) === name).map((one) => sentence(one, problem, titles[name] ?? name)),
    })),
  );
  form.scrollToField(names[0], { block: "center" });
  return placed.length === told.length ? null : problem;
}

function toldBy(problem: Problem): readonly Told[] {
  const many = problem.extra.problems;
  if (Array.isArray(many) && many.length > 0) return many as Told[];
  return problem.field ? [{ field: problem.field, zh: problem.zh, en: problem.en }] : [];
}

/** "location.lon" → "location" */
const fieldOf = (one: Told): string => one.field.split(".")[0] ?? one.field;

function sentence(one: Told, problem: Problem, title: string): string {
  if (problem.code === "field.required" && one.field === problem.field)
    return t(`“${title}”必填。`, `“${title}” is required.`);
  const text = language() === "zh" ? one.zh : one.en;
  // The field's name already stands above its input.
  const named = [`${title}：`, `${title}: `].find((each) => text.startsWith(each));
  return named ? text.slice(named.length) : text;
}

/** A key that stays the same while the same content is sent again, so that a second press is not a second act. */
export function useOnceKey(): (body: unknown) => string {
  const last = useRef({ text: "", key: "" });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.text !== text) last.current = { text, key: uuidv7() };
    return last.current.key;
  };
}

/** Busy and refusal of one form. `run` gives back whether the act was done. */
export function useSubmit(form: FormInstance, titles: FieldTitles) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(placeRefusal(form, error, titles));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run, setProblem };
}

type FormDrawerProps<Values extends object> = Readonly<{
  title: string;
  /** What will happen, in one or two sentences. */
  intro?: ReactNode;
  submit: string;
  danger?: boolean;
  size?: number;
  titles: FieldTitles;
  /** More that helps with a refusal, e.g. both sides of a version conflict. */
  explain?: (problem: Problem, form: FormInstance<Values>, dismiss: () => void) => ReactNode;
  initial?: Partial<Values>;
  onSubmit: (values: Values) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode | ((form: FormInstance<Values>) => ReactNode);
}>;

/** A form at the side of the page it belongs to. Closes when the act is done; a refusal stays, at its field. */
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const [form] = Form.useForm<Values>();
  const { busy, problem, run, setProblem } = useSubmit(form, props.titles);
  const finish = async (values: Values) => {
    if (await run(() => props.onSubmit(values))) props.onClose();
  };
  return (
    <Drawer
      open
      title={props.title}
      size={props.size ?? 480}
      onClose={props.onClose}
      mask={{ closable: false }}
      rootClassName="work-drawer"
      footer={
        <div className="work-drawer-foot">
          <Button onClick={props.onClose}>{t("取消", "Cancel")}</Button>
          <Button type="primary" danger={props.danger} loading={busy} onClick={() => form.submit()}>
            {props.submit}
          </Button>
        </div>
      }
    >
      {props.intro && <p className="work-intro">{props.intro}</p>}
      {problem && <ProblemNote error={problem} fieldTitle={(field) => props.titles[field] ?? ""} />}
      {problem && props.explain?.(problem, form, () => setProblem(null))}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={requiredMark}
        initialValues={props.initial as never}
        onFinish={(values) => void finish(values)}
        scrollToFirstError
      >
        {typeof props.children === "function" ? props.children(form) : props.children}
      </Form>
    </Drawer>
  );
}

/** What may stay empty is said; what must be filled is the usual. */
export function requiredMark(label: ReactNode, { required }: Readonly<{ required: boolean }>): ReactNode {
  return (
    <>
      {label}
      {!required && <span className="work-optional">{t("选填", "optional")}</span>}
    </>
  );
}

export const mustFill = (title: string) => ({
  required: true,
  whitespace: true,
  message: t(`“${title}”必填。`, `“${title}” is required.`),
});
export const mustChoose = (title: string) => ({
  required: true,
  message: t(`请选择“${title}”。`, `Choose “${title}”.`),
});

/** The reason that every change of a record carries. */
export const reasonTitle = (): string => t("变更原因", "Reason");
