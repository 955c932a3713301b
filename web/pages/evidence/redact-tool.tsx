import { Button, Input, Modal } from "antd";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Exhibit } from "#kernel/evidence/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { makeStale, queries } from "../../api.ts";
import { bringExhibit } from "./bring.ts";
import { exhibitTitle, fileUrl } from "./exhibit-words.ts";

/** In pixels of the picture. */
type Box = Readonly<{ x: number; y: number; width: number; height: number }>;
type RedactToolProps = Readonly<{ item: Exhibit; onClose: () => void; onMade: (id: string) => void }>;

/** Black boxes over a copy of the picture. What is under them is not in the copy, and neither is what the camera wrote into the original. */
export function RedactTool({ item, onClose, onMade }: RedactToolProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = usePicture(fileUrl(item));
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  const [drawn, setDrawn] = useState<Box | null>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => paint(canvas.current, picture, drawn ? [...boxes, drawn] : boxes), [picture, boxes, drawn]);
  const draw = useDrawing(canvas, drawn, setDrawn, (box) => setBoxes((now) => [...now, box]));
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const file = await fileOf(canvas.current, item.name);
      const made = await bringExhibit({ owner: item.owner, file, derivedFrom: item.id, redaction: reason.trim() });
      await makeStale(queries, "/evidence");
      onMade(made.id);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t(`制作遮盖件 · ${exhibitTitle(item)}`, `Redact a copy · ${exhibitTitle(item)}`)}
      width={960}
      className="redact-modal"
      onCancel={onClose}
      mask={{ closable: false }}
      okText={t("保存遮盖件", "Save the copy")}
      okButtonProps={{ disabled: boxes.length === 0 || reason.trim().length < 2, loading: busy }}
      onOk={() => void save()}
    >
      <p className="work-intro">
        {t(
          "在图上拖动画出黑块。原件保持不变；对外提供时以遮盖件代替原件。",
          "Drag over the picture. The original stays as it is; the copy goes out in its place.",
        )}
      </p>
      {error !== null && <ProblemNote error={error} />}
      <canvas ref={canvas} className="redact-canvas" {...draw} />
      <div className="redact-foot">
        <Button disabled={boxes.length === 0} onClick={() => setBoxes((now) => now.slice(0, -1))}>
          {t("撤销上一块", "Undo")}
        </Button>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={200}
          placeholder={t("遮盖理由，如：遮盖举报人面部与车牌", "Reason, e.g. faces and number plates")}
          aria-label={t("遮盖理由", "Reason for redaction")}
        />
      </div>
    </Modal>
  );
}

function usePicture(url: string): HTMLImageElement | null {
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    const image = new Image();
    image.onload = () => setPicture(image);
    image.src = url;
  }, [url]);
  return picture;
}

function paint(canvas: HTMLCanvasElement | null, picture: HTMLImageElement | null, boxes: readonly Box[]): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || !picture) return;
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  context.drawImage(picture, 0, 0);
  context.fillStyle = "#000000";
  for (const { x, y, width, height } of boxes) context.fillRect(x, y, width, height);
}

/** From where the pointer went down to where it is, in pixels of the picture. */
function useDrawing(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  drawn: Box | null,
  setDrawn: (box: Box | null) => void,
  onBox: (box: Box) => void,
) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const place = (event: PointerEvent) => {
    const element = canvas.current as HTMLCanvasElement;
    const shown = element.getBoundingClientRect();
    return {
      x: ((event.clientX - shown.left) * element.width) / shown.width,
      y: ((event.clientY - shown.top) * element.height) / shown.height,
    };
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      canvas.current?.setPointerCapture(event.pointerId);
      start.current = place(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!start.current) return;
      const [from, to] = [start.current, place(event)];
      setDrawn({
        x: Math.min(from.x, to.x),
        y: Math.min(from.y, to.y),
        width: Math.abs(to.x - from.x),
        height: Math.abs(to.y - from.y),
      });
    },
    onPointerUp: () => {
      start.current = null;
      // a click that did not move draws nothing
      if (drawn && drawn.width > 3 && drawn.height > 3) onBox(drawn);
      setDrawn(null);
    },
  };
}

/** A JPEG drawn anew, under the name of its original with 遮盖件 behind it. */
function fileOf(canvas: HTMLCanvasElement | null, name: string): Promise<File> {
  return new Promise((resolve, reject) => {
    if (!canvas) return reject(new Error("the picture is gone"));
    canvas.toBlob(
      (blob) =>
        blob
          ? resolve(new File([blob], `${name.replace(/\.[^.]+$/, "")}（遮盖件）.jpg`, { type: "image/jpeg" }))
          : reject(new Error("the picture could not be written")),
      "image/jpeg",
      0.92,
    );
  });
}
