import { channels, modes, outcomeKinds, type TransferState, transferStates } from "#kernel/transfer/mode.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";

/** How the states of a transfer show: whose turn it is, and whether it went well. */
const looks = {
  offered: { hue: "orange", shape: "diamond" },
  accepted: { hue: "blue", shape: "half" },
  returned: { hue: "red", shape: "cross" },
  expired: { hue: "red", shape: "triangle" },
  withdrawn: { hue: "grey", shape: "bar" },
  reported: { hue: "green", shape: "dot" },
} as const;

export const statusOf = (state: TransferState): Status => ({ title: transferStates[state], ...looks[state] });
export const modeWord = (mode: keyof typeof modes): string => t(modes[mode].title);
export const outcomeWord = (kind: string): string => {
  const title = outcomeKinds[kind];
  return title ? t(title) : kind;
};
export const channelWord = (channel: string): string => {
  const title = channels[channel];
  return title ? t(title) : channel;
};
export const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
