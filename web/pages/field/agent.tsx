import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { get, makeStale, queries, usePerson } from "../../api.ts";
import { useNewerVersion } from "../../field/app.ts";
import { isPending, needsPerson } from "../../field/queue.ts";
import { startSender, useSender, wakeSender } from "../../field/sender.ts";
import { apply, waitingByAccount } from "../../field/store.ts";
import { fieldsFor } from "../../layout/pages.ts";
import { hearAgain, useLive } from "../../live.ts";
import { useQueue } from "./field-state.ts";
import "./line.css";

/** Keeps the outbox of the signed-in person moving while any page is open. Draws nothing. */
export function FieldAgent() {
  const { id, roles } = usePerson();
  const { online } = useLive();
  useEffect(
    () =>
      startSender(id, () => {
        hearAgain();
        for (const path of ["/field/tasks", "/cases", "/evidence"]) void makeStale(queries, path);
      }),
    [id],
  );
  useEffect(() => {
    // the platform is heard again: pauses that were meant for a dead network are over
    if (online) void apply(id, { is: "hurry" }).then(wakeSender);
  }, [online, id]);
  useEffect(() => takeAlong(roles), [roles]);
  return null;
}

/** Who carries the platform along: a phone, or a window that was installed. */
const carried = "(max-width: 767px), (display-mode: standalone)";
const againMs = 10 * 60_000;

/** Reads what the field needs while there is a network, so that it is there when there is none; returns what ends it. */
function takeAlong(roles: readonly string[]): () => void {
  const worker = navigator.serviceWorker;
  const goes = fieldsFor(roles).some(({ pages }) => pages.some(({ path }) => path === "/field"));
  const read = () => {
    if (goes && matchMedia(carried).matches)
      void queries.prefetchQuery({ queryKey: ["get", "/field/tasks", {}], queryFn: () => get("/field/tasks") });
  };
  // what was read before the worker began was not kept by it
  const anew = () => {
    void queries.invalidateQueries({ queryKey: ["get", "/session", {}] });
    void queries.invalidateQueries({ queryKey: ["get", "/field/tasks", {}] }).then(read);
  };
  read();
  const timer = setInterval(read, againMs);
  worker?.addEventListener("controllerchange", anew);
  return () => {
    clearInterval(timer);
    worker?.removeEventListener("controllerchange", anew);
  };
}

/** The permanent line of the phone: 在线 or 离线, and how much waits to be sent. */
export function ConnectionLine() {
  const { id } = usePerson();
  const { online } = useLive();
  const { busy, last } = useSender();
  const queue = useQueue(id) ?? [];
  const pending = queue.filter(isPending).length;
  const stuck = queue.filter(needsPerson).length;
  return (
    <Link
      to="/field/queue"
      className="connection-line"
      data-online={online}
      data-stuck={stuck > 0}
      data-pending={pending}
    >
      <i aria-hidden />
      <span>{online ? t("在线", "Online") : t("离线", "Offline")}</span>
      {pending > 0 && <span>{t(`待传 ${pending}`, `${pending} to send`)}</span>}
      {stuck > 0 && <b>{t(`${stuck} 条待您处理`, `${stuck} need you`)}</b>}
      {stuck === 0 && pending > 0 && busy && online && <span>{t("正在上传", "sending")}</span>}
      {pending > 0 && online && last === "signed-out" && !busy && <b>{t("登录已失效", "signed out")}</b>}
      {pending === 0 && !online && <span>{t("显示已读到的数据", "showing what was read")}</span>}
    </Link>
  );
}

/** Says that another version was fetched; it is used when the person says so. What is half written is kept. */
export function NewerVersion() {
  if (!useNewerVersion()) return null;
  return (
    <button type="button" className="newer-version" onClick={() => location.reload()}>
      {t("有新版本，点此更新", "A new version is ready; tap to update")}
    </button>
  );
}

/** On the sign-in page: records on this device that wait for their owner. */
export function WaitingRecords() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    void waitingByAccount().then((counts) => setCount([...counts.values()].reduce((sum, one) => sum + one, 0)));
  }, []);
  if (count === 0) return null;
  return (
    <p className="waiting-records" role="status">
      {t(
        `本机还有 ${count} 条现场记录待传。用原账号登录后自动上传。`,
        `${count} field records on this device wait to be sent. Sign in with the account that made them.`,
      )}
    </p>
  );
}
