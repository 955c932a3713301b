import { Link } from "@tanstack/react-router";
import { Button, Form, Select } from "antd";
import { type Disposition, dispositions, type RunReply } from "#domains/conservation/run-contract.ts";
import { uuidv7 } from "#kernel/id.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePages, usePerson, useSend } from "../../api.ts";
import type { Page } from "../../contract.ts";
import { RegionPicker } from "../work/region-picker.tsx";
import "./conservation.css";
import { hectaresText } from "./words.tsx";

type Layer = Readonly<{
  id: string;
  name: string;
  coveredOn: string;
  source: string;
  state: string;
  region: Readonly<{ code: string; name: string }>;
  sample: boolean;
}>;

/** 两期比对: what was compared with what, how far it is, and what came out; a new one is started here. */
export function RunsPage() {
  const runs = useGet<Page<RunReply>>("/conservation/runs", { limit: 50 }, { refreshMs: 4_000 });
  const items = runs.data?.items ?? [];
  const mayStart = usePerson().roles.some((role) => role === "region" || role === "league");
  return (
    <div className="page">
      <PageHead
        title={t("两期比对", "Comparisons")}
        marks={<SampleTag sample={items.some((run) => run.sample)} />}
        sentence={t(
          "前后两期地表覆盖叠加红线与保护地，新增的人类活动成为线索",
          "Two dates of land cover over red line and reserves; new human activity becomes a clue",
        )}
      />
      {mayStart && <StartRun />}
      {runs.error && !runs.data ? (
        <ProblemNote error={runs.error} onRetry={() => void runs.refetch()} />
      ) : !runs.data ? (
        <RowSkeleton rows={5} />
      ) : items.length === 0 ? (
        <Empty title={t("还没有比对", "No comparison yet")} />
      ) : (
        items.map((run) => <Run key={run.id} run={run} />)
      )}
    </div>
  );
}

type Asked = Readonly<{ region: string; from: string; to: string }>;

function StartRun() {
  const layers = usePages<Layer>("/cover-layers", { "filter.state": "ready", sort: "-coveredOn" });
  const start = useSend<Asked>((asked) => send("POST", "/conservation/runs", asked, { idempotencyKey: uuidv7() }), {
    stale: ["/conservation/runs"],
  });
  const options = layers.data.rows.map((layer) => ({
    value: layer.id,
    label: `${layer.coveredOn} ${layer.name}${layer.sample ? t("（示例）", " (sample)") : ""}`,
  }));
  const needed = (message: string) => [{ required: true, message }];
  return (
    <Section title={t("开始比对", "Compare")}>
      <Form<Asked>
        layout="inline"
        size="small"
        className="run-form"
        onFinish={(asked) => start.mutate(asked)}
        requiredMark={false}
      >
        <Form.Item name="region" label={t("范围", "Region")} rules={needed(t("请选择范围", "Choose a region"))}>
          <RegionPicker size="small" width={170} />
        </Form.Item>
        <Form.Item
          name="from"
          label={t("前期", "Before")}
          rules={needed(t("请选择前期图层", "Choose the earlier layer"))}
        >
          <Select style={{ width: 260 }} options={options} loading={layers.data.loading} />
        </Form.Item>
        <Form.Item name="to" label={t("后期", "After")} rules={needed(t("请选择后期图层", "Choose the later layer"))}>
          <Select style={{ width: 260 }} options={options} loading={layers.data.loading} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={start.isPending}>
          {t("比对", "Compare")}
        </Button>
      </Form>
      {start.error && <ProblemNote error={start.error} />}
    </Section>
  );
}

const states: Readonly<Record<RunReply["state"], Status>> = {
  queued: { title: { zh: "排队", en: "Queued" }, hue: "grey", shape: "ring" },
  running: { title: { zh: "比对中", en: "Running" }, hue: "blue", shape: "half" },
  done: { title: { zh: "完成", en: "Done" }, hue: "green", shape: "dot" },
  failed: { title: { zh: "未完成", en: "Failed" }, hue: "red", shape: "cross" },
  cancelled: { title: { zh: "已取消", en: "Cancelled" }, hue: "grey", shape: "cross" },
};

function Run({ run }: Readonly<{ run: RunReply }>) {
  const cancel = useSend<void>(
    () => send("POST", `/conservation/runs/${run.id}/cancel`, { baseVersion: run.version }),
    {
      stale: ["/conservation/runs"],
    },
  );
  const running = run.state === "running" || run.state === "queued";
  return (
    <Section
      title={
        <>
          {run.from.coveredOn} → {run.to.coveredOn}　{run.region.name}
        </>
      }
      aside={<StatusMark status={states[run.state]} />}
    >
      <p className="quiet small">
        {run.from.name} / {run.to.name}；
        {t(
          `${run.requestedBy} 于 ${timeText(run.requestedAt)} 提出`,
          `asked by ${run.requestedBy}, ${timeText(run.requestedAt)}`,
        )}
      </p>
      {running && (
        <div className="run-progress">
          <progress max={Math.max(run.total, 1)} value={run.done} />
          <span>
            {run.step ? t(run.step.title) : t("等待开始", "waiting")} {run.total > 0 && `${run.done}/${run.total}`}
          </span>
          <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("取消", "Cancel")}
          </Button>
        </div>
      )}
      {cancel.error && <ProblemNote error={cancel.error} />}
      {run.problem && <p className="run-problem">{run.problem}</p>}
      {run.result && <Result run={run} result={run.result} />}
    </Section>
  );
}

function Result({ run, result }: Readonly<{ run: RunReply; result: NonNullable<RunReply["result"]> }>) {
  const kinds = Object.entries(result.findings) as [Disposition, { count: number; hectares: number }][];
  return (
    <>
      <ul className="run-findings">
        {kinds.map(([kind, found]) => (
          <li key={kind}>
            <span className="quiet small">{t(dispositions[kind])}</span>
            <b>{found.count}</b>
            <span className="small">{hectaresText(found.hectares)}</span>
          </li>
        ))}
      </ul>
      <p className="quiet small">
        {t(
          `既有线索再现 ${result.observed.seen} 条、未见 ${result.observed.notSeen} 条；用时 ${numberText(result.seconds, { digits: 1 })} 秒`,
          `${result.observed.seen} known clues seen again, ${result.observed.notSeen} not; ${numberText(result.seconds, { digits: 1 })} s`,
        )}
        {result.matrix &&
          t(
            `；面积守恒误差 ${result.matrix.relativeError.toExponential(1)}`,
            `; area error ${result.matrix.relativeError.toExponential(1)}`,
          )}
        　
        <Link to="/conservation/clues" search={{ run: run.id } as never}>
          {t("并排看两期", "See both dates")}
        </Link>
      </p>
      {run.digest && (
        <p className="quiet small mono" title={run.digest}>
          {t("结果指纹 SM3 ", "SM3 of the result ")}
          {run.digest.slice(0, 16)}…
        </p>
      )}
    </>
  );
}
