import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { FieldAct, FieldTask } from "#kernel/field/contract.ts";
import { uuidv7 } from "#kernel/id.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { usePerson } from "../../api.ts";
import { knownOffset } from "../../field/clock.ts";
import { type Command, isPending } from "../../field/queue.ts";
import { commandsOf, fitsTheField, missingFor } from "../../field/recording.ts";
import { type Draft, keepForGood, record } from "../../field/store.ts";
import { words } from "../../language.ts";
import { CaseStateMark, ClockMark, dueText } from "../work/marks.tsx";
import { ActForm, Choices } from "./act-form.tsx";
import { useDraft } from "./draft.ts";
import { useFieldTasks, useFirstDraft, useQueue } from "./field-state.ts";
import { type PositionState, usePosition } from "./position.ts";
import { Shots } from "./shots.tsx";
import { TakeButtons } from "./take-buttons.tsx";
import { TaskMap } from "./task-map.tsx";
import "./field.css";

/** One task on the spot: what is known, where it is, and the form of what is done there. Everything works without a network. */
export function FieldTaskPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const person = usePerson();
  const answer = useFieldTasks();
  const queue = useQueue(person.id);
  const first = useFirstDraft(person.id, id);
  const task = answer.data?.items.find((one) => one.id === id);
  const ready = queue !== undefined && first !== undefined;
  if (task && ready)
    return (
      <TaskShown
        key={`${id}-${first?.replaces ?? ""}`}
        task={task}
        first={first}
        waiting={queue.filter((one) => one.subject === id && isPending(one))}
      />
    );
  if (answer.error && !answer.data)
    return (
      <div className="page field">
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (answer.data && ready) return <Gone id={id} waiting={queue.filter((one) => one.subject === id).length} />;
  return (
    <div className="page field">
      <BlockSkeleton height={420} />
    </div>
  );
}

function Gone({ id, waiting }: Readonly<{ id: string; waiting: number }>) {
  return (
    <div className="page field">
      <PageHead title={t("现场", "In the field")} back={<Link to="/field">← {t("现场任务", "Field tasks")}</Link>} />
      <Empty
        title={t(
          "此件已不需要到现场办理：可能已经办过，或转给了别的单位。",
          "There is nothing to do on the spot here any more: it was done, or passed to another organ.",
        )}
      >
        <p>
          <Link to="/cases/$id" params={{ id }}>
            {t("查看办件", "Open the case")}
          </Link>
        </p>
        {waiting > 0 && (
          <Link to="/field/queue">{t(`本机有它的 ${waiting} 条记录`, `${waiting} records of it here`)}</Link>
        )}
      </Empty>
    </div>
  );
}

type TaskShownProps = Readonly<{ task: FieldTask; first: Draft | null; waiting: readonly Command[] }>;

