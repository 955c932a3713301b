/** What the simulator did, for its log: the other side of the platform's own ledger. */
export type Counts = {
  connected: number;
  sent: number;
  acknowledged: number;
  repeated: number;
  unanswered: number;
  requests: number;
  history: number;
  live: number;
  spoiled: number;
  lost: number;
};

export const noCounts = (): Counts => ({
  connected: 0,
  sent: 0,
  acknowledged: 0,
  repeated: 0,
  unanswered: 0,
  requests: 0,
  history: 0,
  live: 0,
  spoiled: 0,
  lost: 0,
});

export const countsLine = (counts: Counts, devices: number): string =>
  `模拟设备 ${counts.connected}/${devices} 在线；发出 ${counts.sent}，已应答 ${counts.acknowledged}（补传 ${counts.history}，实时 ${counts.live}），` +
  `重发 ${counts.repeated}，无应答 ${counts.unanswered}，带故障 ${counts.spoiled}，静默丢失 ${counts.lost}，平台请求 ${counts.requests}`;
