import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import type { Title } from "#kernel/title.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import type { Named } from "../../contract.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import { OrganPicker } from "../work/ref-picker.tsx";

type Series = Readonly<{
  items: readonly Readonly<{ id: string; organ: Named; series: string; word: string }>[];
  series: readonly Readonly<{ id: string; mark: string; kinds: readonly Title[] }>[];
}>;

/** 机关代字: with what the numbers of an organ begin. */
export function SeriesSection() {
  const series = useGet<Series>("/paper-series");
  const person = usePerson();
  const [giving, setGiving] = useState(false);
  const mayGive = person.roles.some((role) => role === "region" || role === "sysadmin");
  const named = (id: string) =>
    series.data?.series
      .find((one) => one.id === id)
      ?.kinds.map((kind) => t(kind))
      .join("、");
  return (
    <Section
      title={t("机关代字", "Words of the numbers")}
      aside={
        mayGive && (
          <Button size="small" onClick={() => setGiving(true)}>
            {t("设定代字", "Give a word")}
          </Button>
        )
      }
    >
      <p className="work-intro">
        {t(
          "未设定代字的单位，文号以其区划代码开头，如 150121函〔2026〕1号。改代字不影响已编文号，序号接续。",
          "Without a word the numbers of an organ begin with the code of its region.",
        )}
      </p>
      {series.error && <ProblemNote error={series.error} />}
      <ul className="paper-lines">
        {series.data?.items.map((one) => (
          <li key={one.id}>
            <div>
              {one.organ.name}
              <small>{named(one.series)}</small>
            </div>
            <span>{one.word}〔…〕…号</span>
          </li>
        ))}
      </ul>
      {giving && series.data && <WordForm series={series.data.series} onClose={() => setGiving(false)} />}
    </Section>
  );
}

type Values = Readonly<{ organ: Named; series: string; word: string }>;

function WordForm({ series, onClose }: Readonly<{ series: Series["series"]; onClose: () => void }>) {
  const key = useOnceKey();
  const give = useSend(
    ({ organ, ...values }: Values) => {
      const body = { ...values, organ: organ.id };
      return send("POST", "/paper-series", body, { idempotencyKey: key(body) });
    },
    { stale: ["/paper-series"] },
  );
  const titles = { organ: t("单位", "Organ"), series: t("文种", "Kinds"), word: t("代字", "Word") };
  return (
    <FormDrawer<Values>
      title={t("设定机关代字", "Give an organ its word")}
      submit={t("保存", "Save")}
      titles={titles}
      onSubmit={(values) => give.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="organ" label={titles.organ} rules={[mustChoose(titles.organ)]}>
        <OrganPicker />
      </Form.Item>
      <Form.Item name="series" label={titles.series} rules={[mustChoose(titles.series)]}>
        <Select
          options={series.map((one) => ({ value: one.id, label: one.kinds.map((kind) => t(kind)).join("、") }))}
        />
      </Form.Item>
      <Form.Item name="word" label={titles.word} rules={[mustFill(titles.word)]}>
        <Input maxLength={20} placeholder="呼环函" />
      </Form.Item>
    </FormDrawer>
  );
}
