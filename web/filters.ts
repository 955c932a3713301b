import { useNavigate, useSearch } from "@tanstack/react-router";

export type Filters = Readonly<Record<string, string | undefined>>;

/** The filters of a page live in its address, so that a screen can be sent to a colleague. Empty ones are left out. */
export function useFilters(): [Filters, (change: Filters) => void] {
  const filters = useSearch({ strict: false }) as Filters;
  const navigate = useNavigate();
  const set = (change: Filters) => {
    const next: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...filters, ...change })) if (value) next[name] = value;
    void navigate({ to: ".", search: next as never, replace: true });
  };
  return [filters, set];
}

/** `?a=1&b=2` as plain text both ways: the router's own coding would quote numbers as JSON. */
export const plainSearch = {
  parseSearch: (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search: Record<string, unknown>): string => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(search))
      if (value !== undefined && value !== "") query.set(name, String(value));
    const text = query.toString();
    return text ? `?${text}` : "";
  },
};
