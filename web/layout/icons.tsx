import type { ReactNode } from "react";

const drawn = {
  search: (
    <>
      <circle cx="8.5" cy="8.5" r="5.5" />
      <path d="m13 13 4.5 4.5" />
    </>
  ),
  menu: <path d="M3 5.5h14M3 10h14M3 14.5h14" />,
  tasks: <path d="M4 3.5h12v13H4zM7 7.5h6M7 10.5h6M7 13.5h3" />,
  map: <path d="m2.5 5 5-2 5 2 5-2v12l-5 2-5-2-5 2zM7.5 3v12M12.5 5v12" />,
  field: (
    <>
      <path d="M10 17.5c-3.4-4-5-6.4-5-9a5 5 0 0 1 10 0c0 2.6-1.6 5-5 9z" />
      <circle cx="10" cy="8.3" r="1.7" />
    </>
  ),
  bell: <path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" />,
  home: <path d="M3 17V9l7-5.5L17 9v8h-4.5v-5h-5v5z" />,
  person: (
    <>
      <circle cx="10" cy="6.5" r="3.5" />
      <path d="M3 17.5c.6-3.6 3.3-5.5 7-5.5s6.4 1.9 7 5.5" />
    </>
  ),
  close: <path d="m4.5 4.5 11 11m0-11-11 11" />,
} satisfies Record<string, ReactNode>;

/** A line drawing of 20 px in the colour of the text beside it. */
export function Icon({ name, size = 20 }: Readonly<{ name: keyof typeof drawn; size?: number }>) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
      aria-hidden
    >
      {drawn[name]}
    </svg>
  );
}

/** The mark of the product: hills of the steppe above a line of water. */
export function Mark({ size = 24 }: Readonly<{ size?: number }>) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <path
        d="M3 22 12 8.500l5 7.300L20.5 11 29 22z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinejoin="round"
      />
      <path d="M3 27h26" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" opacity="0.7" />
    </svg>
  );
}
