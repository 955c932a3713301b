import fc from "fast-check";
import { expect, test } from "vitest";
import { isEnd } from "#kernel/case/category.ts";
import { lintCase } from "#kernel/case/lint.ts";
import { actsOf, stepCase } from "#kernel/case/step.ts";
import { uuidv7 } from "#kernel/id.ts";
import { exceedance } from "./exceedance.ts";
import { exceedanceTerm } from "./exceedance-terms.ts";

const officer = { roles: ["banner"], handler: true, party: false };
const enterprise = { roles: ["enterprise"], handler: false, party: true };
const stranger = { roles: ["banner"], handler: false, party: false };

test("the definition is sound and every clock has a term", () => {
  expect(lintCase(exceedance)).toEqual([]);
  for (const clock of exceedance.clocks)
    expect(exceedanceTerm(clock, "2026-11-24")).toMatchObject({ verified: false, source: "平台规则，非法定" });
  expect(exceedance.number({ code: "150121", year: 2026, seq: 7 })).toBe("超标〔2026〕150121-0007号");
});

test("any walk of both sides ends, or can go on, and never leaves an end", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (choices) => {
      let state = exceedance.opens.state;
      for (const choice of choices) {
        const possible = [...actsOf(exceedance, state, officer), ...actsOf(exceedance, state, enterprise)];
        const category = exceedance.states[state]?.category;
        if (category && isEnd(category)) {
          expect(possible).toEqual([]);
          return;
        }
        expect(possible.length).toBeGreaterThan(0);
        const chosen = possible[choice % possible.length];
        if (!chosen) throw new Error("no act");
        const values = Object.fromEntries(
          chosen.transition.fields.map((field) => [
            field.name,
            field.type === "person" ? uuidv7() : (field.choices?.[0]?.value ?? "说明"),
          ]),
        );
        const as = chosen.transition.by === "party" ? enterprise : officer;
        const step = stepCase(exceedance, { state, version: 1 }, { act: chosen.id, baseVersion: 1, values }, as);
        if (!step.ok) throw new Error(step.code);
        state = step.to;
      }
    }),
  );
});

test("an act is refused in the wrong state, by the wrong person, without its note, with an unknown choice", () => {
  const at = (state: string, act: string, values: Record<string, unknown>, as = officer) =>
    stepCase(exceedance, { state, version: 1 }, { act, baseVersion: 1, values }, as);
  expect(at("notified", "resolve", { note: "x" })).toMatchObject({ ok: false, code: "case.transition" });
  expect(at("closed", "resolve", { note: "x" })).toMatchObject({ ok: false, code: "case.closed" });
  expect(at("notified", "explain", {}, officer)).toMatchObject({ ok: false, code: "access.role" });
  expect(at("verifying", "return", { note: "缺少佐证" }, stranger)).toMatchObject({ ok: false, code: "access.role" });
  expect(at("verifying", "return", { note: "  " })).toMatchObject({
    ok: false,
    code: "field.required",
    detail: { field: "note" },
  });
  expect(at("verifying", "verify", { note: "属实", finding: "maybe" })).toMatchObject({
    ok: false,
    code: "field.invalid",
    detail: { field: "finding" },
  });
  expect(at("verifying", "verify", { note: "属实", finding: "confirmed" })).toMatchObject({
    ok: true,
    to: "verified",
    values: { finding: "confirmed", note: "属实" },
  });
});
