import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import type { Page } from "../../contract.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import type { List, PaperDetail, PaperItem, PaperKind } from "./answers.ts";
import { PaperStateMark } from "./paper-marks.tsx";
import "./papers.css";

const officers = ["region", "league", "banner"];

/** The papers of a case: drawn up from its own facts, seen, taken along, and the whole case bound into one file. */
export function CasePapers({ caseId, definition }: Readonly<{ caseId: string; definition?: string }>) {
  const person = usePerson();
  const officer = person.roles.some((role) => officers.includes(role));
  const papers = useGet<Page<PaperItem>>("/papers", { case: caseId, limit: 100 });
  const kinds = useGet<List<PaperKind>>(officer ? "/paper-kinds" : null, { definition }, { staleMs: 600_000 });
  const navigate = useNavigate();
  const key = useOnceKey();
  const draw = useSend(
    (kind: string) =>
      send<PaperDetail>(
        "POST",
        `/cases/${caseId}/papers`,
        { kind },
        { idempotencyKey: key({ caseId, kind, n: papers.data?.items.length }) },
      ),
    { stale: ["/papers", "/cases"], onDone: ({ id }) => void navigate({ to: "/papers/$id", params: { id } }) },
  );
  const file = `/api/v1/cases/${caseId}/file.pdf`;
  const copies = [
    { key: "party", label: t("当事人副本", "Copy for the party") },
    { key: "partner", label: t("移送副本", "Copy for another department") },
  ];
  const made = (kinds.data?.items ?? []).filter(({ fromCase }) => fromCase);
  return (
    <Section
      title={t("文书", "Papers")}
      aside={
        <div className="paper-aside">
          {officer && (
            <Dropdown
              trigger={["click"]}
              disabled={draw.isPending || made.length === 0}
              menu={{
                items: made.map((kind) => ({ key: kind.id, label: t(kind.title) })),
                onClick: ({ key: kind }) => draw.mutate(kind),
              }}
            >
              <Button size="small" loading={draw.isPending}>
                {t("生成文书", "Draw up")}
              </Button>
            </Dropdown>
          )}
          {officer ? (
            <Dropdown.Button
              size="small"
              menu={{
                items: copies,
                onClick: ({ key: audience }) => void window.open(`${file}?for=${audience}`, "_blank"),
              }}
              onClick={() => void window.open(file, "_blank")}
            >
              {t("装订案卷", "Bind the file")}
            </Dropdown.Button>
          ) : (
            <Button size="small" href={file} target="_blank">
              {t("装订案卷", "Bind the file")}
            </Button>
          )}
        </div>
      }
    >
      {(draw.error || papers.error) && <ProblemNote error={draw.error ?? papers.error} />}
      {papers.isPending && <BlockSkeleton height={80} />}
      {papers.data?.items.length === 0 && (
        <Empty title={t("还没有文书", "No papers yet")}>
          {officer && t("“生成文书”会带入本案已有的内容。", "Drawing up takes over what the case already says.")}
        </Empty>
      )}
      <ul className="paper-lines">
        {papers.data?.items.map((paper) => (
          <li key={paper.id}>
            <div>
              <Link to="/papers/$id" params={{ id: paper.id }}>
                {paper.title}
              </Link>
              <small>
                {[
                  paper.number ?? t("未编号", "no number"),
                  paper.issued ? timeText(paper.issued) : paper.draftedBy,
                ].join(" · ")}
              </small>
            </div>
            <span className="paper-aside">
              <PaperStateMark state={paper.state} />
              <a href={`/api/v1/papers/${paper.id}/file.pdf`} target="_blank" rel="noreferrer">
                PDF
              </a>
              <a href={`/api/v1/papers/${paper.id}/file.docx?download=1`}>DOCX</a>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
