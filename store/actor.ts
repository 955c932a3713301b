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
      /**
       * In whose name the person acts, where that is another (AB 角): scopes, roles and organ are then those of the other, and `name` says
       * both, 甲（代 乙）.
       */
      onBehalfOf?: Readonly<{ id: string; name: string }>;
      /**
       * When a device recorded in the field what it sends now, epoch ms: by its own clock, how far that clock was ahead, and our estimate of the
       * true time.
       */
      device?: Readonly<{ deviceAt: number; offsetMs: number; at: number; doubtful: boolean }>;
      peer?: string;
      request?: string;
    }>;

export const systemActor = (name: string): Actor => ({ kind: "system", name });
