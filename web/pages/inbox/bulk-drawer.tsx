import { Button, Drawer, Input, Progress, Select } from "antd";
import { useState } from "react";
import { uuidv7 } from "#kernel/id.ts";
import type { BulkReply, InboxItem } from "#kernel/inbox/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { makeStale, queries, send } from "../../api.ts";

/** The acts that every marked case offers and that need nothing but a note. */
export function commonActs(rows: readonly InboxItem[]): InboxItem["acts"] {
  const [first, ...others] = rows;
  if (!first || rows.some(({ kind }) => kind !== "case")) return [];
  return first.acts.filter(
    ({ id, plain }) => plain && others.every(({ acts }) => acts.some((act) => act.id === id && act.plain)),
  );
}

type Result = Readonly<{ item: InboxItem; done: boolean; why: string }>;
const portion = 10;

/** One act with one note on many cases. Each is done or refused by itself; the list of results says why. */
export function BulkDrawer({
  rows,
  onClose,
}: Readonly<{ rows: readonly InboxItem[]; onClose: (changed: boolean) => void }>) {
  const acts = commonActs(rows);
  const [act, setAct] = useState<string>();
  const [note, setNote] = useState("");
  const [results, setResults] = useState<readonly Result[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const ended = results.length === rows.length;
  const run = async () => {
    setBusy(true);
    setProblem(null);
    const key = uuidv7();
    try {
      for (let from = results.length; from < rows.length; from += portion) {
        const some = rows.slice(from, from + portion);
        const items = some.map(({ id, version }) => ({ id, baseVersion: version }));
        const reply = await send<BulkReply>(
          "POST",
          "/inbox/bulk",
          { act, note: note || undefined, items },
          { idempotencyKey: `${key}-${from}` },
        );
        const found = some.map((item, n): Result => {
          const one = reply.items[n];
          return { item, done: one?.done ?? false, why: one?.problem ? t(one.problem) : "" };
        });
        setResults((before) => [...before, ...found]);
      }
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
      for (const path of ["/inbox", "/cases", "/overview"]) void makeStale(queries, path);
    }
  };
  const refused = results.filter(({ done }) => !done);
  return (
    <Drawer
      open
      title={t(`批量办理 ${rows.length} 件`, `Act on ${rows.length} cases`)}
      size={480}
      onClose={() => onClose(results.length > 0)}
      footer={
        <div className="work-drawer-foot">
          <Button onClick={() => onClose(results.length > 0)}>
            {ended ? t("关闭", "Close") : t("取消", "Cancel")}
          </Button>
          {!ended && (
            <Button type="primary" loading={busy} disabled={act === undefined} onClick={() => void run()}>
              {t(`办理 ${rows.length - results.length} 件`, `Do ${rows.length - results.length}`)}
            </Button>
          )}
        </div>
      }
    >
      {!!problem && <ProblemNote error={problem} />}
      <p className="work-intro">
        {t(
          "每件各自办理：不能办理的会单独说明原因，不影响其他。",
          "Each is done by itself; one that is refused says why.",
        )}
      </p>
      <label className="bulk-field" htmlFor="bulk-act">
        <span>{t("事项", "Act")}</span>
        <Select
          id="bulk-act"
          value={act}
          onChange={setAct}
          disabled={busy || results.length > 0}
          options={acts.map((one) => ({ value: one.id, label: t(one.title) }))}
        />
      </label>
      <label className="bulk-field" htmlFor="bulk-note">
        <span>{t("意见（每件相同）", "Note, the same for each")}</span>
        <Input.TextArea
          id="bulk-note"
          value={note}
          onChange={(event) => setNote(event.target.value)}
          disabled={busy || results.length > 0}
          autoSize={{ minRows: 3, maxRows: 8 }}
          maxLength={2000}
        />
      </label>
      {results.length > 0 && (
        <>
          <Progress percent={Math.round((results.length / rows.length) * 100)} status={busy ? "active" : "normal"} />
          <p role="status">
            {t(
              `已办 ${results.length - refused.length} 件，未办 ${refused.length} 件`,
              `${results.length - refused.length} done, ${refused.length} refused`,
            )}
          </p>
          <ul className="bulk-results">
            {refused.map(({ item, why }) => (
              <li key={item.key}>
                <b>{item.number}</b>
                <span>{why}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Drawer>
  );
}
