import { Button } from "antd";
import { useRef, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { Problem } from "#kernel/view/problem.ts";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import type { Shot } from "../../field/store.ts";
import type { Fix } from "./position.ts";
import { takeShot } from "./take.ts";

type TakeButtonsProps = Readonly<{
  account: string;
  fix: Fix | null;
  onTaken: (shot: Shot) => void;
  onLocate: () => void;
  locating: boolean;
  onStore: () => void;
  storeLabel: string;
  disabled: boolean;
}>;

/** The bar of large buttons at the bottom: camera, album, position, and keeping what was recorded. */
export function TakeButtons(props: TakeButtonsProps) {
  const { account, fix, onTaken, onLocate, locating, onStore, storeLabel, disabled } = props;
  const camera = useRef<HTMLInputElement>(null);
  const album = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = "";
    setBusy(true);
    setProblem(null);
    try {
      for (const file of files) onTaken(await takeShot(account, file, fix));
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="field-bar">
      {problem !== null && <ProblemNote error={problem} />}
      <div className="field-bar-tools">
        <Button size="large" onClick={() => camera.current?.click()} loading={busy}>
          {t("拍照", "Photo")}
        </Button>
        <Button size="large" onClick={() => album.current?.click()} disabled={busy}>
          {t("选文件", "File")}
        </Button>
        <Button size="large" onClick={onLocate} loading={locating}>
          {t("定位", "Locate")}
        </Button>
      </div>
      <Button type="primary" size="large" block onClick={onStore} disabled={disabled || busy}>
        {storeLabel}
      </Button>
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t("拍照", "Photo")}
        onChange={(event) => void take(event.target)}
      />
      <input
        ref={album}
        type="file"
        accept="image/*,application/pdf,video/mp4,audio/*"
        multiple
        hidden
        aria-label={t("选文件", "File")}
        onChange={(event) => void take(event.target)}
      />
    </div>
  );
}

/** A full device says so: nothing that was recorded earlier is touched. */
function inWords(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") return error;
  return new Problem({
    status: 0,
    code: "device.full",
    zh: "本机存储已满，这张照片没有存下。请先联网上传，或清理设备空间后再拍。",
    en: "The device is full; this photo was not kept. Send what waits, or free some space, and take it again.",
  });
}
