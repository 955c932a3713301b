import type { ThemeConfig } from "antd";

/**
 * Every colour, size and weight of the interface, once. Neutrals carry the page, one deep blue-green carries action and selection,
 * and the status hues belong to the field: they never decorate. antd takes its theme from here, everything else the CSS variables.
 */
const neutral = {
  ink: "#1a2526",
  "ink-2": "#47575a",
  "ink-3": "#63737a",
  line: "#d5dedf",
  "line-2": "#e7eded",
  page: "#f3f6f6",
  surface: "#ffffff",
  sunk: "#f7f9f9",
  hover: "#eef4f4",
  mask: "rgba(16, 32, 34, 0.42)",
} as const;

const brand = {
  brand: "#0b5a61",
  "brand-hover": "#0e7079",
  "brand-press": "#08454b",
  "brand-pale": "#e2efef",
  "brand-line": "#9cc3c5",
} as const;

/** Clocks 红黄绿 and warnings 红橙黄蓝; grey and violet say that nothing is known. Used in dots, bars and cells, never as text. */
const status = {
  red: "#c92a1f",
  orange: "#e5761b",
  yellow: "#eab308",
  green: "#2f8f57",
  blue: "#2a6fbb",
  violet: "#76628f",
  grey: "#8b989b",
  "red-pale": "#fbeae8",
  "orange-pale": "#fdf0e4",
  "yellow-pale": "#fcf6dd",
  "green-pale": "#e7f3ec",
  "blue-pale": "#e6eff8",
  "grey-pale": "#eef1f1",
} as const;

/** HJ 633: AQI levels 优 to 严重污染. The second list is the text colour that keeps its contrast on the hue. */
const aqi = {
  "aqi-1": "#00e400",
  "aqi-2": "#ffff00",
  "aqi-3": "#ff7e00",
  "aqi-4": "#ff0000",
  "aqi-5": "#99004c",
  "aqi-6": "#7e0023",
};
const onAqi = {
  "on-aqi-1": "#1a2526",
  "on-aqi-2": "#1a2526",
  "on-aqi-3": "#1a2526",
  "on-aqi-4": "#000000",
  "on-aqi-5": "#ffffff",
  "on-aqi-6": "#ffffff",
};

/** GB 3838 classes Ⅰ to 劣Ⅴ: blue, green, yellow, orange, red. */
const water = {
  "water-1": "#1f64b8",
  "water-2": "#4f93db",
  "water-3": "#2f9a4f",
  "water-4": "#f2d21b",
  "water-5": "#f0881c",
  "water-6": "#d0281e",
};
const onWater = {
  "on-water-1": "#ffffff",
  "on-water-2": "#0c1c2c",
  "on-water-3": "#041a0b",
  "on-water-4": "#1a2526",
  "on-water-5": "#1a2526",
  "on-water-6": "#ffffff",
};

/** At most five series share a chart. */
const series = {
  "series-1": "#0b5a61",
  "series-2": "#b45f06",
  "series-3": "#5b4a9e",
  "series-4": "#4d7c0f",
  "series-5": "#9d174d",
};

const map = {
  "map-land": "#f6f7f3",
  "map-outside": "#e9eeee",
  "map-border": "#a9b5b6",
  "map-border-2": "#d3dada",
  "map-label": "#5a6a6d",
};

/** Spacing in px: one step is 4. */
const space = {
  "space-1": "4px",
  "space-2": "8px",
  "space-3": "12px",
  "space-4": "16px",
  "space-5": "24px",
  "space-6": "32px",
};

const type = {
  font: "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif",
  mono: "ui-monospace, 'SFMono-Regular', 'Cascadia Mono', Consolas, 'Noto Sans SC', monospace",
  "size-1": "12px",
  "size-2": "14px",
  "size-3": "16px",
  "size-4": "20px",
  "size-5": "28px",
  bold: "700",
} as const;

const shape = {
  radius: "4px",
  "bar-height": "48px",
  "row-height": "36px",
  "nav-width": "176px",
  "phone-bar": "56px",
} as const;

export const tokens = {
  ...neutral,
  ...brand,
  ...status,
  ...aqi,
  ...onAqi,
  ...water,
  ...onWater,
  ...series,
  ...map,
  ...space,
  ...type,
  ...shape,
} as const;

export type Token = keyof typeof tokens;

/** Writes every token as a CSS variable (`--ink`, `--aqi-1`, …) on the page's root. */
export function applyTokens(root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens)) root.style.setProperty(`--${name}`, value);
}

export const antdTheme: ThemeConfig = {
  token: {
    colorPrimary: tokens.brand,
    colorInfo: tokens.brand,
    colorLink: tokens.brand,
    colorLinkHover: tokens["brand-hover"],
    colorSuccess: tokens.green,
    colorWarning: tokens.orange,
    colorError: tokens.red,
    colorText: tokens.ink,
    colorTextSecondary: tokens["ink-2"],
    colorTextTertiary: tokens["ink-3"],
    colorTextPlaceholder: tokens["ink-3"],
    colorBorder: "#b9c6c8",
    colorBorderSecondary: tokens["line-2"],
    colorBgLayout: tokens.page,
    colorBgMask: tokens.mask,
    fontFamily: tokens.font,
    fontSize: 14,
    borderRadius: 4,
    controlHeight: 32,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
    boxShadowSecondary: "0 4px 16px rgba(16, 32, 34, 0.14)",
  },
  components: {
    Button: {
      primaryShadow: "none",
      defaultShadow: "none",
      dangerShadow: "none",
      contentFontSizeSM: 13,
    },
    Tabs: { horizontalItemPadding: "10px 0", horizontalMargin: "0 0 12px" },
    Segmented: { trackBg: tokens["line-2"] },
    Form: { verticalLabelPadding: "0 0 4px", itemMarginBottom: 16 },
  },
};
