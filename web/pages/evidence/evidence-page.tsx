import { Link, useParams } from "@tanstack/react-router";
import type { Exhibits } from "#kernel/evidence/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { EvidencePanel } from "./evidence-panel.tsx";

/** The exhibits of one matter, on a page of their own that can be sent to a colleague and printed. */
export function EvidencePage() {
  const { owner: id } = useParams({ strict: false }) as { owner: string };
  const answer = useGet<Exhibits>("/evidence", { owner: id });
  if (!answer.data)
    return (
      <div className="page">
        {answer.error ? (
          <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <BlockSkeleton height={320} />
        )}
      </div>
    );
  const { owner } = answer.data;
  const back =
    owner.kind === "case" ? (
      <Link to="/cases/$id" params={{ id: owner.id }}>
        ← {owner.number}
      </Link>
    ) : undefined;
  return (
    <div className="page">
      <PageHead title={t("证据", "Evidence")} sentence={owner.title} {...(back ? { back } : {})} />
      <Section>
        <EvidencePanel owner={owner} canAdd />
      </Section>
    </div>
  );
}
