import { Link } from "@tanstack/react-router";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import type { CaseDetail, CaseLink } from "./answers.ts";
import { CaseStateMark } from "./marks.tsx";
import "./case.css";

/** The case that this one is a part of, and its own sub-cases. */
export function CaseLinks({ item }: Readonly<{ item: CaseDetail }>) {
  if (!item.parent && item.children.length === 0) return null;
  return (
    <Section title={item.parent ? t("主案与子案", "Cases") : t("子案", "Sub-cases")} flush>
      {item.parent && <Linked one={item.parent} role={t("主案", "Main case")} />}
      {item.children.map((one) => (
        <Linked key={one.id} one={one} role={t(one.definition)} />
      ))}
    </Section>
  );
}

function Linked({ one, role }: Readonly<{ one: CaseLink; role: string }>) {
  return (
    <div className="case-row">
      <div className="case-row-head">
        <Link to="/cases/$id" params={{ id: one.id }}>
          {one.number}
        </Link>
        <CaseStateMark state={one.state} />
      </div>
      <p>
        {role} · {one.title}
      </p>
    </div>
  );
}
