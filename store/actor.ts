/**
 * Who a store call is made for. `person` goes through the row policies with the scopes of the grants; `system` is the platform
 * itself (judge, gateway, sealer, start-up), named so that the audit line can say which.
 */
export type Actor =
  | Readonly<{ kind: "system"; name: string }>
  | Readonly<{
      kind: "person";
      id: string;
      name: string;
      /** Scopes of the grants in force: `r:<region code>` and `o:<organ id>`. */
      scopes: readonly string[];
      roles: readonly string[];
      /** The organ in whose name the person acts. */
      organ: string | undefined;
      peer?: string;
      request?: string;
    }>;

export const systemActor = (name: string): Actor => ({ kind: "system", name });
