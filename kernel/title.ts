/** A name shown to people: Chinese always, English as well; Mongolian and others as far as somebody has loaded them (never machine-made). */
export type Title = Readonly<{ zh: string; en: string; mn?: string }>;
