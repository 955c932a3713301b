/** What a state is for, whatever its name: statistics over all kinds of case count by it. */
export type StateCategory = "draft" | "open" | "waiting" | "decision" | "closed" | "void";

/** Whether nothing more can be done in a state of this category. */
export const isEnd = (category: StateCategory): boolean => category === "closed" || category === "void";
