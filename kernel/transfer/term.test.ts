import { describe, expect, it } from "vitest";
import { modes, offeredModes } from "./mode.ts";
import { transferTerm } from "./term.ts";

describe("terms of transfers", () => {
  it("gives every mode a term for its answer, and one for its outcome exactly where one is owed", () => {
    for (const mode of offeredModes) {
      expect(transferTerm({ mode, what: "answer", duty: null, date: "2026-11-24" })).toBeDefined();
      const owed = transferTerm({ mode, what: "outcome", duty: null, date: "2026-11-24" }) !== undefined;
      expect([mode, owed]).toEqual([mode, modes[mode].outcome !== "none"]);
    }
  });

  it("puts the rule of a duty before the general one, from its day on", () => {
    const police = { mode: "transfer", what: "answer", duty: "police" } as const;
    expect(transferTerm({ ...police, date: "2026-11-24" })).toMatchObject({ unit: "natural-day", amount: 3 });
    expect(transferTerm({ ...police, date: "2020-01-02" })).toMatchObject({ unit: "working-day", amount: 7 });
  });

  it("says of every term that nobody has compared it with its source yet", () => {
    for (const mode of offeredModes)
      expect(transferTerm({ mode, what: "answer", duty: null, date: "2026-11-24" })?.verified).toBe(false);
  });
});
