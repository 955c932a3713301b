import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { Fragment, useState } from "react";
import { uuidv7 } from "#kernel/id.ts";
import { timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import type { Command, Theirs } from "../../field/queue.ts";
import { wakeSender } from "../../field/sender.ts";
import { apply, readDraft, writeDraft } from "../../field/store.ts";
import { CommandLine } from "./command-line.tsx";
import { DropForm } from "./drop-form.tsx";
import { useFieldTasks } from "./field-state.ts";

type StuckProps = Readonly<{ account: string; command: Command }>;

/** A record that the platform did not take: what it said, both sides where two people met, and what can be done. Nothing goes by itself. */
export function StuckCard({ account, command }: StuckProps) {
  const [dropping, setDropping] = useState(false);
  const theirs = command.trouble?.theirs;
  const task = useFieldTasks().data?.items.find(({ id }) => id === command.subject);
  const fits = task?.acts.some(({ id }) => command.path.endsWith(`/acts/${id}`)) ?? false;
  const field = command.label.filled.find(({ name }) => name === command.trouble?.field);
  return (
    <article className="field-stuck">
      <CommandLine command={command} />
      <p className="field-note">
        {command.trouble?.[language()]}
        {field && <span className="quiet">{t(`（${t(field.title)}）`, ` (${t(field.title)})`)}</span>}
      </p>
      {theirs && <Sides account={account} command={command} theirs={theirs} />}
      {dropping ? (
        <DropForm account={account} command={command} onClose={() => setDropping(false)} />
      ) : (
        <div className="field-choices-row">
          {theirs && <AgainButton account={account} command={command} theirs={theirs} />}
          {fits && <EditButton account={account} command={command} />}
          {command.state === "refused" && command.baseVersion === null && (
            <RetryButton account={account} command={command} />
          )}
          <Button size="large" danger onClick={() => setDropping(true)}>
            {t("弃用", "Drop")}
          </Button>
        </div>
      )}
    </article>
  );
}

type SidesProps = StuckProps & Readonly<{ theirs: Theirs }>;

function Sides({ command, theirs }: SidesProps) {
  return (
    <div className="field-sides">
      <section>
        <h3>{t("我的记录", "Mine")}</h3>
        <dl>
          <dt>{t("办理", "Act")}</dt>
          <dd>{command.label.what}</dd>
          <dt>{t("记录时间", "Recorded")}</dt>
          <dd>{timeText(command.deviceAt)}</dd>
          <dt>{t("依据版本", "On version")}</dt>
          <dd>{t(`第 ${command.baseVersion} 版`, `${command.baseVersion}`)}</dd>
          {command.label.filled.map(({ name, title, text }) => (
            <Fragment key={name}>
              <dt>{t(title)}</dt>
              <dd>{text}</dd>
            </Fragment>
          ))}
        </dl>
      </section>
      <section>
        <h3>{t("平台现状", "On the platform")}</h3>
        <dl>
          <dt>{t("状态", "State")}</dt>
          <dd>{theirs.state}</dd>
          <dt>{t("最近办理", "Last act")}</dt>
          <dd>{theirs.act}</dd>
          <dt>{t("办理人", "By")}</dt>
          <dd>{theirs.who}</dd>
          <dt>{t("时间", "At")}</dt>
          <dd>{timeText(theirs.at)}</dd>
          <dt>{t("版本", "Version")}</dt>
          <dd>{t(`第 ${theirs.version} 版`, `${theirs.version}`)}</dd>
          {theirs.note && (
            <>
              <dt>{t("说明", "Note")}</dt>
              <dd>{theirs.note}</dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}

/** The same intent on the version that stands now; the platform decides whether it still fits. */
function AgainButton({ account, command, theirs }: SidesProps) {
  const again = () =>
    void apply(account, {
      is: "replace",
      id: command.id,
      by: { id: uuidv7(), body: command.body, baseVersion: theirs.version },
      reason: `已对照，按第 ${theirs.version} 版重发`,
      now: Date.now(),
    }).then(wakeSender);
  return (
    <Button size="large" type="primary" onClick={again}>
      {t("已对照，按新版重发", "Compared; send on the new version")}
    </Button>
  );
}

/** For an exhibit: the cause may have gone, e.g. the disk that was full. */
function RetryButton({ account, command }: StuckProps) {
  const again = () =>
    void apply(account, {
      is: "replace",
      id: command.id,
      by: { id: uuidv7(), body: command.body, baseVersion: null },
      reason: "重新上传",
      now: Date.now(),
    }).then(wakeSender);
  return (
    <Button size="large" type="primary" onClick={again}>
      {t("重新上传", "Send again")}
    </Button>
  );
}

/** Back into the form with what was filled in. The refused record is only replaced when the new one is kept. */
function EditButton({ account, command }: StuckProps) {
  const navigate = useNavigate();
  const edit = async () => {
    const kept = await readDraft(account, command.subject);
    await writeDraft({
      account,
      subject: command.subject,
      act: command.path.split("/").at(-1) ?? null,
      values: command.body,
      shots: kept?.shots ?? [],
      position: kept?.position ?? null,
      replaces: command.id,
      changedAt: Date.now(),
    });
    await navigate({ to: "/field/$id", params: { id: command.subject } });
  };
  return (
    <Button size="large" onClick={() => void edit()}>
      {t("修改后重发", "Edit and send")}
    </Button>
  );
}
