import { Button, Progress } from "antd";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { uuidv7 } from "#kernel/id.ts";
import { t } from "#kernel/view/language.view.tsx";
import { problemText } from "#kernel/view/problem-note.view.tsx";
import { makeStale, queries } from "../../api.ts";
import { bringExhibit } from "./bring.ts";
import { sizeText } from "./exhibit-words.ts";
import type { UploadProgress } from "./upload.ts";

type Line = Readonly<{
  id: string;
  file: File;
  camera: boolean;
  progress: UploadProgress | null;
  error: unknown;
  stop: AbortController;
}>;

/** Files on their way to becoming exhibits: one after the other, each with its progress; what failed stays and may be tried again. */
export function useUploads(owner: Readonly<{ kind: string; id: string }>) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const tail = useRef<Promise<unknown>>(Promise.resolve());
  const change = (id: string, next: Partial<Line>) =>
    setLines((now) => now.map((line) => (line.id === id ? { ...line, ...next } : line)));
  const drop = (id: string) => setLines((now) => now.filter((line) => line.id !== id));

  const run = async ({ id, file, camera, stop }: Line): Promise<void> => {
    if (stop.signal.aborted) return;
    try {
      await bringExhibit({
        ...{ owner, file, camera, id, signal: stop.signal },
        onProgress: (progress) => change(id, { progress }),
      });
      drop(id);
      void makeStale(queries, "/evidence");
    } catch (error) {
      if (!stop.signal.aborted) change(id, { error, progress: null });
    }
  };
  const queue = (line: Line) => {
    tail.current = tail.current.then(() => run(line));
  };
  const add = (files: readonly File[], camera = false) => {
    const fresh = files.map((file) => ({
      ...{ id: uuidv7(), file, camera, progress: null, error: null },
      stop: new AbortController(),
    }));
    setLines((now) => [...now, ...fresh]);
    for (const line of fresh) queue(line);
  };
  const again = (line: Line) => {
    const next = { ...line, error: null, progress: null, stop: new AbortController() };
    change(line.id, next);
    queue(next);
  };
  const remove = (line: Line) => {
    line.stop.abort();
    drop(line.id);
  };
  return {
    add,
    buttons: <AddButtons onFiles={add} />,
    lines: lines.length > 0 && (
      <ul className="evidence-uploads">
        {lines.map((line) => (
          <UploadLine key={line.id} line={line} onAgain={() => again(line)} onRemove={() => remove(line)} />
        ))}
      </ul>
    ),
  };
}

function AddButtons({ onFiles }: Readonly<{ onFiles: (files: readonly File[], camera: boolean) => void }>) {
  const picker = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement, fromCamera: boolean) => {
    onFiles([...(input.files ?? [])], fromCamera);
    // the same file may be chosen again
    input.value = "";
  };
  return (
    <>
      <input ref={picker} type="file" multiple hidden onChange={(event) => take(event.target, false)} />
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={(event) => take(event.target, true)}
      />
      <Button className="evidence-camera" onClick={() => camera.current?.click()}>
        {t("拍照", "Take a photo")}
      </Button>
      <Button type="primary" onClick={() => picker.current?.click()}>
        {t("添加文件", "Add files")}
      </Button>
    </>
  );
}

type UploadLineProps = Readonly<{ line: Line; onAgain: () => void; onRemove: () => void }>;

function UploadLine({ line: { file, progress, error }, onAgain, onRemove }: UploadLineProps) {
  return (
    <li>
      <div className="evidence-upload-name">
        <strong>{file.name}</strong>
        <span className="quiet">
          {sizeText(file.size)} · {error ? problemText(error) : stageText(progress)}
        </span>
      </div>
      {!error && <Progress percent={percentOf(progress)} size="small" showInfo={false} />}
      {error !== null && (
        <Button size="small" onClick={onAgain}>
          {t("重试", "Try again")}
        </Button>
      )}
      <Button size="small" type="text" onClick={onRemove}>
        {error ? t("移除", "Remove") : t("取消", "Cancel")}
      </Button>
    </li>
  );
}

function stageText(progress: UploadProgress | null): string {
  if (!progress) return t("等待上传", "Waiting for its turn");
  if (progress.stage === "hashing") return t("正在计算 SM3", "Hashing");
  const sent = `${sizeText(progress.done)} / ${sizeText(progress.of)}`;
  if (progress.stage === "waiting")
    return t(`网络中断，恢复后从 ${sent} 处继续`, `No connection; goes on from ${sent}`);
  return t(`已上传 ${sent}`, `${sent} sent`);
}

/** Hashing is a tenth of the way. */
const percentOf = (progress: UploadProgress | null): number =>
  progress === null
    ? 0
    : progress.stage === "hashing"
      ? (10 * progress.done) / progress.of
      : 10 + (90 * progress.done) / progress.of;

type DropFieldProps = Readonly<{ enabled: boolean; onFiles: (files: readonly File[]) => void; children: ReactNode }>;

/** Files may be dropped anywhere on what it holds. */
export function DropField({ enabled, onFiles, children }: DropFieldProps) {
  const [over, setOver] = useState(false);
  if (!enabled) return <>{children}</>;
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === "dragover");
    if (event.type === "drop") onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped can be chosen with the button too
    <div className={over ? "evidence-drop over" : "evidence-drop"} onDragOver={drag} onDragLeave={drag} onDrop={drag}>
      {over && <div className="evidence-drop-note">{t("松开即添加为证据", "Release to add as evidence")}</div>}
      {children}
    </div>
  );
}
