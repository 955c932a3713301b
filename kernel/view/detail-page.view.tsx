import type { ReactNode } from "react";
import { PageHead } from "./page-head.view.tsx";

export type Fact = Readonly<{
  title: string;
  value: ReactNode;
  wide?: boolean;
}>;

/** Facts as a definition list: the name of each at the left, aligned. */
export function Facts({ facts }: Readonly<{ facts: readonly Fact[] }>) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.title} className={fact.wide ? "facts-wide" : undefined}>
          <dt>{fact.title}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A titled block of a page. `aside` stands at the right of its title. */
export function Section({
  title,
  aside,
  children,
  flush,
}: Readonly<{
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}>) {
  return (
    <section className={flush ? "block block-flush" : "block"}>
      {(title || aside) && (
        <div className="block-head">
          {title && <h2>{title}</h2>}
          {aside && <div className="block-aside">{aside}</div>}
        </div>
      )}
      <div className="block-body">{children}</div>
    </section>
  );
}

type DetailPageProps = Readonly<{
  head: Parameters<typeof PageHead>[0];
  /** What is so: the facts, at the left. */
  facts: ReactNode;
  /** What happened: the story, at the right; usually tabs named as questions. */
  children: ReactNode;
}>;

/** One thing: its facts at the left, its story at the right; one below the other on a phone and in print. */
export function DetailPage({ head, facts, children }: DetailPageProps) {
  return (
    <div className="page">
      <PageHead {...head} />
      <div className="detail">
        <aside className="detail-facts">{facts}</aside>
        <div className="detail-story">{children}</div>
      </div>
    </div>
  );
}
