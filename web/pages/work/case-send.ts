import { queries, send, useSend } from "../../api.ts";
import type { CaseDetail } from "./answers.ts";
import { useOnceKey } from "./form-drawer.tsx";

/** A write to one case beside its acts; the page shows what the platform answers, which is the case as it then stands. */
export function useCaseSend(
  id: string,
  path: "asks" | "answers" | "withdrawals" | "extensions" | "extension-decisions" | "supervision" | "supervision/lift",
) {
  const key = useOnceKey();
  return useSend(
    (body: Record<string, unknown>) =>
      send<CaseDetail>("POST", `/cases/${id}/${path}`, body, { idempotencyKey: key(body) }),
    {
      stale: ["/cases", "/inbox"],
      onDone: (now) => queries.setQueryData(["get", `/cases/${id}`, {}], now),
    },
  );
}
