import { useLayoutEffect, useRef } from "react";
import type { Face } from "#kernel/paper/face.ts";
import { previewHtml } from "#kernel/paper/html.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { PaperDetail } from "./answers.ts";
import "./papers.css";

/** A4 at 96 px to the inch. */
const sheetWidth = 794;

/**
 * The paper as it will be printed, on a sheet that fits the place it is given. It stands in a root of its own, so that neither the page's
 * style reaches it nor its style the page; nothing in it can run.
 */
export function PaperPreview({ face }: Readonly<{ face: Face }>) {
  const box = useRef<HTMLDivElement>(null);
  const html = previewHtml(face);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    root.innerHTML = html;
    const resize = () => {
      const sheet = root.querySelector<HTMLElement>(".body");
      if (sheet) sheet.style.setProperty("zoom", String(Math.min(1, element.clientWidth / sheetWidth)));
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => observer.disconnect();
  }, [html]);
  return <div ref={box} className="paper-preview" role="img" aria-label={t("公文版面预览", "Preview of the paper")} />;
}

/** The face of a paper as it stands; pictures of seals come from the platform. */
export const faceOf = (paper: PaperDetail): Face => ({
  ...paper.face,
  seals: paper.face.seals.map((seal) => ({ ...seal, image: seal.image && `/api/v1/files/${seal.image}` })),
});
