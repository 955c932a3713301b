/** A name shown to people: Chinese always, English as well; Mongolian and others as far as somebody has loaded them (never machine-made). */
export type Title = Readonly<{ zh: string; en: string; mn?: string }>;

/** What a value is called among the choices that it was taken from; undefined when it is none of them. */
export const choiceTitle = (
  choices: readonly Readonly<{ value: string; title: Title }>[] | undefined,
  value: unknown,
): Title | undefined => choices?.find((choice) => choice.value === value)?.title;
