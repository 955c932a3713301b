import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PublicationItem } from "#kernel/publication/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { productName } from "../../language.ts";
import { Mark } from "../../layout/icons.tsx";
import "./publicity.css";

/** The frame of pages that anybody reads: whose pages they are, and nothing of the application behind them. */
export function PublicityFrame({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <div className="publicity">
      <header className="publicity-head">
        <Link to="/publicity">
          <Mark />
          <b>{t(productName.long)}</b>
          <span>{t("信息公示", "Made public")}</span>
        </Link>
      </header>
      <main>{children}</main>
      <footer className="publicity-foot">
        {t(
          "公示内容由办理单位审定，不含个人信息和精确位置。公示期内可提出异议。",
          "What is shown was approved by the handling organ; it holds no personal data and no exact place. Object while it is open.",
        )}
      </footer>
    </div>
  );
}

/** How a publication stands, in the words that the public reads. */
export function standingOf({ state, objectionsOpen }: Pick<PublicationItem, "state" | "objectionsOpen">): Status {
  if (state === "withdrawn") return { title: { zh: "已撤下", en: "Withdrawn" }, hue: "grey", shape: "cross" };
  if (state === "ended") return { title: { zh: "已销号", en: "Struck off" }, hue: "green", shape: "dot" };
  return objectionsOpen
    ? { title: { zh: "公示中", en: "Open" }, hue: "blue", shape: "half" }
    : { title: { zh: "公示期满", en: "Days are over" }, hue: "grey", shape: "ring" };
}