function TaskShown({ task, first, waiting }: TaskShownProps) {
  const { id: account, onBehalfOf } = usePerson();
  const navigate = useNavigate();
  const position = usePosition();
  const pendingAct = waiting.find(({ baseVersion, id }) => baseVersion !== null && id !== first?.replaces);
  const acts = pendingAct ? [] : task.acts.filter(fitsTheField);
  const { draft, change, flush } = useDraft(account, task.id, first, acts.length === 1 ? (acts[0]?.id ?? null) : null);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const act = acts.find(({ id }) => id === draft.act);
  const missing = act && missingFor(act, draft, waiting);
  const empty = !act && draft.shots.length === 0;
  const store = async () => {
    setTried(true);
    if (missing || empty) return;
    try {
      const making = {
        now: Date.now(),
        offsetMs: knownOffset()?.offsetMs ?? null,
        onBehalfOf: onBehalfOf?.id ?? null,
        device: navigator.userAgent,
        newId: uuidv7,
      };
      await flush();
      await record(draft, commandsOf({ ...draft, act: act?.id ?? null }, task, making));
      void keepForGood();
      await navigate({ to: "/field" });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className="page field">
      <TaskHead task={task} />
      <TaskMap task={task} fix={position.fix} />
      <TaskFacts task={task} />
      <Section title={t("现场记录", "Record")}>
        {pendingAct && (
          <p className="field-note">
            {t(
              `已记录“${pendingAct.label.what}”，等待上传；上传前只能补充照片。`,
              `“${pendingAct.label.what}” is recorded and waits to be sent; until then only photos can be added.`,
            )}
          </p>
        )}
        {acts.length + (task.acts.length - acts.length) > 0 && !pendingAct && (
          <ActChoice task={task} acts={acts} chosen={act?.id ?? ""} onChoose={(id) => change({ act: id || null })} />
        )}
        {act && (
          <ActForm
            act={act}
            values={draft.values}
            onChange={(name, value) => change({ values: { ...draft.values, [name]: value } })}
            position={position}
            missing={tried && missing && "field" in missing ? missing.field : undefined}
          />
        )}
        <Shots
          account={account}
          shots={draft.shots}
          onRemove={(id) => change({ shots: draft.shots.filter((shot) => shot.id !== id) })}
        />
        {act?.evidence && <EvidenceNeed act={act} missing={missing && "evidence" in missing ? missing.evidence : 0} />}
        {problem !== null && <ProblemNote error={problem} />}
        <PositionLine position={position} />
      </Section>
      <TakeButtons
        account={account}
        fix={position.fix}
        onTaken={(shot) => change((now) => ({ shots: [...now.shots, shot] }))}
        onLocate={position.locate}
        locating={position.looking}
        onStore={() => void store()}
        storeLabel={act ? `${t(act.title)}，${t("存入待传", "keep to send")}` : t("保存照片", "Keep the photos")}
        disabled={empty}
      />
    </div>
  );
}

function TaskHead({ task }: Readonly<{ task: FieldTask }>) {
  return (
    <PageHead
      title={task.subject.name}
      sentence={`${words(task.definition.title)} · ${task.number}`}
      back={<Link to="/field">← {t("现场任务", "Field tasks")}</Link>}
      marks={
        <>
          <CaseStateMark state={task.state} />
          <ClockMark clock={task.clock} />
          <SampleTag sample={task.sample} />
        </>
      }
    />
  );
}

function TaskFacts({ task }: Readonly<{ task: FieldTask }>) {
  const facts = [
    { title: t("区划", "Region"), value: task.region.name },
    ...(task.enterprise ? [{ title: t("企业", "Enterprise"), value: task.enterprise.name }] : []),
    ...(task.due ? [{ title: t("期限", "Due"), value: dueText(task.due) }] : []),
    ...task.facts
      .filter(({ value }) => value !== null && value !== "")
      .map(({ title, value }) => ({
        title: t(title),
        value: typeof value === "number" ? numberText(value) : words(value),
      })),
  ];
  return (
    <Section title={t("情况", "Facts")}>
      <Facts facts={facts} />
    </Section>
  );
}

type ActChoiceProps = Readonly<{
  task: FieldTask;
  acts: readonly FieldAct[];
  chosen: string;
  onChoose: (id: string) => void;
}>;

function ActChoice({ task, acts, chosen, onChoose }: ActChoiceProps) {
  const others = task.acts.filter((act) => !acts.includes(act));
  return (
    <div className="field-item">
      <span>{t("办什么", "What is done")}</span>
      <Choices
        name="field-act"
        options={[
          ...acts.map(({ id, title }) => ({ value: id, title })),
          { value: "", title: { zh: "先只存照片", en: "Only photos for now" } },
        ]}
        value={chosen}
        onChange={onChoose}
      />
      {others.map((act) => (
        <p key={act.id} className="quiet small">
          {t(`“${act.title.zh}”须选择单位或人员，请联网办理：`, `“${act.title.en}” needs a network: `)}
          <Link to="/cases/$id" params={{ id: task.id }}>
            {t("打开办件", "open the case")}
          </Link>
        </p>
      ))}
    </div>
  );
}

function EvidenceNeed({ act, missing }: Readonly<{ act: FieldAct; missing: number }>) {
  if (!act.evidence || missing === 0) return null;
  return (
    <p className="field-note">
      {act.evidence.position
        ? t(`还需 ${missing} 张带位置的照片才能办理。`, `${missing} more photos with a position are needed.`)
        : t(`还需 ${missing} 件证据才能办理。`, `${missing} more exhibits are needed.`)}
    </p>
  );
}

function PositionLine({ position: { fix, looking, problem } }: Readonly<{ position: PositionState }>) {
  const said = problem
    ? problem
    : fix
      ? t(
          `当前位置精度 ${Math.round(fix.accuracy)} m，拍照时一并记录。`,
          `Position to ${Math.round(fix.accuracy)} m, kept with photos.`,
        )
      : looking
        ? t("正在定位…", "Locating…")
        : t("未定位：照片将不带位置。", "No position: photos will be without one.");
  return <p className="quiet small">{said}</p>;
}
