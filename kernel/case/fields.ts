import type { Title } from "#kernel/title.ts";
import type { ActField } from "./define.ts";

/** The fields that nearly every act has, so that a definition reads as its procedure. */
export const longtext = (name: string, title: Title, required = true): ActField => ({
  name,
  title,
  type: "longtext",
  required,
});

/** What stands in the timeline under the act. */
export const note = (title: Title, required = true): ActField => longtext("note", title, required);
