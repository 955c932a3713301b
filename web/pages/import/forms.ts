import type { FormReply } from "#kernel/export/form.ts";
import { useGet } from "../../api.ts";

/** The official forms of a register that are in force today. */
export function useForms(register: string | undefined): readonly FormReply[] {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const { data } = useGet<{ items: FormReply[] }>(
    register ? "/forms" : null,
    { register, on: today },
    { staleMs: 300_000 },
  );
  return data?.items ?? [];
}
