import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { durationText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { usePerson } from "../../api.ts";
import { knownOffset, worthSayingMs } from "../../field/clock.ts";
import { type Command, isOpen, isPending, mayDrop, needsPerson } from "../../field/queue.ts";
import { useSender, wakeSender } from "../../field/sender.ts";
import { apply } from "../../field/store.ts";
import { useLive } from "../../live.ts";
import { CommandLine } from "./command-line.tsx";
import { DropForm } from "./drop-form.tsx";
import { useQueue } from "./field-state.ts";
import { StuckCard } from "./stuck-card.tsx";
import "./field.css";

/** How many of what was sent is listed; the rest is behind a button. */
const sentShown = 20;

/** Every record of this device with its state: what waits for the person first, then what waits to be sent, what was sent, what was dropped. */
export function FieldQueuePage() {
  const { id } = usePerson();
  const queue = useQueue(id);
  if (!queue)
    return (
      <div className="page field">
        <RowSkeleton rows={6} />
      </div>
    );
  return <QueueShown account={id} queue={queue} />;
}

function QueueShown({ account, queue }: Readonly<{ account: string; queue: readonly Command[] }>) {
  const { online } = useLive();
  const { busy, last } = useSender();
  const stuck = queue.filter(needsPerson);
  const open = queue.filter(isOpen);
  const sent = queue.filter(({ state }) => state === "sent").reverse();
  const dropped = queue.filter(({ state }) => state === "dropped").reverse();
  const retry = () => void apply(account, { is: "hurry" }).then(wakeSender);
  return (
    <div className="page field">
      <PageHead
        title={t("待传与上传记录", "Outbox")}
        sentence={summary(queue, online)}
        back={<Link to="/field">← {t("现场任务", "Field tasks")}</Link>}
        action={
          open.length > 0 && (
            <Button size="large" onClick={retry} loading={busy}>
              {t("立即上传", "Send now")}
            </Button>
          )
        }
      />
      {last === "signed-out" && open.length > 0 && online && <SignInAgain />}
      <ClockNote />
      {queue.length === 0 && (
        <Empty title={t("本机还没有现场记录。", "Nothing was recorded on this device yet.")}>
          <Link to="/field">{t("去现场任务", "To the field tasks")}</Link>
        </Empty>
      )}
      {stuck.length > 0 && (
        <Section title={t(`待您处理（${stuck.length}）`, `Need you (${stuck.length})`)}>
          {stuck.map((command) => (
            <StuckCard key={command.id} account={account} command={command} />
          ))}
        </Section>
      )}
      <Group title={t(`待传（${open.length}）`, `To send (${open.length})`)} commands={open}>
        {(command) => <OpenLine account={account} queue={queue} command={command} />}
      </Group>
      <SentGroup sent={sent} />
      <Group title={t(`弃用记录（${dropped.length}）`, `Dropped (${dropped.length})`)} commands={dropped}>
        {(command) => (
          <CommandLine command={command}>{t(`原因：${command.reason}`, `Reason: ${command.reason}`)}</CommandLine>
        )}
      </Group>
    </div>
  );
}

function summary(queue: readonly Command[], online: boolean): string {
  const pending = queue.filter(isPending).length;
  const where = online ? t("在线", "Online") : t("离线", "Offline");
  return pending > 0
    ? t(`${where} · 待传 ${pending}`, `${where} · ${pending} to send`)
    : t(`${where} · 全部已传`, `${where} · everything was sent`);
}

type GroupProps = Readonly<{ title: string; commands: readonly Command[]; children: (command: Command) => ReactNode }>;

function Group({ title, commands, children }: GroupProps) {
  if (commands.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="field-commands">
        {commands.map((command) => (
          <li key={command.id} data-state={command.state}>
            {children(command)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function SentGroup({ sent }: Readonly<{ sent: readonly Command[] }>) {
  const [all, setAll] = useState(false);
  return (
    <>
      <Group
        title={t(`已传（${sent.length}）`, `Sent (${sent.length})`)}
        commands={all ? sent : sent.slice(0, sentShown)}
      >
        {(command) => (
          <CommandLine command={command}>
            {t(`${timeText(command.changedAt)} 已由平台收存`, `taken by the platform ${timeText(command.changedAt)}`)}
          </CommandLine>
        )}
      </Group>
      {!all && sent.length > sentShown && (
        <Button onClick={() => setAll(true)}>{t(`显示全部 ${sent.length} 条`, `Show all ${sent.length}`)}</Button>
      )}
    </>
  );
}

type OpenLineProps = Readonly<{ account: string; queue: readonly Command[]; command: Command }>;

function OpenLine({ account, queue, command }: OpenLineProps) {
  const [dropping, setDropping] = useState(false);
  return (
    <>
      <CommandLine command={command} queue={queue}>
        {mayDrop(command) && !dropping && (
          <button type="button" className="field-quiet-button" onClick={() => setDropping(true)}>
            {t("弃用", "Drop")}
          </button>
        )}
      </CommandLine>
      {dropping && <DropForm account={account} command={command} onClose={() => setDropping(false)} />}
    </>
  );
}

function SignInAgain() {
  return (
    <div className="field-locate">
      <span>
        {t(
          "登录已失效或换了账号，记录都在本机。重新登录后自动上传。",
          "The session has ended; the records are all here. Sign in again and they are sent.",
        )}
      </span>
      <Button size="large" type="primary" onClick={() => location.reload()}>
        {t("重新登录", "Sign in again")}
      </Button>
    </div>
  );
}

function ClockNote() {
  const offset = knownOffset();
  if (!offset || Math.abs(offset.offsetMs) < worthSayingMs) return null;
  const ahead = offset.offsetMs > 0;
  const length = Math.abs(offset.offsetMs);
  return (
    <p className="field-note">
      {t(
        `本机时钟比平台${ahead ? "快" : "慢"} ${durationText(length, "zh")}。记录照常保存，平台按此差值校正时间。`,
        `This device's clock is ${durationText(length, "en")} ${ahead ? "ahead of" : "behind"} the platform; times are corrected by that.`,
      )}
    </p>
  );
}
