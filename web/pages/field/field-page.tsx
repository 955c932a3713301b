import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { usePerson } from "../../api.ts";
import { distanceText } from "../../field/local-map.ts";
import { type Command, isPending } from "../../field/queue.ts";
import { words } from "../../language.ts";
import { useLive } from "../../live.ts";
import { ClockMark } from "../work/marks.tsx";
import { type PlacedTask, useDrafts, useFieldTasks, useNearestFirst, useQueue } from "./field-state.ts";
import { usePosition } from "./position.ts";
import "./field.css";

/** What is to be done on the spot, the nearest first. Reads and works without a network. */
export function FieldPage() {
  const { id } = usePerson();
  const answer = useFieldTasks();
  const { online } = useLive();
  const queue = useQueue(id) ?? [];
  const drafts = useDrafts(id) ?? [];
  const position = usePosition();
  const tasks = useNearestFirst(answer.data?.items ?? [], position.fix);
  const pending = queue.filter(isPending).length;
  return (
    <div className="page field">
      <PageHead
        title={t("现场", "In the field")}
        sentence={answer.data && sentence(answer.data.items.length, answer.data.at, online)}
        action={
          <Link to="/field/queue" className="field-queue-link">
            {pending > 0 ? t(`待传 ${pending}`, `${pending} to send`) : t("上传记录", "Sent records")}
          </Link>
        }
      />
      {!position.fix && (
        <div className="field-locate">
          <span>{position.problem ?? t("定位后按远近排列。", "With your position, the nearest comes first.")}</span>
          <Button size="large" onClick={position.locate} loading={position.looking}>
            {t("定位", "Locate")}
          </Button>
        </div>
      )}
      {answer.error && !answer.data && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <RowSkeleton rows={6} />}
      {answer.data?.items.length === 0 && (
        <Empty title={t("本单位现在没有需要到现场办理的事项。", "Your organ has nothing to do on the spot now.")}>
          <Link to="/cases">{t("查看全部办件", "All cases")}</Link>
        </Empty>
      )}
      <ul className="field-tasks">
        {tasks.map((placed) => (
          <li key={placed.task.id}>
            <TaskCard
              {...placed}
              waiting={queue.filter((one) => one.subject === placed.task.id && isPending(one))}
              hasDraft={drafts.some(({ subject }) => subject === placed.task.id)}
            />
          </li>
        ))}
      </ul>
      {answer.data?.more && (
        <p className="quiet small">{t("另有更多事项，先办完最紧的。", "There are more; the most urgent are here.")}</p>
      )}
    </div>
  );
}

function sentence(count: number, at: string, online: boolean): string {
  const read = timeText(at);
  return online
    ? t(`${count} 件待办，${read} 更新`, `${count} to do, read ${read}`)
    : t(`${count} 件待办，离线显示 ${read} 的内容`, `${count} to do, offline, as of ${read}`);
}

type TaskCardProps = PlacedTask & Readonly<{ waiting: readonly Command[]; hasDraft: boolean }>;

function TaskCard({ task, metres, waiting, hasDraft }: TaskCardProps) {
  return (
    <Link to="/field/$id" params={{ id: task.id }} className="field-task">
      <div className="field-task-head">
        <ClockMark clock={task.clock} />
        {metres !== undefined && <span className="field-distance">{distanceText(metres)}</span>}
        {!task.location && !task.outline && <span className="absent">{t("无坐标", "no position")}</span>}
      </div>
      <strong>{task.subject.name}</strong>
      <div className="field-task-what">
        {words(task.definition.title)} · {words(task.state.title)}
        <SampleTag sample={task.sample} />
      </div>
      <div className="quiet small">
        {task.number} · {task.enterprise?.name ?? task.region.name}
      </div>
      {(waiting.length > 0 || hasDraft) && (
        <div className="field-task-marks">
          {waiting.length > 0 && (
            <span data-hue="brand">{t(`已记录，待传 ${waiting.length}`, `recorded, ${waiting.length} to send`)}</span>
          )}
          {hasDraft && <span data-hue="grey">{t("有草稿", "draft")}</span>}
        </div>
      )}
    </Link>
  );
}
