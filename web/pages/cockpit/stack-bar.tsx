import { Link } from "@tanstack/react-router";
import { numberText } from "#kernel/view/format.ts";

export type Part = Readonly<{
  key: string;
  title: string;
  count: number;
  /** CSS colours of the field and of the text on it. */
  fill: string;
  ink: string;
  to?: string;
  search?: Record<string, string>;
}>;

/** Shares of a whole as one bar, with every part named and counted below, also the ones that are zero. */
export function StackBar({ parts, label }: Readonly<{ parts: readonly Part[]; label: string }>) {
  return (
    <div className="stack">
      <div
        className="stack-bar"
        role="img"
        aria-label={`${label}: ${parts.map((part) => `${part.title} ${part.count}`).join(", ")}`}
      >
        {parts
          .filter((part) => part.count > 0)
          .map((part) => (
            <i key={part.key} style={{ flexGrow: part.count, background: part.fill, color: part.ink }}>
              {numberText(part.count)}
            </i>
          ))}
      </div>
      <ul>
        {parts.map((part) => (
          <li key={part.key} className={part.count === 0 ? "quiet" : undefined}>
            <span className="stack-swatch" style={{ background: part.fill }} />
            {part.to && part.count > 0 ? (
              <Link to={part.to} search={part.search as never}>
                {part.title}
              </Link>
            ) : (
              <span>{part.title}</span>
            )}
            <b>{numberText(part.count)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
