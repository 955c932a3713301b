import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { activities, verdicts, zoneKinds } from "#domains/conservation/activity.ts";
import type { CheckReply } from "#domains/conservation/clue-contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { send, useSend } from "../../api.ts";
import { squareAround } from "./square.ts";
import { hectaresText } from "./words.tsx";

type Asked = Readonly<{ activity: keyof typeof activities; place: string; hectares: string }>;

/** 项目准入核对: may this activity take place there? Answered from the negative list of the day, zone by zone. */
export function ProjectCheck() {
  const [problem, setProblem] = useState<string>();
  const check = useSend<Asked, CheckReply>((asked) => {
    const geometry = squareAround(asked.place, Number(asked.hectares));
    return send("POST", "/conservation/checks", { activity: asked.activity, geometry });
  });
  const ask = (asked: Asked) => {
    const [lon, lat] = asked.place.split(/[,，\s]+/).map(Number);
    const right = Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat ?? 0) < 90;
    setProblem(right ? undefined : t("位置写成“经度,纬度”，如 111.15,40.72", "Write the place as longitude,latitude"));
    if (right) check.mutate(asked);
  };
  return (
    <Section title={t("项目准入核对", "May a project stand here?")}>
      <Form<Asked> layout="vertical" size="small" onFinish={ask} initialValues={{ hectares: "1" }} requiredMark={false}>
        <Form.Item
          name="activity"
          label={t("活动类型", "Activity")}
          rules={[{ required: true, message: t("请选择活动类型", "Choose an activity") }]}
        >
          <Select options={Object.entries(activities).map(([value, title]) => ({ value, label: t(title) }))} />
        </Form.Item>
        <Form.Item
          name="place"
          label={t("中心位置（经度,纬度，CGCS2000）", "Centre (longitude,latitude, CGCS2000)")}
          rules={[{ required: true, message: t("请填写位置", "Give a place") }]}
          validateStatus={problem ? "error" : undefined}
          help={problem}
        >
          <Input placeholder="111.15,40.72" inputMode="decimal" />
        </Form.Item>
        <Form.Item
          name="hectares"
          label={t("占地（公顷）", "Ground (ha)")}
          rules={[{ required: true, pattern: /^\d+(\.\d+)?$/, message: t("请填写数字", "Give a number") }]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
        <Button htmlType="submit" loading={check.isPending}>
          {t("核对负面清单", "Check")}
        </Button>
      </Form>
      {check.error && <ProblemNote error={check.error} />}
      {check.data && <Answer answer={check.data} />}
    </Section>
  );
}

function Answer({ answer }: Readonly<{ answer: CheckReply }>) {
  const lines = [
    ...answer.zones.map((one) => ({
      key: one.zone.id,
      where: `${one.reserve.name} ${t(zoneKinds[one.kind])}`,
      ...one,
    })),
    ...answer.redLines.map((one) => ({
      key: one.redLine.id,
      where: `${t("红线", "Red line")} ${one.redLine.name}`,
      ...one,
    })),
  ];
  return (
    <div className="check-answer" role="status">
      <p>
        <b>
          {answer.verdict
            ? t(verdicts[answer.verdict])
            : answer.touches
              ? t("清单未规定", "Not in the list")
              : t("不涉及", "Touches nothing")}
        </b>
      </p>
      <p>{t(answer.says)}</p>
      {lines.map((line) => (
        <p key={line.key} className="small">
          {line.where}：{hectaresText(line.hectares)}
          {line.rule && (
            <>
              {t("，", ", ")}
              {t(verdicts[line.rule.verdict])}（{line.rule.basis}）<Unverified verified={line.rule.verified} />
            </>
          )}
        </p>
      ))}
    </div>
  );
}
