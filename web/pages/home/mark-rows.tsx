import { Link } from "@tanstack/react-router";
import { shortTimeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Named } from "../../contract.ts";
import type { Row } from "../work/answers.ts";
import { fieldText } from "../work/field-value.tsx";
import { useRegisters } from "../work/ref-picker.tsx";

/** The newest marks: for which outfall, what kind, from when until when. */
export function MarkRows({ marks }: Readonly<{ marks: readonly Row[] }>) {
  const kind = useRegisters()
    .list.find((register) => register.id === "monitoring.mark")
    ?.fields.find((field) => field.name === "kind");
  const now = Date.now();
  return (
    <ul className="home-marks">
      {marks.map((mark) => (
        <li key={mark.id}>
          <Link to="/registers/$id/$row" params={{ id: "monitoring.mark", row: mark.id }}>
            {(mark.outfall as Named | null)?.name} · {kind ? fieldText(kind, mark.kind) : ""}
          </Link>
          <span className="quiet small">
            {shortTimeText(String(mark.begins), now)} —{" "}
            {mark.ends ? shortTimeText(String(mark.ends), now) : t("尚未结束", "open")}
          </span>
        </li>
      ))}
    </ul>
  );
}
