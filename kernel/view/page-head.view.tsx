import type { ReactNode } from "react";

type PageHeadProps = Readonly<{
  title: ReactNode;
  /** One sentence of state: 12 座城市，3 座超标，上次更新 14:05。 */
  sentence?: ReactNode;
  /** Marks beside the title: state, 示例数据. */
  marks?: ReactNode;
  /** The way back up, e.g. a link to the list. */
  back?: ReactNode;
  /** The one primary action of the page, with at most a few quiet ones before it. */
  action?: ReactNode;
}>;

export function PageHead({ title, sentence, marks, back, action }: PageHeadProps) {
  return (
    <header className="page-head">
      <div className="page-head-text">
        {back && <div className="page-head-back">{back}</div>}
        <h1>
          <span>{title}</span>
          {marks}
        </h1>
        {sentence && <p>{sentence}</p>}
      </div>
      {action && <div className="page-head-action">{action}</div>}
    </header>
  );
}
